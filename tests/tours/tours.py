"""Every page of the site, by who may open it: each tour needs one kind of site and walkers of any kind."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from hipcoach.pages.demo import SIGN_INS
from tests import moulds
from tests.processes import free_port, manage, production_env, run_env, serve, worker
from tests.tours import opening, walks
from tests.tours.walker import Walker

# (role, address of the site) -> who walks there.
MakeWalker = Callable[[str, str], Walker]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`said` is what the command line printed when it was set up; mails lie in the folder `mail`."""

    address: str
    env: Mapping[str, str]
    mail: Path
    said: str


Tour = Callable[[Site, MakeWalker], None]


@contextmanager
def demo_site(var: Path) -> Iterator[Site]:
    """The demo practice as `make run` shows it."""
    port = free_port()
    env = run_env(var, PORT=str(port))
    said = moulds.demo(env)
    with serve(env, port) as address, worker(env):
        yield Site(address=address, env=env, mail=var / "mail", said=said)


@contextmanager
def production_site(var: Path) -> Iterator[Site]:
    """The demo practice under production's settings, static files hashed and packed; nothing is mailed."""
    port = free_port()
    env = production_env(var, port=port, database_url=f"sqlite:///{var / 'hipcoach.sqlite3'}")
    keys = {name: env[name] for name in ("SECRET_KEY", "FIELD_KEYS")}
    said = manage(run_env(var, PORT=str(port), **keys), "prepare")
    moulds.static_files(env)
    with serve(env, port) as address:
        yield Site(address=address, env=env, mail=var / "mail", said=said)


@contextmanager
def empty_site(var: Path) -> Iterator[Site]:
    """A site without anybody, as `DEMO=false make run` starts it."""
    port = free_port()
    env = run_env(var, PORT=str(port), SITE_URL=f"http://localhost:{port}", DEMO="false")
    moulds.migrated(env)
    said = manage(env, "prepare")
    with serve(env, port) as address:
        yield Site(address=address, env=env, mail=var / "mail", said=said)


def visitor(site: Site, make: MakeWalker) -> None:
    """From the front page to a booked visit, and what a new client finds then."""
    walker = make("visitor", site.address)
    visit = walks.visitor(walker)
    walks.newcomer(make("newcomer", site.address), visit=visit, mail=site.mail)
    walker.open("/mailbox/")


def trainer(site: Site, make: MakeWalker) -> None:
    walker = make("trainer", site.address)
    person = next(person for person in SIGN_INS if person.role == "trainer")
    walks.sign_in(walker, email=person.email, password=person.how)
    walks.account(walker, has_password=True)
    walks.everywhere(walker, start="/desk/")
    walks.builder(walker)
    walks.revising(walker)
    walks.live(walker)
    walks.paper(walker, start=walks.trend_of(walker, "Leonie"), name="trend")
    walks.tablet(walker)


def client(site: Site, make: MakeWalker, *, email: str) -> None:
    walker = make(_role_of(email), site.address)
    walks.sign_in_by_code(walker, email=email, mail=site.mail)
    walks.account(walker, has_password=False)
    walks.everywhere(walker, start="/me/")
    walks.session(walker)
    walks.paper(walker, start="/me/results/", name="me-results")


def errors(site: Site, make: MakeWalker) -> None:
    """What DEBUG hides."""
    walks.errors(make("error", site.address))


def first_steps(site: Site, make: MakeWalker) -> None:
    opening.first_steps(make("start", site.address), said=site.said)


def _role_of(email: str) -> str:
    return f"client-{email.partition('@')[0]}"


OF_THE_DEMO: Mapping[str, Tour] = MappingProxyType(
    {
        "visitor": visitor,
        "trainer": trainer,
        **{
            _role_of(person.email): partial(client, email=person.email)
            for person in SIGN_INS
            if person.role == "client"
        },
    }
)


def walk_all(make: MakeWalker) -> None:
    """Every tour there is, each on a site of its kind."""
    with _new_folder() as var, demo_site(var) as site:
        for tour in OF_THE_DEMO.values():
            tour(site, make)
    with _new_folder() as var, production_site(var) as site:
        errors(site, make)
    with _new_folder() as var, empty_site(var) as site:
        first_steps(site, make)


@contextmanager
def _new_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)

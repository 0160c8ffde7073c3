"""A site of its own for a flow: one trainer, no client, served as `make run` serves it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import moulds
from tests.console import Ask, console
from tests.flows.hands import Inbox
from tests.processes import free_port, manage, migrate, run_env, serve

TRAINER = {"email": "mara@example.com", "password": "lift the foot and hold"}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    address: str
    env: dict[str, str]
    inbox: Inbox
    ask: Ask


@contextmanager
def practice(var: Path, **env: str) -> Iterator[Stage]:
    """A fresh site with one trainer; mail lands in files."""
    port = free_port()
    env = run_env(var, PORT=str(port), SITE_URL=f"http://localhost:{port}", **env)
    if "DATABASE_URL" in env:
        _open_practice(env)
    else:
        moulds.cast("practice", env, _open_practice)
    with serve(env, port) as address, console(env) as ask:
        yield Stage(address=address, env=env, inbox=Inbox(var / "mail"), ask=ask)


def _open_practice(env: Mapping[str, str]) -> None:
    migrate(env)
    manage(env, "load_library")
    manage(env, "new_practice", "--name", "Northside", "--trainer", "Mara Lind", "--zone", "Europe/Berlin",
           "--email", TRAINER["email"], "--password-stdin", stdin=TRAINER["password"])  # fmt: skip

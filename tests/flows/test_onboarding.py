"""From an empty database to a visitor who sees a free hour, in a real browser; and then a second trainer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import moulds
from tests.accessible import violations
from tests.conftest import Figure
from tests.flows.hands import Inbox, press, text_of
from tests.processes import database_of_its_own, free_port, manage, run_env, serve, worker

FIVE_MINUTES = 5 * 60
PHONE = {"width": 390, "height": 844}
PASSPHRASE = "lift the foot and hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptySite:
    address: str
    claim: str
    env: dict[str, str]
    var: Path
    inbox: Inbox


@pytest.fixture(
    params=[
        pytest.param("embedded", id="sqlite-and-files"),
        pytest.param("grown", id="postgresql", marks=pytest.mark.postgres),
    ]
)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmptySite]:
    if request.param == "embedded":
        yield from started(tmp_path)
    else:
        with database_of_its_own() as database:
            yield from started(tmp_path, DATABASE_URL=database)


def started(var: Path, **env: str) -> Iterator[EmptySite]:
    """An empty site as `DEMO=false make run` starts it, with what the command line says."""
    port = free_port()
    env = run_env(var, PORT=str(port), SITE_URL=f"http://localhost:{port}", DEMO="false", **env)
    moulds.migrated(env)
    said = manage(env, "prepare")
    claim = re.search(r"http\S+/welcome/\S+", said)
    assert claim
    with serve(env, port) as address:
        yield EmptySite(address=address, claim=claim[0], env=env, var=var, inbox=Inbox(var / "mail"))


@pytest.mark.browser
def test_from_an_empty_site_to_a_free_hour(site: EmptySite, browser: Browser, figure: Figure) -> None:
    owner = browser.new_context(viewport=PHONE, timezone_id="Europe/Lisbon").new_page()
    began = monotonic()
    claim(owner, site)
    set_up(owner, place="Beispielweg 12, Lisbon")
    expect(owner.get_by_text("Your page is open.")).to_be_visible()
    link = owner.get_by_label("Link to share").input_value()
    visitor = browser.new_context(timezone_id="America/New_York").new_page()
    sees_free_hours(visitor, link)
    seconds = monotonic() - began
    figure(f"From an empty site to a free hour that a visitor sees: {seconds:.1f} s in Chromium.")
    assert seconds < FIVE_MINUTES
    stays_claimed(visitor, site)
    assert site.claim.split("/")[-2] not in (site.var / "web.log").read_text()
    invites(owner, visitor, site)


def claim(page: Page, site: EmptySite) -> None:
    # A robot that sends there what it pleases is told so, and logged.
    assert page.request.post(site.claim).status == 403
    page.goto(site.claim)
    assert "welcome/1-" not in page.url
    no_barrier(page)
    page.get_by_label("Name of your practice").fill("Northside")
    page.get_by_label("Your name").fill("Mara Lind")
    page.get_by_label("E-mail").fill("mara@example.com")
    page.get_by_label("A password").fill(PASSPHRASE)
    press(page, "Make it mine")


def set_up(page: Page, *, place: str) -> None:
    """Every step as it is proposed, but for the place; leaving in between comes back to it."""
    expect(page.get_by_role("heading", name="Where do you work?")).to_be_visible()
    no_barrier(page)
    press(page, "Save and go on")
    expect(page.get_by_role("heading", name="When can clients come?")).to_be_visible()
    no_barrier(page)
    press(page, "Save and go on")
    expect(page.get_by_label("Takes (minutes)")).to_have_value("60")
    no_barrier(page)
    press(page, "Save and go on")
    no_barrier(page)
    page.get_by_role("link", name="Finish later").click()
    expect(page.get_by_text("Nobody can book you yet")).to_be_visible()
    page.get_by_role("link", name="Go on where you were").click()
    page.get_by_label("Address").fill(place)
    press(page, "Save and go on")
    expect(page.get_by_text(place)).to_be_visible()
    no_barrier(page)
    press(page, "Open my page")


def no_barrier(page: Page) -> None:
    """Nothing that axe finds, and nothing to scroll sideways."""
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def sees_free_hours(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("link", name=re.compile("^Next free")).first.click()
    expect(page.locator(".hour").first).to_be_visible()


def stays_claimed(page: Page, site: EmptySite) -> None:
    answer = page.goto(site.claim)
    assert answer
    assert answer.status == 404
    expect(page.get_by_text("This address opens nothing")).to_be_visible()


def invites(owner: Page, guest: Page, site: EmptySite) -> None:
    """The second trainer comes by mail, and sets up hours of their own."""
    owner.goto(f"{site.address}/desk/practice/")
    owner.get_by_label("E-mail").fill("julian@example.com")
    press(owner, "Send the invitation")
    with worker(site.env):
        mail = site.inbox.newest(to="julian@example.com", subject="invites you to Northside")
    link = re.search(r"http\S+/join/\S+", text_of(mail))
    assert link
    guest.goto(link[0])
    guest.get_by_label("Your name").fill("Julian Okoro")
    guest.get_by_label("A password").fill(PASSPHRASE)
    press(guest, "Join and set up my hours")
    set_up(guest, place="Sample Street 100")
    expect(guest.get_by_label("Link to share")).to_have_value(re.compile("/t/julian-okoro/$"))
    owner.reload()
    expect(owner.get_by_role("link", name="Remove Julian Okoro")).to_be_visible()

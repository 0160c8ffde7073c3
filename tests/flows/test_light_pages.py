"""The pages behind the sign-in as production serves them: light enough for a cheap phone, nothing refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.conftest import Figure
from tests.processes import manage
from tests.tours.tours import Site, production_site
from tests.wire import watch

pytestmark = pytest.mark.browser
# With less, something was not counted.
LEAST_BYTES, MOST_BYTES = 40_000, 120_000
# Sessions of the demo's people, and where their pages are; a trainer needs the second step.
SIGN_IN = """
from time import time
from django.conf import settings
from django.test import Client as Browser
from assessments.models import Appointment, Client, Trainer
from programs.models import Plan, Template
from tests.accounts.factors import give_app
trainer = Trainer.objects.get(user__email="mara@hipcoach.example")
client = Client.objects.get(email="leonie@hipcoach.example")
give_app(trainer.user)
for person in (trainer.user, client.user):
    browser = Browser()
    browser.force_login(person)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    print("session", browser.cookies[settings.SESSION_COOKIE_NAME].value)
test = client.assessments.finished().latest("finished_at")
open_test = trainer.assessments.filter(finished_at=None).latest("pk")
for name, path in {
    "client": client.get_absolute_url(),
    "visit": f"/desk/appointments/{test.appointment_id}/",
    "live": f"/desk/appointments/{open_test.appointment_id}/assess/",
    "suggest": f"/desk/assessments/{test.pk}/suggest/",
    "plan": Plan.objects.filter(client=client).latest("pk").get_absolute_url(),
    "template": Template.objects.all()[0].get_absolute_url(),
}.items():
    print("path", name, path)
"""
DESK = (
    "/desk/",
    "/desk/schedule/",
    "/desk/clients/",
    "/desk/exercises/",
    "/desk/templates/",
    "/desk/results/",
)
OWN = ("/me/", "/me/intake/", "/me/results/", "/me/plan/", "/me/plan/today/", "/me/data/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with production_site(tmp_path_factory.mktemp("light")) as site:
        yield site


@pytest.fixture(scope="module")
def signed_in(site: Site) -> tuple[list[str], dict[str, str]]:
    """(the sessions of the trainer and the client, addresses of the desk by name)."""
    words = [line.split() for line in manage(site.env, "shell", "-v", "0", "-c", SIGN_IN).splitlines()]
    sessions = [line[1] for line in words if line[0] == "session"]
    return sessions, {line[1]: line[2] for line in words if line[0] == "path"}


def opened(browser: Browser, site: Site, session: str) -> BrowserContext:
    # A page that is kept on the device would come from there.
    context = browser.new_context(timezone_id="Europe/Berlin", service_workers="block")
    cookies = {"sessionid": session, "zone": "Europe%2FBerlin"}
    context.add_cookies(
        [{"name": name, "value": value, "url": site.address} for name, value in cookies.items()]
    )
    return context


def weigh(context: BrowserContext, site: Site, path: str) -> int:
    """Bytes over the wire of a first visit, with all that the page loads."""
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    loaded = watch(page)
    answer = page.goto(site.address + path, wait_until="load")
    assert answer
    assert (answer.status, page.url, refused) == (200, site.address + path, [])
    page.close()
    return sum(loaded.values())


def in_words(weights: dict[str, int]) -> str:
    return ", ".join(f"{path} {weight / 1000:.0f} kB" for path, weight in weights.items())


def test_the_desk(
    browser: Browser, site: Site, signed_in: tuple[list[str], dict[str, str]], figure: Figure
) -> None:
    sessions, paths = signed_in
    context = opened(browser, site, sessions[0])
    weights = {path: weigh(context, site, path) for path in (*DESK, *paths.values())}
    figure(f"A cold visit, over the wire: {in_words(weights)}.")
    assert {path: weight for path, weight in weights.items() if not LEAST_BYTES < weight < MOST_BYTES} == {}


def test_a_clients_pages(
    browser: Browser, site: Site, signed_in: tuple[list[str], dict[str, str]], figure: Figure
) -> None:
    context = opened(browser, site, signed_in[0][1])
    weights = {path: weigh(context, site, path) for path in OWN}
    figure(f"A cold visit, over the wire: {in_words(weights)}.")
    assert {path: weight for path, weight in weights.items() if not LEAST_BYTES < weight < MOST_BYTES} == {}

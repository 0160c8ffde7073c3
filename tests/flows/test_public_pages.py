"""Public pages as production serves them: no barrier for anybody, light, no needless script."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import moulds
from tests.accessible import barriers
from tests.processes import free_port, manage, production_env, run_env, serve
from tests.wire import watch

pytestmark = pytest.mark.browser
PAGES = {
    "home": "/",
    "learn": "/learn/",
    "self-test": "/self-test/",
    "trainers": "/trainers/",
    "trainer": "/t/mara-lind/",
    "service": "/t/mara-lind/movement-assessment/",
    "privacy": "/privacy/",
    "sign-in": "/accounts/login/",
    "not-found": "/no/such/page/",
}
# What each page may load of scripts; the others need none.
SCRIPTED = {"self-test", "trainers", "trainer", "service", "sign-in"}
MOST_BYTES = 90_000
TRAINER = ["--name", "Northside", "--trainer", "Mara Lind", "--zone", "Europe/Berlin"]
SIGN_IN = ["--email", "mara@example.com", "--password-stdin"]


@contextmanager
def open_site(var: Path) -> Iterator[str]:
    """A small practice under production's settings, static files hashed and packed."""
    port = free_port()
    env = production_env(var, port=port, database_url=f"sqlite:///{var / 'hipcoach.sqlite3'}")
    developing = run_env(var, PORT=str(port))
    moulds.migrated(developing)
    manage(developing, "new_practice", *TRAINER, *SIGN_IN, stdin="lift the foot and hold")
    moulds.static_files(env)
    with serve(env, port) as address:
        yield address


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_site(tmp_path_factory.mktemp("public")) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A visitor's; the device's zone is known already, so that no page loads twice."""
    context = browser.new_context(timezone_id="Europe/Berlin")
    context.add_cookies([{"name": "zone", "value": "Europe%2FBerlin", "url": site}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nobody_meets_a_barrier(site: str, page: Page, name: str) -> None:
    page.goto(site + PAGES[name])
    assert barriers(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_is_light(site: str, page: Page, name: str) -> None:
    """Bytes over the wire, headers included, nothing cached; brotli where the browser may ask for it."""
    loaded = watch(page)
    page.goto(site + PAGES[name], wait_until="networkidle")
    assert loaded[""] > 0
    assert sum(loaded.values()) <= MOST_BYTES
    scripts = [url for url in loaded if url.endswith(".js")]
    assert bool(scripts) == (name in SCRIPTED)

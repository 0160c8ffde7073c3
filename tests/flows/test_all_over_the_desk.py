"""What every page of the desk does: to any client in two keystrokes and Enter; work that takes long shows."""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.flows.hands import sign_in_by_password
from tests.flows.stage import PHONE, TRAINER, Stage, practice

pytestmark = pytest.mark.browser
MAKE = """
from assessments.models import Trainer
from tests.makers import make_client
for name in ("Noor Visser", "Emil Abend"):
    make_client(trainer=Trainer.objects.get(), name=name)
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("find")) as stage:
        stage.ask(MAKE)
        yield stage


def at_the_desk(browser: Browser, stage: Stage, **context: bool) -> Page:
    page = browser.new_context(viewport=PHONE, **context).new_page()
    sign_in_by_password(page, stage.address, **TRAINER)
    page.goto(f"{stage.address}/desk/mail/")
    return page


def test_by_two_keys_and_enter(browser: Browser, stage: Stage) -> None:
    page = at_the_desk(browser, stage)
    page.keyboard.press("/")
    page.keyboard.press("n")
    expect(page.locator("#find").get_by_role("link", name="Noor Visser")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Noor Visser")).to_be_visible()


def test_the_arrows_go_through_who_was_found(browser: Browser, stage: Stage) -> None:
    page = at_the_desk(browser, stage)
    page.get_by_role("link", name="Find a client").click()
    page.keyboard.type("e")
    expect(page.locator("#find").get_by_role("link")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#find").get_by_role("link", name="Emil Abend")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#find").get_by_role("link", name="Noor Visser")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#find-field")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_be_hidden()


def test_a_slash_that_is_typed_stays_a_slash(browser: Browser, stage: Stage) -> None:
    page = at_the_desk(browser, stage)
    page.goto(f"{stage.address}/desk/clients/")
    page.locator("#q").press("/")
    expect(page.locator("#q")).to_have_value("/")
    expect(page.locator("#find")).to_be_hidden()


def test_without_javascript_the_button_leads_to_the_list(browser: Browser, stage: Stage) -> None:
    page = at_the_desk(browser, stage, java_script_enabled=False)
    with page.expect_navigation():
        page.get_by_role("link", name="Find a client").click()
    expect(page.get_by_role("heading", name="Clients")).to_be_visible()


# What Playwright asks of a page waits for the answer, so the page itself tells what it shows meanwhile.
TELL = """() => {
    const note = document.getElementById("waiting-note");
    const tell = () => fetch(`/told?${document.querySelector("[aria-busy=true]").name}: ${note.textContent}`);
    new MutationObserver(tell).observe(note, { childList: true });
    setTimeout(() => document.querySelector("[name=look]").click());
}"""


def test_an_answer_that_takes_long_shows_that_it_is_on_its_way(browser: Browser, stage: Stage) -> None:
    page = at_the_desk(browser, stage)
    page.goto(f"{stage.address}/desk/clients/bring-in/")
    page.get_by_label("The table").fill("name\nLate Comer\n")
    held: list[Route] = []
    told: list[str] = []

    def hold(route: Route) -> None:
        held.append(route)

    def hear(route: Route) -> None:
        told.append(unquote(route.request.url.partition("?")[2]))
        route.abort()
        held[0].continue_()

    page.route("**/bring-in/", hold)
    page.route("**/told?*", hear)
    page.evaluate(TELL)
    expect(page.get_by_text("1 would be new.")).to_be_visible()
    assert told == ["look: On its way. This can take a moment."]
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(page.locator("#waiting-note")).to_be_empty()

"""A client's session in Chromium: one by one or as a list, timers, what pain says; also without scripts."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessible import violations
from tests.flows.client_phone import ClientPhone, client_phone
from tests.flows.hands import press
from tests.flows.stage import Stage, practice
from tests.tours.walks import SLOW_CLOCK

pytestmark = pytest.mark.browser
LINES = """
import json
from programs.models import ItemLog
names = ["plan_item__exercise__slug", "sets_done", "amount", "pain", "effort", "skipped"]
rows = ItemLog.objects.filter(session__client=%d).exclude(sets_done=0, skipped="").values_list(*names)
print(json.dumps(list(rows)))
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("session")) as stage:
        yield stage


@pytest.fixture
def phone(stage: Stage, browser: Browser) -> Iterator[ClientPhone]:
    held = client_phone(browser, stage)
    yield held
    assert held.problems == []


def lines(phone: ClientPhone) -> list[list[object]]:
    rows: list[list[object]] = json.loads(phone.stage.ask(LINES % phone.client))
    return rows


def here(page: Page) -> str:
    return page.locator(".is-here h2").inner_text()


def test_one_by_one_goes_by_keyboard_and_is_remembered(phone: ClientPhone) -> None:
    phone.open_session()
    page = phone.page
    assert here(page) == "Foot lift from the bench"
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    assert here(page) == "Bodyweight hip flexor raise"
    assert page.evaluate("document.activeElement.textContent") == "Bodyweight hip flexor raise"
    expect(page.locator("[data-line]:visible")).to_have_count(1)
    page.get_by_role("button", name="List", exact=True).click()
    page.reload()
    expect(page.locator("[data-line]:visible")).not_to_have_count(1)


def test_the_hold_timer_gets_ready_holds_changes_sides_ticks_and_rests(phone: ClientPhone) -> None:
    phone.page.add_init_script(SLOW_CLOCK)
    phone.open_session()
    page = phone.page
    seen = []
    page.get_by_role("button", name="Start the hold timer").first.click()
    while page.locator("#timer").is_visible():
        seen.append(page.locator("#timer").get_attribute("data-what"))
        page.locator("#timer [data-skip]").click()
    assert seen == ["ready", "hold", "switch", "hold"]
    expect(page.locator(".is-here input[name^=sets_]").first).to_be_checked()
    expect(page.locator(".is-here input[name^=amount_]")).to_have_value("5")
    expect(page.locator("#rest-bar")).to_be_visible()
    page.get_by_role("button", name="Skip the rest").click()
    expect(page.locator("#rest-bar")).to_be_hidden()


def test_the_rest_never_lies_over_what_saves_the_session(phone: ClientPhone) -> None:
    phone.open_session()
    page, bar = phone.page, phone.page.locator("#rest-bar")
    page.locator(".is-here label.set").first.click()
    expect(bar).to_be_visible()
    page.get_by_role("button", name="List", exact=True).click()
    save = page.get_by_role("button", name="Save the session")
    save.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    places = save.bounding_box(), bar.bounding_box()
    assert places[0]
    assert places[1]
    assert places[0]["y"] + places[0]["height"] <= places[1]["y"]

    # One by one, the last page asks how it felt: nothing is left to rest for.
    page.get_by_role("button", name="One by one").click()
    expect(bar).to_be_visible()
    while page.get_by_role("button", name="Next").is_visible():
        page.get_by_role("button", name="Next").click()
    expect(bar).to_be_hidden()


def test_a_hold_that_is_stopped_before_it_began_counts_for_nothing(phone: ClientPhone) -> None:
    phone.open_session()
    page = phone.page
    page.get_by_role("button", name="Start the hold timer").first.click()
    page.keyboard.press("Escape")
    expect(page.locator("#timer")).to_be_hidden()
    expect(page.locator(".is-here input[name^=sets_]").first).not_to_be_checked()


def test_pain_says_stop_at_once_and_leaving_out_unticks(phone: ClientPhone) -> None:
    phone.open_session()
    page = phone.page
    page.locator(".is-here label.set").first.click()
    page.locator(".is-here [data-pain] label").nth(3).click()
    expect(page.get_by_text("Please stop here.")).to_be_hidden()
    page.locator(".is-here [data-pain] label").nth(4).click()
    expect(page.get_by_role("alert").get_by_text("Please stop here.")).to_be_visible()
    page.locator(".is-here summary", has_text="Swap it").click()
    page.locator(".is-here [data-skip] label", has_text="It hurt").click()
    expect(page.locator(".is-here input[name^=sets_]").first).not_to_be_checked()
    page.get_by_role("button", name="List", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save the session").click()
    expect(page.get_by_text("You noted some pain")).to_be_visible()
    assert lines(phone) == [["bench-foot-lift", 0, None, 4, "", "pain"]]


def test_what_is_ticked_survives_a_reload(phone: ClientPhone) -> None:
    phone.open_session()
    page = phone.page
    page.locator(".is-here label.set").first.click()
    page.wait_for_function("Object.keys(localStorage).some(name => name.includes(':running:'))")
    page.reload()
    expect(page.locator("input[name^=sets_]").first).to_be_checked()


def test_nothing_told_is_asked_for_one_tick(phone: ClientPhone) -> None:
    phone.open_session()
    page = phone.page
    page.get_by_role("button", name="List", exact=True).click()
    page.get_by_role("button", name="Save the session").click()
    expect(page.get_by_text("Tick at least one set")).to_be_visible()
    assert phone.rows() == []


def test_without_scripts_the_plain_form_saves_the_same(stage: Stage, browser: Browser) -> None:
    phone = client_phone(browser, stage, java_script_enabled=False)
    page = phone.page
    page.goto(f"{stage.address}/me/plan/today/")
    page.locator("label.set").first.click()
    page.locator("[data-line] [data-pain] label").nth(2).click()
    page.locator("[data-line] .choice", has_text="Hard").first.click()
    page.locator("input[name^=amount_]").first.fill("4")
    press(page, "Save the session")
    assert lines(phone) == [["bench-foot-lift", 1, 4, 2, "hard", ""]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_on_a_clients_pages(stage: Stage, browser: Browser, scheme: str) -> None:
    phone = client_phone(browser, stage, color_scheme=scheme)
    page = phone.page
    phone.open_session()
    assert not violations(page)
    page.locator(".is-here [data-pain] label").nth(8).click()
    page.locator(".is-here summary").first.click()
    assert not violations(page)
    page.get_by_role("button", name="Start the hold timer").first.click()
    assert not violations(page)
    page.keyboard.press("Escape")
    link = page.get_by_role("link", name="See it move").first.get_attribute("href")
    for path in (link, "/me/plan/", "/me/plan/print/", "/me/plan/sessions/", "/me/offline/"):
        page.goto(f"{stage.address}{path}")
        assert not violations(page)

"""A whole test of both sides by keys alone: sensibly ordered, with a focus that is seen, and said aloud."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Error, Page, expect

from tests.flows.conftest import TakePhone
from tests.flows.phone import SHOWS, begin, first_of, hold_back, rows_of
from tests.flows.stage import Stage, practice

pytestmark = pytest.mark.browser
# Set up, and neither thigh lifted with help yet.
BEGIN = """
from dataclasses import replace
from django.utils import timezone
from assessments import recording
from assessments.models import Service
from tests.assessments.under_way import SETUP, make_visit
from tests.makers import make_client
service, now = Service.objects.earliest("pk"), timezone.now()
client = make_client(trainer=service.trainer, email="keys@example.com")
visit = make_visit(client=client, service=service, now=now)
test = recording.start(appointment=visit, trainer=service.trainer, now=now)
values = replace(SETUP, left=None, right=None)
recording.save_setup(assessment=test, values=values, trainer=service.trainer, now=now)
print(visit.pk)
"""
LISTEN = """() => {
    window.said = [];
    for (const line of document.querySelectorAll("[role=status], [role=alert]")) {
        new MutationObserver(() => line.textContent && window.said.push(line.textContent))
            .observe(line, { childList: true });
    }
}"""
# Both lifts with help, and four trials a side.
SAVED = 10
FOCUSED = "wanted => [document.activeElement.textContent.trim(), document.activeElement.matches(wanted)]"
# In whole pixels, from the top of the window.
TOP = "element => Math.round(element.getBoundingClientRect().top)"
# Whether an eye finds what has the focus; the page may still scroll to it.
IS_SEEN = """() => {
    const it = document.activeElement;
    const place = it.getBoundingClientRect(), look = getComputedStyle(it);
    return it.matches(":focus-visible") && parseFloat(look.outlineWidth) >= 2 && look.outlineStyle !== "none"
        && place.top >= 0 && place.bottom <= innerHeight + 1 && place.width > 0;
}"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("keys")) as stage:
        yield stage


def reach(page: Page, wanted: str, *, within: int) -> list[str]:
    """Tab to it; returns what was passed. Everything on the way must be seen to have the focus."""
    passed: list[str] = []
    for _press in range(within):
        page.keyboard.press("Tab")
        name, is_it = page.evaluate(FOCUSED, wanted)
        try:
            page.wait_for_function(IS_SEEN, timeout=5_000)
        except Error as unseen:
            raise AssertionError(f"the focus is not seen: {name}") from unseen
        if is_it:
            return passed
        passed.append(name)
    raise AssertionError(f"{wanted} is not within {within} tabs: {passed}")


def choose(page: Page, group: str, number: int, *, within: int) -> None:
    reach(page, f"{group} > :nth-child({number})", within=within)
    page.keyboard.press("Enter")
    expect(page.locator(f"{group} > :nth-child({number})")).to_have_attribute("aria-pressed", "true")


def lift(page: Page, side: str) -> None:
    """The passive range: above the hip, no pain."""
    step = page.locator("[data-step=passive]")
    expect(step.get_by_role("heading")).to_have_text(side)
    choose(page, "[data-levels]", 3, within=9)
    reach(page, "[data-step=passive] [data-save]", within=14)
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=ready] [data-title]")).to_be_focused()


def hold(page: Page, title: str) -> str:
    """Space three times: get ready, go, stop; then the knee, and save. Returns the seconds."""
    expect(page.locator("[data-step=ready] [data-title]")).to_have_text(title)
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    page.wait_for_function(SHOWS, arg=0.4)
    page.keyboard.press("Space")
    sheet = page.locator("#live-sheet")
    expect(sheet).to_have_attribute("data-phase", "review")
    expect(sheet.get_by_role("heading")).to_be_focused()
    expect(page.locator("#live-sheet .live-body")).not_to_have_attribute("inert", "")
    shown = page.locator("#live-sheet [data-digits]").inner_text()
    choose(page, "#live-sheet [data-knees]", 3, within=6)
    reach(page, "#live-sheet [data-save]", within=40)
    page.keyboard.press("Enter")
    expect(sheet).to_be_hidden()
    expect(page.locator("#live [data-news]")).to_contain_text("Saved.")
    return shown


def test_both_sides_by_keys_alone(stage: Stage, take_phone: TakePhone) -> None:
    visit = int(stage.ask(BEGIN))
    device = take_phone()
    page = device.page
    device.open(visit)
    page.evaluate(LISTEN)
    page.keyboard.press("Tab")
    lift(page, "Left")
    left = [hold(page, "Left: practice"), hold(page, "Left: counted 1 of 3")]
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[data-sides] > :nth-child(2)")).to_be_focused()
    page.keyboard.press("Enter")
    lift(page, "Right")
    right = [hold(page, "Right: practice"), *(hold(page, f"Right: counted {n} of 3") for n in (1, 2, 3))]
    # A side that has all goes on to the other by itself.
    expect(page.locator("[data-to-finish]")).to_be_hidden()
    left += [hold(page, f"Left: counted {n} of 3") for n in (2, 3)]
    device.has_sent_all()
    expect(page.locator("#record .rows > li")).to_have_count(8)
    page.wait_for_function(
        "count => window.said.filter(line => line.includes('Saved.')).length >= count", arg=SAVED
    )
    said = page.evaluate("window.said")
    assert [line for line in said if line in ("Get ready", "Go")] == ["Get ready", "Go"] * 8
    for seconds in (*left, *right):
        assert f"Stopped at {seconds} seconds" in said
    assert sum("Saved." in line for line in said) == SAVED

    # Nothing is left to record: the way to the end is the next thing.
    expect(page.locator("[data-step=ready] [data-title]")).to_have_text("All trials are recorded.")
    reach(page, "[data-to-finish]", within=9)
    page.keyboard.press("Enter")
    expect(page.locator("#finish")).to_be_focused()
    reach(page, "[data-finishes] button", within=1)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{stage.address}/desk/appointments/{visit}/")
    rows = rows_of(stage, visit)
    recorded = {side: [row["hold"] for row in rows if row["side"] == side] for side in ("left", "right")}
    assert recorded == {"left": left, "right": right}
    kinds = {(row["side"], row["kind"], row["number"], row["knee"]) for row in rows}
    each = [("practice", 1), ("counted", 1), ("counted", 2), ("counted", 3)]
    assert kinds == {(side, *kind, "above") for side in ("left", "right") for kind in each}


def test_the_focus_stays_where_the_eye_has_it_when_the_record_comes_anew(
    stage: Stage, take_phone: TakePhone
) -> None:
    device = take_phone(service_workers="block")
    page = device.page
    device.open(begin(stage))
    renewals = hold_back(page, "**/assess/")
    device.trial()
    renewal = first_of(page, renewals)
    page.evaluate("document.getElementById('record').dataset.before = ''")
    page.locator("#finish").focus()
    page.locator("#finish").scroll_into_view_if_needed()
    place = page.locator("#finish").evaluate(TOP)
    renewal.continue_()
    expect(page.locator("#record")).not_to_have_attribute("data-before", "")
    expect(page.locator("#finish")).to_be_focused()
    assert page.locator("#finish").evaluate(TOP) == place


def test_what_is_being_pressed_takes_effect_when_the_record_comes_anew(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, device = begin(stage), take_phone(service_workers="block")
    page = device.page
    device.open(visit)
    renewals = hold_back(page, "**/assess/")
    device.trial()
    renewal = first_of(page, renewals)
    page.locator("[data-finishes] button").hover()
    page.mouse.down()
    with page.expect_event("requestfinished"):
        renewal.continue_()
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    with page.expect_navigation():
        page.mouse.up()
    expect(page).to_have_url(f"{stage.address}/desk/appointments/{visit}/")

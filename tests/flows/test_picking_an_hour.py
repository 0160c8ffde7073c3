"""Choosing an hour in a real browser: by keyboard alone, without scripts, as the time runs out."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessible import violations
from tests.flows.hands import press
from tests.flows.stage import PHONE, Stage, practice

pytestmark = pytest.mark.browser
OFFER = "/t/mara-lind/movement-assessment/"
LAST_LINK = """
from assessments.links import manage_url
from assessments.models import Appointment
print(manage_url(Appointment.objects.order_by("pk").last()))
"""
CONFIRM_FIRST = """
from assessments.models import Trainer
Trainer.objects.update(confirm_first=True)
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("picking")) as stage:
        yield stage


def open_page(browser: Browser, stage: Stage, path: str = OFFER, **context: object) -> Page:
    page = browser.new_context(viewport=PHONE, timezone_id="Europe/Berlin", **context).new_page()
    page.goto(stage.address + path)
    return page


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what has the focus matches."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}.")


def has_focus(page: Page, selector: str) -> None:
    expect(page.locator(f"{selector}:focus")).to_have_count(1)


def pick_a_day(page: Page, *, free_day: int) -> None:
    """Of next month, which has days enough for every test to have its own."""
    next_month = datetime.now(UTC).replace(day=1) + timedelta(days=32)
    page.goto(f"{page.url.partition('?')[0]}?month={next_month:%Y-%m}")
    page.locator("a.day.is-free").nth(free_day).click()
    has_focus(page, "#hours")


def keep_an_hour(page: Page, *, free_day: int) -> None:
    pick_a_day(page, free_day=free_day)
    page.locator("button.hour").first.click()
    expect(page.get_by_text("Kept for you until")).to_be_visible()


def test_by_keyboard_alone(stage: Stage, browser: Browser) -> None:
    page = open_page(browser, stage)
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    tab_to(page, "a[rel=next]")
    page.keyboard.press("Enter")
    has_focus(page, "#month")
    tab_to(page, "a.day.is-free:not([aria-current])")
    page.keyboard.press("Enter")
    has_focus(page, "#hours")
    expect(page.locator("#picker-news")).to_have_text(re.compile(r"^\d+ free hours$"))
    expect(page).to_have_url(re.compile(r"\?day=\d{4}-\d\d-\d\d#hours$"))
    tab_to(page, "button.hour")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for field, typed in {"name": "Noor Visser", "email": "keys@example.com"}.items():
        tab_to(page, f"[name={field}]")
        page.keyboard.type(typed)
    tab_to(page, "button.btn-primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Your visit is booked.")).to_be_visible()
    assert problems == []


def test_a_day_is_swapped_in_and_the_back_button_leads_back(stage: Stage, browser: Browser) -> None:
    page = open_page(browser, stage)
    page.evaluate("window.sameDocument = true")
    first = page.locator("#hours").inner_text()
    page.get_by_role("link", name="Next free day").click()
    has_focus(page, "#hours")
    second = page.locator("#hours").inner_text()
    assert second != first
    assert page.evaluate("window.sameDocument")
    page.go_back()
    expect(page.locator("#hours")).to_have_text(first)
    page.wait_for_load_state("networkidle")
    page.go_forward()
    expect(page.locator("#hours")).to_have_text(second)


def test_without_scripts_everything_works_too(stage: Stage, browser: Browser) -> None:
    page = open_page(browser, stage, java_script_enabled=False)
    page.get_by_role("link", name="Later month").click()
    page.locator("a.day.is-none").first.click()
    expect(page.locator(".picker-hours p").first).to_have_text(re.compile(r"\.$"))
    page.get_by_role("link", name="Next free day").click()
    page.locator("button.hour").first.click()
    expect(page.get_by_text("Kept for you until")).to_be_visible()
    page.get_by_label("Your name").fill("Noor Visser")
    page.get_by_label("E-mail").fill("plain@example.com")
    press(page, "Book this visit")
    expect(page.get_by_text("Your visit is booked.")).to_be_visible()


def test_when_the_ten_minutes_are_over_nothing_typed_is_lost(stage: Stage, browser: Browser) -> None:
    page = open_page(browser, stage)
    page.clock.install()
    keep_an_hour(page, free_day=4)
    # The script counts from when it begins, which may be after the page shows.
    expect(page.locator("[data-left]")).to_be_visible()
    news = page.locator("#kept [role=status]")
    page.get_by_label("Your name").fill("Noor Visser")
    expect(news).to_be_empty()
    page.clock.fast_forward("09:01")
    expect(news).to_contain_text("One minute left")
    page.clock.fast_forward("01:00")
    expect(news).to_contain_text("nothing you typed is lost")
    expect(page.get_by_text("Kept for you until")).to_be_hidden()
    expect(page.get_by_label("Your name")).to_have_value("Noor Visser")
    page.get_by_label("E-mail").fill("slow@example.com")
    press(page, "Book this visit")
    expect(page.get_by_text("Your visit is booked.")).to_be_visible()


def test_what_is_kept_is_said_and_let_go(stage: Stage, browser: Browser) -> None:
    page = open_page(browser, stage)
    keep_an_hour(page, free_day=3)
    page.goto(stage.address + OFFER)
    expect(page.get_by_text("You are keeping")).to_be_visible()
    press(page, "Let it go")
    expect(page.get_by_text("You are keeping")).to_have_count(0)


def test_a_city_typed_shows_its_hours_beside_the_studios(stage: Stage, browser: Browser) -> None:
    page = open_page(browser, stage)
    # Today's last hours may be tomorrow's there.
    pick_a_day(page, free_day=6)
    page.get_by_text("Change the time zone").click()
    page.get_by_label("City or time zone").fill("tokyo")
    page.get_by_role("button", name="Show times there").click()
    expect(page.get_by_text("Times in Asia/Tokyo.")).to_be_visible()
    expect(page.locator("button.hour small").first).to_contain_text("at the studio")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_on_the_way(stage: Stage, browser: Browser, scheme: str) -> None:
    page = open_page(browser, stage, color_scheme=scheme)
    keep_an_hour(page, free_day=5)
    assert not violations(page)
    press(page, "Book this visit")
    assert not violations(page)  # With what was forgotten.
    page.goto(stage.address + OFFER)
    page.get_by_text("Change the time zone").click()
    assert not violations(page)
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("Your name").fill("Noor Visser")
    page.get_by_label("E-mail").fill(f"{scheme}@example.com")
    press(page, "Book this visit")
    for path in ("", "reschedule/", "cancel/"):
        page.goto(page.url.split("/reschedule")[0].rstrip("/") + "/" + path)
        assert not violations(page)
    press(page, "Yes, cancel the visit")
    assert not violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_where_the_address_is_confirmed(stage: Stage, browser: Browser, scheme: str) -> None:
    stage.ask(CONFIRM_FIRST)
    page = open_page(browser, stage, color_scheme=scheme)
    keep_an_hour(page, free_day=6)
    page.get_by_label("Your name").fill("Noor Visser")
    page.get_by_label("E-mail").fill(f"first-{scheme}@example.com")
    press(page, "Book this visit")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert not violations(page)
    page.goto(stage.ask(LAST_LINK))
    assert not violations(page)
    press(page, "Confirm the visit")
    expect(page.get_by_text("Your visit is booked.")).to_be_visible()

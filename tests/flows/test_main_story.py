"""The chain from end to end, in a real browser, on the real web server, worker and broker.

Book, get the invitation, sign in by the mailed code, fill the intake, test both sides, read the finding,
assign a plan, follow it; and a day before the visit the worker sends the reminder. By touch, by keyboard
alone and without JavaScript.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import services
from tests.assessments.intakes import UNREMARKABLE
from tests.flows.hands import (
    Fingers,
    Keyboard,
    fill_intake,
    follow,
    invitation_of,
    press,
    sign_in_by_code,
    sign_in_by_password,
    text_of,
)
from tests.flows.stage import PHONE, TRAINER, Stage, practice
from tests.processes import database_of_its_own, worker

EMAIL = "noor.visser@example.com"
KIT = ["chair", "bench", "wall", "table", "band", "kettlebell", "weight", "step", "pad", "strap"]
SETUP = {"thigh_parallel": "yes", "support": "fingertip", "shoes": "no", "pain_before": "0"}


@pytest.fixture(
    params=[
        pytest.param("embedded", id="sqlite-and-files"),
        pytest.param("grown", id="postgresql-and-redis", marks=[pytest.mark.postgres, pytest.mark.redis]),
    ]
)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    if request.param == "embedded":
        with practice(tmp_path) as stage:
            yield stage
    else:
        with (
            database_of_its_own() as database,
            practice(tmp_path, DATABASE_URL=database, BROKER_URL=f"{services.REDIS_URL}/11") as stage,
        ):
            yield stage


@pytest.mark.browser
def test_from_booking_to_a_logged_session(stage: Stage, browser: Browser) -> None:
    people = People(
        hands=Fingers(),
        visitor=browser.new_context(viewport=PHONE, timezone_id="America/New_York").new_page(),
        trainer=browser.new_context(timezone_id="Europe/Berlin").new_page(),
    )
    with worker(stage.env):
        start = book(people, stage, zone="America/New York")
        receive_the_invitation(stage, start)
        # The worker of tomorrow, below, ends what isn't meant to last.
        sign_in_by_code(people.visitor, stage.address, email=EMAIL, inbox=stage.inbox, stays=True)
        send_the_intake(people, stage)
    assert not stage.inbox.all(to=EMAIL, subject="See you soon")
    with worker(stage.env, clock=start - timedelta(hours=23, minutes=59)):
        reminder = stage.inbox.newest(to=EMAIL, subject="See you soon")
    assert "/a/" in text_of(reminder)
    assert len(stage.inbox.all(to=EMAIL, subject="See you soon")) == 1
    with worker(stage.env):
        measure_both_hips(people, stage)
        assign_the_plan(people)
        follow_the_plan(people, stage)


@pytest.mark.browser
def test_by_keyboard_alone(tmp_path: Path, browser: Browser) -> None:
    where = {"timezone_id": "Europe/Berlin", "locale": "en-GB"}
    people = People(
        hands=Keyboard(),
        visitor=browser.new_context(**where).new_page(),
        trainer=browser.new_context(**where).new_page(),
    )
    the_whole_story(people, tmp_path)


@pytest.mark.browser
def test_without_javascript(tmp_path: Path, browser: Browser) -> None:
    people = People(
        hands=Fingers(),
        visitor=browser.new_context(java_script_enabled=False, viewport=PHONE).new_page(),
        trainer=browser.new_context(java_script_enabled=False).new_page(),
    )
    the_whole_story(people, tmp_path)


def the_whole_story(people: "People", var: Path) -> None:
    with practice(var) as stage, worker(stage.env):
        book(people, stage, zone="Europe/Berlin")
        sign_in_by_code(people.visitor, stage.address, email=EMAIL, inbox=stage.inbox, hands=people.hands)
        send_the_intake(people, stage)
        measure_both_hips(people, stage)
        assign_the_plan(people)
        follow_the_plan(people, stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who books and trains, who tests and assigns, and how both of them work their pages."""

    hands: Fingers
    visitor: Page
    trainer: Page


def book(people: People, stage: Stage, *, zone: str) -> datetime:
    """Pick an hour three free days ahead, shown in this zone, and book it."""
    page, hands = people.visitor, people.hands
    page.goto(f"{stage.address}/t/mara-lind/movement-assessment/")
    expect(page.get_by_text(f"Times in {zone}.")).to_be_visible()
    for _ in range(3):
        shown = page.locator("#hours").inner_text()
        hands.press(page.get_by_role("link", name="Next free day"))
        expect(page.locator("#hours")).not_to_have_text(shown)
        if page.evaluate("'htmx' in window"):
            expect(page.locator("#hours:focus")).to_have_count(1)
    hour = page.locator(".hour").first
    start = datetime.fromisoformat(hour.get_attribute("value") or "")
    with page.expect_navigation():
        hands.press(hour)
    expect(page.get_by_text("Kept for you until")).to_be_visible()
    hands.write(page.get_by_label("Your name"), "Noor Visser")
    hands.write(page.get_by_label("E-mail"), EMAIL)
    press(page, "Book this visit", hands=hands)
    expect(page.get_by_text("Your visit is booked.")).to_be_visible()
    return start


def receive_the_invitation(stage: Stage, start: datetime) -> None:
    mail = stage.inbox.newest(to=EMAIL, subject="Booked: ")
    assert mail["Subject"].endswith("Movement assessment with Mara Lind")
    calendar = invitation_of(mail)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert event.decoded("DTSTART") == start
    assert event.decoded("DTEND") == start + timedelta(hours=1)


def send_the_intake(people: People, stage: Stage) -> None:
    page = people.visitor
    page.goto(f"{stage.address}/me/")
    follow(page, "Fill in the intake", hands=people.hands)
    fill_intake(page, UNREMARKABLE | {"equipment": KIT}, hands=people.hands)
    page.goto(f"{stage.address}/me/")
    expect(page.get_by_role("link", name="Fill in the intake")).to_have_count(0)


def measure_both_hips(people: People, stage: Stage) -> None:
    """The trainer finds the visit on the desk, records three trials a side, and finishes."""
    page, hands = people.trainer, people.hands
    sign_in_by_password(page, stage.address, **TRAINER, hands=hands)
    follow(page, "Noor Visser", hands=hands)
    press(page, "Start the test", hands=hands)
    hands.write(page.locator('[name="surface_height_cm"]'), "45")
    for name, value in SETUP.items():
        hands.choose(page.locator(f'input[name="{name}"][value="{value}"]'))
    press(page, "Save the setup", hands=hands)
    for side, holds in {"left": ["6.5", "8.0"], "right": ["12.4", "13.1"]}.items():
        follow(page, f"Record the passive range: {side}", hands=hands)
        for name, value in {"passive": "above", "pain": "0"}.items():
            hands.choose(page.locator(f'input[name="{name}"][value="{value}"]'))
        press(page, "Save the passive range", hands=hands)
        for number, hold in enumerate(["3.0", *holds]):
            record_a_trial(people, side, "counted" if number else "practice", hold)
    press(page, "Finish the test", hands=hands)
    expect(page.locator('.tag[data-status="limited"]').first).to_be_visible()


def record_a_trial(people: People, side: str, kind: str, hold: str) -> None:
    page, hands = people.trainer, people.hands
    follow(page, f"Record a trial: {side}", hands=hands)
    for name, value in {"kind": kind, "cleared": "yes"}.items():
        hands.choose(page.locator(f'input[name="{name}"][value="{value}"]'))
    hands.write(page.locator('[name="hold"]'), hold)
    for name, value in {"knee": "above", "ended_by": "drop", "pain": "0"}.items():
        hands.choose(page.locator(f'input[name="{name}"][value="{value}"]'))
    press(page, "Save the trial", hands=hands)


def assign_the_plan(people: People) -> None:
    page, hands = people.trainer, people.hands
    follow(page, "Choose a plan", hands=hands)
    hands.choose(page.get_by_label("Assign Above the hip"))
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    hands.write(page.get_by_label("First day"), today)
    press(page, "Assign the plan", hands=hands)
    expect(page).to_have_url(re.compile(r"/desk/plans/\d+/$"))
    expect(page.get_by_role("heading", name="Above the hip")).to_be_visible()


def follow_the_plan(people: People, stage: Stage) -> None:
    """The mail says that a plan is there; the client opens it on a phone, ticks a set and saves."""
    page, hands = people.visitor, people.hands
    mail = stage.inbox.newest(to=EMAIL, subject="plan")
    assert "Above the hip" not in text_of(mail)
    page.goto(f"{stage.address}/me/plan/today/")
    expect(page.get_by_role("heading", name="Foot lift from the bench")).to_be_visible()
    as_a_list = page.get_by_role("button", name="List", exact=True)
    if as_a_list.is_visible():
        hands.press(as_a_list)
    hands.choose(page.locator(".set input").first)
    hands.choose(page.locator('input[name="pain"][value="0"]'))
    press(page, "Save the session", hands=hands)
    page.goto(f"{stage.address}/me/")
    expect(page.get_by_text("1 of 3 sessions this week.")).to_be_visible()

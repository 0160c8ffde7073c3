"""The chain from end to end, in a real browser, on the real web server, worker and broker.

Book, get the invitation, sign in by the mailed code, fill the intake, test both sides, read the finding,
assign a plan, follow it; and a day before the visit the worker sends the reminder.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import services
from tests.assessments.intakes import UNREMARKABLE
from tests.flows.hands import (
    Inbox,
    fill_intake,
    invitation_of,
    press,
    sign_in_by_code,
    sign_in_by_password,
    tap,
    text_of,
)
from tests.processes import database_of_its_own, free_port, manage, run_env, serve, worker

EMAIL = "noor.visser@example.com"
TRAINER = {"email": "mara@example.com", "password": "lift the foot and hold"}
KIT = ["chair", "bench", "wall", "table", "band", "kettlebell", "weight", "step", "pad", "strap"]
SETUP = {"thigh_parallel": "yes", "support": "fingertip", "shoes": "no", "pain_before": "0"} | {
    f"{name}_{side}": value
    for side in ("left", "right")
    for name, value in {"passive": "above", "passive_pain": "0"}.items()
}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    address: str
    env: dict[str, str]
    inbox: Inbox


@contextmanager
def practice(var: Path, **env: str) -> Iterator[Stage]:
    """A fresh site with one trainer, served as `make run` serves it, mail landing in files."""
    port = free_port()
    env = run_env(var, PORT=str(port), SITE_URL=f"http://localhost:{port}", **env)
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "load_library")
    manage(env, "new_practice", "--name", "Northside", "--trainer", "Mara Lind", "--zone", "Europe/Berlin",
           "--email", TRAINER["email"], "--password-stdin", stdin=TRAINER["password"])  # fmt: skip
    with serve(env, port) as address:
        yield Stage(address=address, env=env, inbox=Inbox(var / "mail"))


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
    visitor = browser.new_context(viewport=PHONE, timezone_id="America/New_York").new_page()
    trainer = browser.new_context(timezone_id="Europe/Berlin").new_page()
    with worker(stage.env):
        start = book(visitor, stage)
        receive_the_invitation(stage, start)
        sign_in_by_code(visitor, stage.address, email=EMAIL, inbox=stage.inbox)
        send_the_intake(visitor, stage)
    assert not stage.inbox.all(to=EMAIL, subject="See you soon")
    with worker(stage.env, clock=start - timedelta(hours=23, minutes=59)):
        reminder = stage.inbox.newest(to=EMAIL, subject="See you soon")
    assert "/a/" in text_of(reminder)
    assert len(stage.inbox.all(to=EMAIL, subject="See you soon")) == 1
    with worker(stage.env):
        measure_both_hips(trainer, stage)
        assign_the_plan(trainer)
        follow_the_plan(visitor, stage)


def book(page: Page, stage: Stage) -> datetime:
    """Pick an hour three free days ahead, in the visitor's zone, and book it."""
    page.goto(f"{stage.address}/t/mara-lind/movement-assessment/")
    expect(page.get_by_text("Times in America/New York.")).to_be_visible()
    for _ in range(3):
        shown = page.locator("#hours").inner_text()
        page.get_by_role("link", name="Next free day").click()
        expect(page.locator("#hours")).not_to_have_text(shown)
    hour = page.locator(".hour").first
    start = datetime.fromisoformat(hour.get_attribute("value") or "")
    hour.click()
    expect(page.get_by_text("Kept for you until")).to_be_visible()
    page.get_by_label("Your name").fill("Noor Visser")
    page.get_by_label("E-mail").fill(EMAIL)
    press(page, "Book this visit")
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


def send_the_intake(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/me/")
    page.get_by_role("link", name="Fill in the intake").click()
    fill_intake(page, UNREMARKABLE | {"equipment": KIT})
    page.goto(f"{stage.address}/me/")
    expect(page.get_by_role("link", name="Fill in the intake")).to_have_count(0)


def measure_both_hips(page: Page, stage: Stage) -> None:
    """The trainer finds the visit on the desk, records three trials a side, and finishes."""
    sign_in_by_password(page, stage.address, **TRAINER)
    page.get_by_role("link", name="Noor Visser").click()
    press(page, "Start the test")
    page.locator('[name="surface_height_cm"]').fill("45")
    for name, value in SETUP.items():
        tap(page, name, value)
    press(page, "Save the setup")
    for side, holds in {"left": ["6.5", "8.0"], "right": ["12.4", "13.1"]}.items():
        for number, hold in enumerate(["3.0", *holds]):
            record_a_trial(page, side, "counted" if number else "practice", hold)
    press(page, "Finish the test")
    expect(page.locator('.tag[data-status="limited"]').first).to_be_visible()


def record_a_trial(page: Page, side: str, kind: str, hold: str) -> None:
    page.get_by_role("link", name=f"Record a trial: {side}").click()
    tap(page, "kind", kind)
    tap(page, "cleared", "yes")
    page.locator('[name="hold"]').fill(hold)
    tap(page, "knee", "above")
    tap(page, "ended_by", "drop")
    tap(page, "pain", "0")
    press(page, "Save the trial")


def assign_the_plan(page: Page) -> None:
    page.get_by_role("link", name="Choose a plan").click()
    page.get_by_label("Assign Above the hip").check()
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    page.get_by_label("First day").fill(today)
    press(page, "Assign the plan")
    expect(page.get_by_role("heading", name="Above the hip")).to_be_visible()


def follow_the_plan(page: Page, stage: Stage) -> None:
    """The mail says that a plan is there; the client opens it on a phone, ticks a set and saves."""
    mail = stage.inbox.newest(to=EMAIL, subject="plan")
    assert "Above the hip" not in text_of(mail)
    page.goto(f"{stage.address}/me/plan/today/")
    expect(page.get_by_role("heading", name="Foot lift from the bench")).to_be_visible()
    page.locator("label.set").first.click()
    tap(page, "pain", "0")
    press(page, "Save the session")
    page.goto(f"{stage.address}/me/")
    expect(page.get_by_text("1 of 3 sessions this week.")).to_be_visible()

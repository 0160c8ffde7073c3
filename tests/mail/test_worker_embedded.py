"""The real worker with its beat, on SQLite and the folder broker, as `make run` starts it."""

from datetime import timedelta
from pathlib import Path

from tests.assessments.visits import open_hour
from tests.flows.hands import Inbox, text_of
from tests.mail.visits import BOOK, DAYS_AHEAD
from tests.processes import manage, wait_until, worker

EMAIL = "ada@example.com"


def test_a_booking_is_confirmed_by_mail_and_the_worker_ends_when_asked(
    env: dict[str, str], inbox: Inbox
) -> None:
    with worker(env) as process:
        manage(env, *BOOK)
        booked = inbox.newest(to=EMAIL, subject="Booked")
    assert "/a/" in text_of(booked)
    assert process.returncode == 0


def test_a_day_before_the_visit_the_beat_sends_the_reminder_by_itself(
    env: dict[str, str], inbox: Inbox
) -> None:
    manage(env, *BOOK)
    with worker(env, clock=open_hour(days=DAYS_AHEAD - 1) + timedelta(hours=1)):
        reminder = inbox.newest(to=EMAIL, subject="See you soon")
    assert "/a/" in text_of(reminder)


def test_a_message_that_cannot_be_read_is_set_aside_and_mail_goes_on(
    env: dict[str, str], inbox: Inbox, var: Path
) -> None:
    manage(env, *BOOK)
    queue = var / "broker" / "queue"
    wreck = queue / f"0_wreck.{next(queue.glob('*.msg')).name.partition('.')[2]}"
    wreck.write_bytes(b"\xff half a mess")
    with worker(env):
        inbox.newest(to=EMAIL, subject="Booked")
        wait_until((var / "broker" / "unreadable" / wreck.name).exists)

"""Time off: whole days or from one time until another, in the trainer's zone, across clock changes too."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from assessments.models import Appointment, CalendarSource, Trainer
from tests.assessments.desk_settings.typed import OUTSIDE, TIME_OFF
from tests.makers import make_trainer


def off(**typed: Any) -> dict[str, Any]:
    return {"first": "2026-12-10", "first_time": "", "last": "", "last_time": "", "label": ""} | typed


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        (off(), utc(2026, 12, 9, 23), utc(2026, 12, 10, 23)),
        (off(last="2026-12-12"), utc(2026, 12, 9, 23), utc(2026, 12, 12, 23)),
        (off(first_time="10:00", last_time="11:30"), utc(2026, 12, 10, 9), utc(2026, 12, 10, 10, 30)),
        (off(first_time="10:00"), utc(2026, 12, 10, 9), utc(2026, 12, 10, 23)),
        (off(last_time="10:00"), utc(2026, 12, 9, 23), utc(2026, 12, 10, 9)),
        (off(first_time="22:00", last_time="00:00"), utc(2026, 12, 10, 21), utc(2026, 12, 10, 23)),
        # A day of 23 hours, and one of 25.
        (off(first="2027-03-28"), utc(2027, 3, 27, 23), utc(2027, 3, 28, 22)),
        (off(first="2027-10-31"), utc(2027, 10, 30, 22), utc(2027, 10, 31, 23)),
        # 02:30 is skipped in March and comes twice in October: whichever is meant is off.
        (
            off(first="2027-03-28", first_time="02:30", last_time="04:00"),
            utc(2027, 3, 28, 0, 30),
            utc(2027, 3, 28, 2),
        ),
        (
            off(first="2027-10-31", first_time="02:10", last_time="02:50"),
            utc(2027, 10, 31, 0, 10),
            utc(2027, 10, 31, 1, 50),
        ),
    ],
)
def test_wall_clock_becomes_instants(
    desk: Browser, trainer: Trainer, typed: dict[str, Any], start: datetime, end: datetime
) -> None:
    assert desk.post(TIME_OFF, typed).status_code == 302
    assert list(trainer.busy_blocks.values_list("start", "end")) == [(start, end)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (off(first=""), "This field is required."),
        (off(first_time="11:00", last_time="10:00"), "This ends before it begins."),
        (off(first_time="11:00", last_time="11:00"), "This ends before it begins."),
        (off(last="2026-12-09"), "This ends before it begins."),
        (off(last="0001-01-01"), "This ends before it begins."),
        (off(last="9999-12-31"), "more than a year"),
        (off(first="9999-12-31"), "not that far away"),
        (off(first="0001-01-01"), "not that far away"),
        (off(first="2026-11-20"), "This is over already."),
        (off(first_time="25:00"), "Enter a valid time."),
        (off(label="x" * 81), "at most 80 characters"),
        (off(label="a\x00b"), "Null characters are not allowed."),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(
    desk: Browser, trainer: Trainer, typed: dict[str, Any], words: str
) -> None:
    answer = desk.post(TIME_OFF, typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert trainer.busy_blocks.count() == 0


def test_a_doubled_sending_is_off_once(desk: Browser, trainer: Trainer) -> None:
    assert [desk.post(TIME_OFF, off()).status_code for _time in range(2)] == [302, 302]
    assert trainer.busy_blocks.count() == 1


def test_it_may_have_begun_already(desk: Browser, trainer: Trainer) -> None:
    assert desk.post(TIME_OFF, off(first="2026-11-30", label="Ill")).status_code == 302
    assert "Ill" in desk.get(TIME_OFF).content.decode()


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (utc(2026, 12, 9, 23), utc(2026, 12, 10, 23), "Thu 10 Dec 2026"),
        (utc(2026, 12, 9, 23), utc(2026, 12, 12, 23), "Thu 10 Dec – Sat 12 Dec 2026"),
        (utc(2026, 12, 10, 9), utc(2026, 12, 10, 10), "Thu 10 Dec 2026, 10:00–11:00"),
        (utc(2026, 12, 10, 21), utc(2026, 12, 10, 23), "Thu 10 Dec 2026, 22:00–00:00"),
        (utc(2026, 12, 10, 9), utc(2026, 12, 12, 9), "Thu 10 Dec, 10:00 – Sat 12 Dec 2026, 10:00"),
    ],
)
def test_the_list_reads_as_people_say_it(
    desk: Browser, trainer: Trainer, start: datetime, end: datetime, words: str
) -> None:
    trainer.busy_blocks.create(start=start, end=end)
    assert words in desk.get(TIME_OFF).content.decode()


def test_time_off_over_a_visit_asks_first(desk: Browser, trainer: Trainer, visit: Appointment) -> None:
    typed = off(first="2026-12-01", first_time="11:30", last_time="13:00", label="Dentist")
    asked = desk.post(TIME_OFF, typed)
    assert asked.status_code == 409
    assert visit.get_absolute_url() in asked.content.decode()
    assert trainer.busy_blocks.count() == 0
    assert desk.post(TIME_OFF, typed | {"agreed": str(visit.pk)})["Location"] == OUTSIDE
    assert trainer.busy_blocks.get().label == "Dentist"
    visit.refresh_from_db()
    assert visit.is_confirmed


def test_so_does_time_off_over_a_visit_that_nobody_has_confirmed_yet(
    desk: Browser, trainer: Trainer, visit: Appointment
) -> None:
    Appointment.objects.update(
        status=Appointment.Status.HELD,
        client=None,
        contact_name="Connie",
        contact_email="connie@example.com",
        hold_until=visit.start,
    )
    typed = off(first="2026-12-01", first_time="11:30", last_time="13:00", label="Dentist")
    asked = desk.post(TIME_OFF, typed)
    assert asked.status_code == 409
    text = asked.content.decode()
    assert "Connie" in text
    assert "Not confirmed yet" in text
    assert visit.get_absolute_url() not in text
    assert desk.post(TIME_OFF, typed | {"agreed": str(visit.pk)})["Location"] == OUTSIDE
    listed = desk.get(OUTSIDE).content.decode()
    assert "Connie" in listed
    assert visit.get_absolute_url() not in listed


def test_only_own_time_off_can_be_removed(desk: Browser, trainer: Trainer, now: datetime) -> None:
    ahead = {"start": now + timedelta(days=1), "end": now + timedelta(days=2)}
    calendar = CalendarSource.objects.create(
        trainer=trainer, name="Private", url="https://calendar.example/x"
    )
    mine = trainer.busy_blocks.create(**ahead)
    imported = trainer.busy_blocks.create(source=calendar, label="Imported event", **ahead)
    strangers = make_trainer().busy_blocks.create(**ahead)
    assert "Imported event" not in desk.get(TIME_OFF).content.decode()
    found = [
        desk.post(f"{TIME_OFF}{each.pk}/remove/").status_code for each in (mine, imported, strangers, mine)
    ]
    assert found == [302, 404, 404, 404]
    assert list(trainer.busy_blocks.all()) == [imported]

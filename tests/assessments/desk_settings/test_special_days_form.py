"""Special days: one or a range, closed or with hours of their own; runs of them are one entry of the list."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from assessments.models import Appointment, Trainer
from tests.assessments.desk_settings.typed import DAYS, OUTSIDE, day_lines

REMOVE = f"{DAYS}remove/"
TUESDAY = date(2026, 12, 1)


def days(**typed: Any) -> dict[str, Any]:
    return {"first": "2026-12-24", "last": "", "kind": "closed"} | typed


def said(trainer: Trainer) -> list[tuple[date, int | None, int | None]]:
    return list(trainer.date_overrides.values_list("day", "opens", "closes"))


def test_a_holiday_is_one_act_and_one_entry(desk: Browser, trainer: Trainer) -> None:
    assert desk.post(DAYS, days(last="2027-01-06")).status_code == 302
    assert len(said(trainer)) == 14
    text = desk.get(DAYS).content.decode()
    assert "Thu 24 Dec – Wed 6 Jan 2027" in text
    assert text.count("Remove the special day") == 1


def test_special_hours_can_have_a_break(desk: Browser, trainer: Trainer) -> None:
    desk.post(DAYS, days(kind="special") | day_lines("hours", "10:00-12:00", "14:00-16:00"))
    assert said(trainer) == [(date(2026, 12, 24), 600, 720), (date(2026, 12, 24), 840, 960)]
    assert "10:00–12:00, 14:00–16:00" in desk.get(DAYS).content.decode()


def test_sixty_days_are_the_most(desk: Browser, trainer: Trainer) -> None:
    last = date(2026, 12, 24) + timedelta(days=59)
    assert desk.post(DAYS, days(last=f"{last + timedelta(days=1)}")).status_code == 422
    assert said(trainer) == []
    assert desk.post(DAYS, days(last=f"{last}")).status_code == 302
    assert len(said(trainer)) == 60


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (days(first=""), "This field is required."),
        (days(first="2026-11-29"), "This day is over."),
        (days(first="9999-12-31"), "not that far away"),
        (days(first="0001-01-01"), "This day is over."),
        (days(first="2026-02-30"), "Enter a valid date."),
        (days(first="2026-12-24\x00"), "Enter a valid date."),
        (days(last="2026-12-23"), "before the first one"),
        (days(last="9999-12-31"), "more than 60 days"),
        (days(kind="maybe"), "Select a valid choice."),
        (days(kind="special"), "From when until when"),
        (days() | day_lines("hours", "10:00-12:00"), "or clear these times"),
        (days(kind="special") | day_lines("hours", "12:00-10:00"), "ends before it begins"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(
    desk: Browser, trainer: Trainer, typed: dict[str, Any], words: str
) -> None:
    answer = desk.post(DAYS, typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert said(trainer) == []


def test_typed_hours_survive_an_error_elsewhere(desk: Browser) -> None:
    typed = days(first="", kind="special") | day_lines("hours", "10:15-12:45")
    text = desk.post(DAYS, typed).content.decode()
    assert 'value="10:15"' in text
    assert 'value="12:45"' in text


def test_a_run_is_removed_in_one_act(desk: Browser, trainer: Trainer) -> None:
    desk.post(DAYS, days(last="2026-12-31"))
    answer = desk.post(REMOVE, {"first": "2026-12-24", "last": "2026-12-31"})
    assert (answer.status_code, answer["Location"]) == (302, DAYS)
    assert said(trainer) == []
    assert desk.post(REMOVE, {"first": "2026-12-24", "last": "2026-12-31"}).status_code == 404


@pytest.mark.parametrize(
    "sent", [{}, {"first": "x", "last": "y"}, {"first": "2026-12-24", "last": "9999-12-31"}]
)
def test_nothing_to_remove_is_not_found(desk: Browser, sent: dict[str, str]) -> None:
    assert desk.post(REMOVE, sent).status_code == 404


def test_closing_a_booked_day_asks_first(desk: Browser, trainer: Trainer, visit: Appointment) -> None:
    typed = days(first="2026-12-01")
    asked = desk.post(DAYS, typed)
    assert asked.status_code == 409
    assert visit.get_absolute_url() in asked.content.decode()
    assert said(trainer) == []
    assert desk.post(DAYS, typed | {"agreed": str(visit.pk)})["Location"] == OUTSIDE
    assert said(trainer) == [(TUESDAY, None, None)]


def test_removing_the_hours_a_visit_was_booked_in_asks_too(
    desk: Browser, trainer: Trainer, visit: Appointment
) -> None:
    trainer.weekly_hours.all().delete()
    trainer.date_overrides.create(day=TUESDAY, opens=600, closes=800)
    sent = {"first": "2026-12-01", "last": "2026-12-01"}
    asked = desk.post(REMOVE, sent)
    assert asked.status_code == 409
    assert f'href="{DAYS}"' in asked.content.decode()
    assert trainer.date_overrides.exists()
    assert desk.post(REMOVE, sent | {"agreed": str(visit.pk)})["Location"] == OUTSIDE
    assert not trainer.date_overrides.exists()


def test_past_days_are_folded_away(desk: Browser, trainer: Trainer) -> None:
    trainer.date_overrides.create(day=date(2026, 11, 2))
    before_fold, _fold, folded = desk.get(DAYS).content.decode().partition("Past days")
    assert "Mon 2 Nov 2026" not in before_fold
    assert "Mon 2 Nov 2026" in folded

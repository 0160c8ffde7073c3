"""A change that would strand booked visits is undone until the trainer has agreed to just those."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from assessments import opening
from assessments.availability import Hours
from assessments.models import Appointment, BusyBlock, Client, DateOverride, Service, Trainer, WeeklyHours
from assessments.opening import Agreed, NeedsConsent
from tests.assessments.visits import TUESDAY_TEN
from tests.makers import make_appointment, make_client, make_service, make_trainer

TUESDAY = date(2026, 12, 1)
MORNINGS = {weekday: (Hours(9 * 60, 11 * 60),) for weekday in range(7)}


def change(kind: str, trainer: Trainer, now: datetime, **agreed: Any) -> None:
    given: dict[str, Any] = {"trainer": trainer, "now": now, "agreed": Agreed(**agreed)}
    if kind == "week":
        opening.set_weekly_hours(hours=MORNINGS, **given)
    elif kind == "closed day":
        opening.set_days(first=TUESDAY, last=TUESDAY, hours=(), **given)
    elif kind == "special hours":
        opening.set_days(first=TUESDAY, last=TUESDAY, hours=(Hours(9 * 60, 11 * 60 + 30),), **given)
    else:
        opening.add_time_off(
            start=TUESDAY_TEN, end=TUESDAY_TEN + timedelta(minutes=10), label="Dentist", **given
        )


def rows() -> list[Any]:
    tables = (
        WeeklyHours.objects.values_list("weekday", "opens", "closes"),
        DateOverride.objects.values_list(),
    )
    return [list(table) for table in tables] + [list(BusyBlock.objects.values_list())]


KINDS = ("week", "closed day", "special hours", "time off")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_saved_while_a_visit_would_be_stranded(
    visit: Appointment, now: datetime, kind: str
) -> None:
    before, version = rows(), visit.trainer.availability_version
    with pytest.raises(NeedsConsent) as asked:
        change(kind, visit.trainer, now)
    assert asked.value.visits == [visit]
    assert rows() == before
    visit.trainer.refresh_from_db()
    assert visit.trainer.availability_version == version


@pytest.mark.parametrize("kind", KINDS)
def test_agreed_to_it_is_saved_and_the_visit_stays(visit: Appointment, now: datetime, kind: str) -> None:
    before = rows()
    change(kind, visit.trainer, now, visits=frozenset({visit.pk}))
    assert rows() != before
    visit.refresh_from_db()
    assert visit.is_confirmed
    assert opening.outside_hours(visit.trainer, now=now) == [visit]


def test_a_visit_booked_meanwhile_is_asked_about_too(visit: Appointment, now: datetime) -> None:
    later = make_appointment(
        client=make_client(trainer=visit.trainer),
        service=visit.service,
        start=TUESDAY_TEN + timedelta(hours=2),
    )
    with pytest.raises(NeedsConsent) as asked:
        change("closed day", visit.trainer, now, visits=frozenset({visit.pk}))
    assert asked.value.visits == [visit, later]


def test_only_what_this_change_strands_is_asked_about(visit: Appointment, now: datetime) -> None:
    change("closed day", visit.trainer, now, visits=frozenset({visit.pk}))
    change("time off", visit.trainer, now)
    change("week", visit.trainer, now)


@pytest.mark.parametrize("status", ["cancelled", "attended", "no_show"])
def test_a_settled_visit_is_nobodys_worry(visit: Appointment, now: datetime, status: str) -> None:
    Appointment.objects.update(status=status)
    change("closed day", visit.trainer, now)


def test_nor_is_one_that_is_over(visit: Appointment) -> None:
    change("week", visit.trainer, visit.end)


def test_nor_another_trainers(
    service: Service, client_record: Client, visit: Appointment, now: datetime
) -> None:
    other = make_trainer()
    make_service(trainer=other)
    change("closed day", other, now)


def test_a_special_day_that_saved_a_visit_is_not_cleared_silently(visit: Appointment, now: datetime) -> None:
    trainer = visit.trainer
    opening.set_days(trainer=trainer, first=TUESDAY, last=TUESDAY, hours=(Hours(600, 800),), now=now)
    change("week", trainer, now)
    with pytest.raises(NeedsConsent):
        opening.clear_days(trainer=trainer, first=TUESDAY, last=TUESDAY, now=now)
    assert trainer.date_overrides.count() == 1


def test_imported_busy_time_strands_nothing(visit: Appointment, now: datetime) -> None:
    calendar = visit.trainer.calendar_sources.create(
        name="Private", url="https://calendar.example/secret.ics"
    )
    visit.trainer.busy_blocks.create(source=calendar, start=visit.start, end=visit.end)
    assert opening.outside_hours(visit.trainer, now=now) == []

"""A kept answer costs no query, and never outlives what it says."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import changing, free_hours
from assessments.models import Appointment, BusyBlock, DateOverride, Service, WeeklyHours
from tests.assessments.visits import TUESDAY_TEN, booked
from tests.makers import make_service, make_trainer

MINUTE = timedelta(minutes=1)


def fresh(service: Service) -> Service:
    """The service as a request reads it, with the trainer's version of this moment."""
    return Service.objects.select_related("trainer").get(pk=service.pk)


def offered(service: Service, *, now: datetime, at: datetime = TUESDAY_TEN) -> bool:
    slots = free_hours.free_slots(
        [fresh(service)], since=at - timedelta(days=3), until=at + timedelta(days=3), now=now
    )
    return int(at.timestamp()) in {slot.start for slot in slots}


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def test_the_second_answer_costs_the_one_query_that_names_the_service(
    service: Service, now: datetime
) -> None:
    assert queries(lambda: offered(service, now=now + MINUTE)) == 2
    assert queries(lambda: offered(service, now=now + 2 * MINUTE)) == 1


def test_a_booking_is_gone_from_the_next_answer_and_a_cancelled_one_is_back(
    service: Service, now: datetime
) -> None:
    assert offered(service, now=now)
    visit = booked(service=service, now=now)
    assert not offered(service, now=now)
    changing.cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    assert offered(service, now=now)


def test_a_moved_visit_frees_its_old_hour(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now)
    assert not offered(service, now=now)
    changing.reschedule(appointment=visit, start=TUESDAY_TEN + timedelta(hours=3), now=now)
    assert offered(service, now=now)
    assert not offered(service, now=now, at=TUESDAY_TEN + timedelta(hours=3))


def test_a_hold_that_lapses_is_back(service: Service, now: datetime) -> None:
    hold = Appointment(
        trainer=service.trainer,
        service=service,
        status=Appointment.Status.HELD,
        hold_until=now + 10 * MINUTE,
        contact_name="",
        booked_at=now,
    )
    hold.set_time(TUESDAY_TEN)
    hold.save()
    assert not offered(service, now=now)
    assert not offered(service, now=now + 10 * MINUTE - timedelta(seconds=1))
    assert offered(service, now=now + 10 * MINUTE)


def test_an_hour_ends_when_its_notice_begins(service: Service, now: datetime) -> None:
    too_near = TUESDAY_TEN - timedelta(minutes=service.notice)
    assert offered(service, now=now)
    assert offered(service, now=too_near)
    assert not offered(service, now=too_near + timedelta(seconds=1))


def test_an_hour_comes_up_when_the_horizon_reaches_it(service: Service, now: datetime) -> None:
    at = TUESDAY_TEN + timedelta(days=service.horizon_days)
    reached = at - timedelta(days=service.horizon_days)
    assert not offered(service, now=reached - timedelta(hours=5), at=at)
    assert not offered(service, now=reached, at=at)
    assert offered(service, now=reached + timedelta(seconds=1), at=at)


@pytest.mark.parametrize(
    "close",
    [
        lambda trainer: DateOverride.objects.create(trainer=trainer, day=TUESDAY_TEN.date()),
        lambda trainer: WeeklyHours.objects.get(trainer=trainer, weekday=1).delete(),
        lambda trainer: BusyBlock.objects.create(
            trainer=trainer, start=TUESDAY_TEN, end=TUESDAY_TEN + timedelta(minutes=5)
        ),
    ],
    ids=["special day", "weekly hours", "time off"],
)
def test_changed_hours_change_the_next_answer(
    service: Service, now: datetime, close: Callable[[object], object]
) -> None:
    assert offered(service, now=now)
    close(service.trainer)
    assert not offered(service, now=now)


@pytest.mark.parametrize(
    "change", [{"duration": 600}, {"slot_step": 7}, {"notice": 60 * 24 * 30}, {"horizon_days": 1}]
)
def test_changed_rules_change_the_next_answer(
    service: Service, now: datetime, change: dict[str, int]
) -> None:
    assert offered(service, now=now)
    Service.objects.filter(pk=service.pk).update(**change)
    assert not offered(service, now=now)


def test_another_trainers_booking_leaves_the_answer_kept(service: Service, now: datetime) -> None:
    offered(service, now=now + MINUTE)
    booked(service=make_service(trainer=make_trainer()), now=now)
    assert queries(lambda: offered(service, now=now + MINUTE)) == 1


def test_any_walk_through_time_reads_as_if_nothing_were_kept(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    since, until = now, now + timedelta(days=service.horizon_days + 3)
    for minutes in [*range(0, 600, 7), *range(600, 5 * 1440, 331)]:
        moment = now + minutes * MINUTE
        kept = free_hours.free_slots([fresh(service)], since=since, until=until, now=moment)
        free_hours.forget_all()
        assert kept == free_hours.free_slots([fresh(service)], since=since, until=until, now=moment)

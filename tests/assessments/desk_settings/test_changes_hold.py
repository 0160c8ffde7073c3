"""What is saved holds from the next answer on, and is saved whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from assessments import opening
from assessments.availability import Hours, Refusal
from assessments.booking import book
from assessments.free_hours import free_slots
from assessments.models import Service, Trainer
from assessments.refusals import NotBookable
from tests.assessments.visits import TUESDAY_TEN, booked, contact

TUESDAY = date(2026, 12, 1)


def starts(service: Service, now: datetime) -> list[datetime]:
    fresh = Service.objects.select_related("trainer").get(pk=service.pk)
    since = TUESDAY_TEN.replace(hour=0)
    slots = free_slots([fresh], since=since, until=since + timedelta(days=1), now=now)
    return [datetime.fromtimestamp(slot.start, now.tzinfo) for slot in slots]


@pytest.mark.parametrize("kind", ["week", "day", "time off"])
def test_an_hour_is_refused_right_after_it_is_closed(service: Service, now: datetime, kind: str) -> None:
    trainer = service.trainer
    assert TUESDAY_TEN in starts(service, now)
    if kind == "week":
        opening.set_weekly_hours(trainer=trainer, hours={}, now=now)
    elif kind == "day":
        opening.set_days(trainer=trainer, first=TUESDAY, last=TUESDAY, hours=(), now=now)
    else:
        end = TUESDAY_TEN + timedelta(hours=1)
        opening.add_time_off(trainer=trainer, start=TUESDAY_TEN, end=end, label="", now=now)
    assert TUESDAY_TEN not in starts(service, now)
    with pytest.raises(NotBookable) as refused:
        book(service=service, start=TUESDAY_TEN, contact=contact(), now=now)
    assert refused.value.reason == (Refusal.TAKEN if kind == "time off" else Refusal.CLOSED)


def test_an_hour_opened_again_can_be_booked(service: Service, now: datetime) -> None:
    trainer = service.trainer
    opening.set_days(trainer=trainer, first=TUESDAY, last=TUESDAY, hours=(), now=now)
    assert starts(service, now) == []
    opening.clear_days(trainer=trainer, first=TUESDAY, last=TUESDAY, now=now)
    assert booked(service=service, now=now).start == TUESDAY_TEN


def test_time_off_removed_opens_its_hours(service: Service, now: datetime) -> None:
    block = service.trainer.busy_blocks.create(start=TUESDAY_TEN, end=TUESDAY_TEN + timedelta(hours=1))
    assert TUESDAY_TEN not in starts(service, now)
    opening.remove_time_off(block=block)
    assert TUESDAY_TEN in starts(service, now)


def test_a_longer_visit_is_for_new_bookings_only(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now)
    service.duration = 120
    opening.save_service(service=service)
    visit.refresh_from_db()
    assert visit.end - visit.start == timedelta(hours=1)


def test_a_range_of_days_replaces_what_was_said_before(trainer: Trainer, now: datetime) -> None:
    opening.set_days(trainer=trainer, first=TUESDAY, last=TUESDAY, hours=(Hours(540, 600),), now=now)
    opening.set_days(trainer=trainer, first=TUESDAY, last=TUESDAY + timedelta(days=2), hours=(), now=now)
    said = trainer.date_overrides.values_list("day", "opens")
    assert list(said) == [(TUESDAY + timedelta(days=number), None) for number in range(3)]


@pytest.mark.django_db(transaction=True)
def test_of_weeks_saved_at_once_one_stands_whole(trainer: Trainer, now: datetime) -> None:
    tabs = 8
    gate = Barrier(tabs, timeout=60)

    def save(tab: int) -> None:
        try:
            gate.wait()
            hours = {weekday: (Hours(60 * tab, 60 * tab + 30), Hours(720 + tab, 780)) for weekday in range(7)}
            opening.set_weekly_hours(trainer=trainer, hours=hours, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(tabs) as pool:
        list(pool.map(save, range(tabs)))
    rows = list(trainer.weekly_hours.values_list("weekday", "opens"))
    assert len(rows) == 14
    assert len({opens for _weekday, opens in rows}) == 2

"""The schedule that is fought over, and what is left of it. Run inside `manage.py shell`."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone

from assessments.models import Appointment, Service
from hipcoach.common.http import utc_text
from tests.makers import make_service, make_trainer

DAYS = 300
HORIZON = DAYS + 10


def build() -> None:
    """Two trainers of one practice with overlapping starts; writes the hours of one of them as JSON."""
    first = make_trainer(slug="first", zone="UTC")
    second = make_trainer(slug="second", zone="UTC", practice=first.practice)
    for trainer in (first, second):
        make_service(
            trainer=trainer, slot_step=15, buffer_after=10, horizon_days=HORIZON, notice=0, move_cutoff=0
        )
    _write([utc_text(each) for each in _hours(lambda hour: hour == 12)])


def quarters() -> None:
    """The starts of a few days, which overlap each other."""
    _write(
        [
            utc_text(each + timedelta(minutes=15 * n))
            for each in _hours(lambda hour: hour == 9)[-5:]
            for n in range(28)
        ]
    )


def verdict() -> None:
    """What the database holds: rows by status, and pairs of live rows of one trainer that overlap."""
    overlaps = 0
    for service in Service.objects.all():
        rows = Appointment.objects.live().filter(trainer=service.trainer_id).order_by("blocked_start")
        overlaps += sum(one.blocked_end > other.blocked_start for one, other in pairwise(rows))
    starts = [row.start for row in Appointment.objects.filter(status="confirmed")]
    _write({"rows": Appointment.objects.count(), "confirmed": len(starts), "overlaps": overlaps})


def _hours(wanted: Callable[[int], bool]) -> list[datetime]:
    today = timezone.now().date()
    return [
        datetime.combine(today + timedelta(days=day), time(hour), UTC)
        for day in range(2, DAYS + 2)
        for hour in range(24)
        if wanted(hour)
    ]


def _write(what: object) -> None:
    json.dump(what, sys.stdout)

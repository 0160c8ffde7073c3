"""Read rules and what is taken from the database, for many trainers as cheaply as for one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, DateField, Func, PositiveSmallIntegerField, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from assessments.availability import Hours, Opening, Rules, Taken
from assessments.models import Appointment, BusyBlock, DateOverride, Service, Trainer, WeeklyHours
from hipcoach.common.compiled import Compiled
from hipcoach.common.zones import zone_or_none

# Visits that share a local date with the window count for the daily cap.
DAY_AROUND = timedelta(days=1)


class Terms(NamedTuple):
    """What an answer about free hours depends on, as far as the rows of service and trainer tell.

    The trainer's version stands for everything else but the clock. A tuple, because it names kept answers.
    """

    trainer: int
    version: int
    zone: str
    service: int
    duration: int
    step: int
    before: int
    after: int
    notice: int
    horizon: int
    daily_cap: int | None


# The columns of Terms, seen from a service.
TERMS = (
    "trainer_id",
    "trainer__availability_version",
    "trainer__zone",
    "pk",
    "duration",
    "slot_step",
    "buffer_before",
    "buffer_after",
    "notice",
    "horizon_days",
    "daily_cap",
)


def terms_of(service: Service) -> Terms:
    """The terms of a service that came from the database with its trainer. See also TERMS."""
    trainer = service.trainer
    return Terms(
        trainer=trainer.pk,
        version=trainer.availability_version,
        zone=trainer.zone,
        service=service.pk,
        duration=service.duration,
        step=service.slot_step,
        before=service.buffer_before,
        after=service.buffer_after,
        notice=service.notice,
        horizon=service.horizon_days,
        daily_cap=service.daily_cap,
    )


@dataclass(slots=True)
class OpenHours:
    """One trainer's weekly hours and special dates."""

    weekly: dict[int, tuple[Hours, ...]] = field(default_factory=dict)
    overrides: dict[date, tuple[Hours, ...]] = field(default_factory=dict)

    def rules(self, terms: Terms) -> Rules:
        """Never open while the zone is unknown: a wall clock says nothing without it."""
        zone = zone_or_none(terms.zone)
        return Rules(
            zone=zone or ZoneInfo("UTC"),
            weekly=self.weekly if zone else {},
            overrides=self.overrides if zone else {},
            duration=terms.duration,
            step=terms.step,
            before=terms.before,
            after=terms.after,
            notice=terms.notice,
            horizon=terms.horizon,
            daily_cap=terms.daily_cap,
        )


@dataclass(slots=True)
class TakenTimes:
    """What is taken at one trainer, and when a hold among it lapses (epoch seconds)."""

    times: list[Taken] = field(default_factory=list)
    holds_end: list[int] = field(default_factory=list)


def open_hours(trainers: Collection[int]) -> Mapping[int, OpenHours]:
    """The hours of these trainers, by number. One query."""
    found: defaultdict[int, OpenHours] = defaultdict(OpenHours)
    for trainer, weekday, day, opens, closes in _hours.rows(tuple(trainers)):
        hours = () if opens is None or closes is None else (Hours(opens, closes),)
        if day is None:
            weekly = found[trainer].weekly
            weekly[weekday] = weekly.get(weekday, ()) + hours
        else:
            overrides = found[trainer].overrides
            overrides[day] = overrides.get(day, ()) + hours
    return found


def opening_of(trainer: Trainer) -> Opening:
    """When a trainer works: never while their zone is unknown. One query."""
    hours = OpenHours() if trainer.zone_is_lost else open_hours([trainer.pk])[trainer.pk]
    return Opening(zone=trainer.tz, weekly=hours.weekly, overrides=hours.overrides)


def taken_times(
    trainers: Collection[int],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    excluding: Appointment | None = None,
) -> Mapping[int, TakenTimes]:
    """Blocked ranges of appointments, live holds and busy times around [since, until). One query."""
    found: defaultdict[int, TakenTimes] = defaultdict(TakenTimes)
    since, until = since - DAY_AROUND, until + DAY_AROUND
    moved = excluding.pk if excluding else None
    for trainer, start, end, visit, hold in _taken.rows(tuple(trainers), since, until, now, moved):
        taken = found[trainer]
        taken.times.append(Taken(start, end, visit))
        if hold:
            taken.holds_end.append(hold)
    return found


def epoch(instant: datetime) -> int:
    return int(instant.timestamp())


def _hours_query(trainers: Collection[int]) -> QuerySet[Any, Any]:
    weekly = WeeklyHours.objects.filter(trainer__pk__in=trainers).order_by()
    special = DateOverride.objects.filter(trainer__pk__in=trainers).order_by()
    no_day = Value(None, output_field=DateField())
    no_weekday = Value(0, output_field=PositiveSmallIntegerField())
    return weekly.values_list("trainer_id", "weekday", no_day, "opens", "closes").union(
        special.values_list("trainer_id", no_weekday, "day", "opens", "closes"), all=True
    )


def _taken_query(
    trainers: Collection[int], since: datetime, until: datetime, now: datetime, excluding: int | None
) -> QuerySet[Any, Any]:
    visits = Appointment.objects.filter(trainer__pk__in=trainers).blocking(since, until, now=now)
    if excluding is not None:
        visits = visits.exclude(pk=excluding)
    busy = BusyBlock.objects.filter(trainer__pk__in=trainers, start__lt=until, end__gt=since)
    none = Value(None, output_field=BigIntegerField())
    return (
        visits.order_by()
        .values_list(
            "trainer_id", Epoch("blocked_start"), Epoch("blocked_end"), Epoch("start"), Epoch("hold_until")
        )
        .union(busy.order_by().values_list("trainer_id", Epoch("start"), Epoch("end"), none, none), all=True)
    )


class Epoch(Func):
    """An instant as whole seconds since 1970, reckoned by the database: dates take Python far longer."""

    output_field = BigIntegerField()
    template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **more)


_hours = Compiled(_hours_query)
_taken = Compiled(_taken_query)

"""Read rules and what is taken from the database, for many trainers as cheaply as for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from assessments.availability import DAY, EPOCH, Hours, Opening, Rules, Taken
from assessments.models import Appointment, BusyBlock, DateOverride, Service, Trainer, WeeklyHours
from hipcoach.common.compiled import Compiled
from hipcoach.common.zones import zone_or_none

# Visits that share a local date with the window count for the daily cap. A day on which clocks are set back
# is longer: by one hour mostly, by three at most.
DAY_AROUND = timedelta(hours=27)
# What a row speaks of.
_TAKEN, _WEEKLY, _SPECIAL = range(3)
_NOTHING = Value(None, output_field=BigIntegerField())


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

    def add(self, kind: int, day: int, opens: int | None, closes: int | None, *_nothing: None) -> None:
        """A weekly rule names a weekday, a special date its midnight; a closed date has no hours."""
        hours = () if opens is None or closes is None else (Hours(opens, closes),)
        if kind == _WEEKLY:
            self.weekly[day] = self.weekly.get(day, ()) + hours
        else:
            special = date.fromordinal(EPOCH + day // DAY)
            self.overrides[special] = self.overrides.get(special, ()) + hours

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

    def add(self, start: int, end: int, visit: int | None, hold_until: int | None) -> None:
        self.times.append(Taken(start, end, visit))
        if hold_until is not None:
            self.holds_end.append(hold_until)


def opening_of(trainer: Trainer) -> Opening:
    """When a trainer works: never while their zone is unknown. One query."""
    hours = OpenHours() if trainer.zone_is_lost else open_hours([trainer.pk])[trainer.pk]
    return Opening(zone=trainer.tz, weekly=hours.weekly, overrides=hours.overrides)


def open_hours(trainers: Iterable[int]) -> Mapping[int, OpenHours]:
    """The hours of these trainers, by number. One query."""
    hours: defaultdict[int, OpenHours] = defaultdict(OpenHours)
    for trainer, *row in _hours.rows(tuple(trainers)):
        hours[trainer].add(*row)
    return hours


def read_schedules(
    trainers: Iterable[int],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    excluding: Appointment | None = None,
) -> tuple[Mapping[int, OpenHours], Mapping[int, TakenTimes]]:
    """The hours of these trainers, and what `taken_times` says of them, by number. One query."""
    hours: defaultdict[int, OpenHours] = defaultdict(OpenHours)
    taken: defaultdict[int, TakenTimes] = defaultdict(TakenTimes)
    moved = excluding.pk if excluding else None
    since, until = since - DAY_AROUND, until + DAY_AROUND
    for trainer, kind, *row in _schedules.rows(tuple(trainers), since, until, now, moved):
        if kind == _TAKEN:
            taken[trainer].add(*row)
        else:
            hours[trainer].add(kind, *row)
    return hours, taken


def taken_times(
    trainers: Iterable[int], *, since: datetime, until: datetime, now: datetime
) -> Mapping[int, TakenTimes]:
    """Blocked ranges of appointments, live holds and busy times around [since, until). One query."""
    taken: defaultdict[int, TakenTimes] = defaultdict(TakenTimes)
    since, until = since - DAY_AROUND, until + DAY_AROUND
    for trainer, _kind, *row in _taken.rows(tuple(trainers), since, until, now, None):
        taken[trainer].add(*row)
    return taken


def epoch(instant: datetime) -> int:
    return int(instant.timestamp())


class Epoch(Func):
    """An instant or date as whole seconds since 1970, reckoned by the database: dates take Python longer."""

    output_field = BigIntegerField()
    template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **more)


def _taken_query(
    trainers: Collection[int], since: datetime, until: datetime, now: datetime, excluding: int | None
) -> QuerySet[Any, Any]:
    """(trainer, kind, blocked from, blocked until, visit's start, end of its hold); the last two may miss."""
    visits = Appointment.objects.filter(trainer__pk__in=trainers).blocking(since, until, now=now)
    if excluding is not None:
        visits = visits.exclude(pk=excluding)
    busy = BusyBlock.objects.filter(trainer__pk__in=trainers, start__lt=until, end__gt=since)
    kind = Value(_TAKEN, output_field=BigIntegerField())
    return (
        visits.order_by()
        .values_list(
            "trainer_id",
            kind,
            Epoch("blocked_start"),
            Epoch("blocked_end"),
            Epoch("start"),
            Epoch("hold_until"),
        )
        .union(
            busy.order_by().values_list("trainer_id", kind, Epoch("start"), Epoch("end"), _NOTHING, _NOTHING),
            all=True,
        )
    )


def _schedules_query(trainers: Collection[int], *asked: Any) -> QuerySet[Any, Any]:
    """The same, and the hours."""
    return _taken_query(trainers, *asked).union(*_hours_queries(trainers), all=True)


def _hours_queries(trainers: Collection[int]) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """(trainer, kind, weekday or date, opens, closes, nothing): weekly hours, and special dates."""
    weekly = WeeklyHours.objects.filter(trainer__pk__in=trainers).order_by()
    special = DateOverride.objects.filter(trainer__pk__in=trainers).order_by()
    kinds = [Value(kind, output_field=BigIntegerField()) for kind in (_WEEKLY, _SPECIAL)]
    return (
        weekly.values_list("trainer_id", kinds[0], "weekday", "opens", "closes", _NOTHING),
        special.values_list("trainer_id", kinds[1], Epoch("day"), "opens", "closes", _NOTHING),
    )


def _hours_query(trainers: Collection[int]) -> QuerySet[Any, Any]:
    weekly, special = _hours_queries(trainers)
    return weekly.union(special, all=True)


_schedules = Compiled(_schedules_query)
_hours = Compiled(_hours_query)
_taken = Compiled(_taken_query)

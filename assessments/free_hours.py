"""Read the rules and what is taken from the database, and ask the pure rules for free hours."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from django.db.models import DateField, DateTimeField, PositiveSmallIntegerField, Value

from assessments import availability
from assessments.availability import Hours, Refusal, Rules, Slot, Taken
from assessments.models import Appointment, Service, Trainer

# Visits that share a local date with the window count for the daily cap.
DAY_AROUND = timedelta(days=1)


def free_slots(service: Service, *, since: datetime, until: datetime, now: datetime) -> list[Slot]:
    """The bookable slots that start in [since, until), in two queries."""
    return availability.free_slots(
        rules_of(service),
        taken_of(service.trainer, since=since, until=until, now=now),
        since=_epoch(since),
        until=_epoch(until),
        now=_epoch(now),
    )


def refusal(
    service: Service, *, start: datetime, now: datetime, excluding: Appointment | None = None
) -> Refusal | None:
    """Why `start` cannot be booked, or None. `excluding` is the visit that is being moved."""
    if start.microsecond:  # The rules count whole seconds.
        return Refusal.OFF_GRID
    taken = taken_of(service.trainer, since=start, until=start + DAY_AROUND, now=now, excluding=excluding)
    return availability.refusal(rules_of(service), taken, start=_epoch(start), now=_epoch(now))


def rules_of(service: Service) -> Rules:
    weekly: dict[int, list[Hours]] = defaultdict(list)
    overrides: dict[date, list[Hours]] = defaultdict(list)
    for weekday, day, opens, closes in _hours(service.trainer):
        hours = [] if opens is None or closes is None else [Hours(opens, closes)]
        if day is None:
            weekly[weekday] += hours
        else:
            overrides[day] += hours
    return Rules(
        zone=service.trainer.tz,
        weekly={weekday: tuple(hours) for weekday, hours in weekly.items()},
        overrides={day: tuple(hours) for day, hours in overrides.items()},
        duration=service.duration,
        step=service.slot_step,
        before=service.buffer_before,
        after=service.buffer_after,
        notice=service.notice,
        horizon=service.horizon_days,
        daily_cap=service.daily_cap,
    )


def taken_of(
    trainer: Trainer, *, since: datetime, until: datetime, now: datetime, excluding: Appointment | None = None
) -> list[Taken]:
    """Blocked ranges of appointments, live holds and busy times around [since, until)."""
    since, until = since - DAY_AROUND, until + DAY_AROUND
    appointments = trainer.appointments.blocking(since, until, now=now)
    if excluding:
        appointments = appointments.exclude(pk=excluding.pk)
    no_start = Value(None, output_field=DateTimeField())
    busy = trainer.busy_blocks.filter(start__lt=until, end__gt=since).order_by()
    rows = (
        appointments.order_by()
        .values_list("blocked_start", "blocked_end", "start")
        .union(busy.values_list("start", "end", no_start), all=True)
    )
    return [Taken(_epoch(start), _epoch(end), _epoch(visit) if visit else None) for start, end, visit in rows]


def as_datetime(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)


def _hours(trainer: Trainer) -> list[tuple[int, date | None, int | None, int | None]]:
    """(weekday, date, opens, closes): a weekly rule has no date, a closed date has no hours."""
    weekly = trainer.weekly_hours.order_by().values_list(
        "weekday", Value(None, output_field=DateField()), "opens", "closes"
    )
    overrides = trainer.date_overrides.order_by().values_list(
        Value(0, output_field=PositiveSmallIntegerField()), "day", "opens", "closes"
    )
    return list(weekly.union(overrides, all=True))


def _epoch(instant: datetime) -> int:
    return int(instant.timestamp())

"""Read the rules and what is taken from the database, and ask the pure rules for free hours.

An answer is kept in this process under the trainer's availability version, which every verb that changes one
raises: the row that names trainer and service, read for each request anyway, tells whether it holds. It also
ends by itself when a start gets too near, when one comes within the horizon, or when a hold lapses.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache
from django.db.models import DateField, DateTimeField, PositiveSmallIntegerField, Value

from assessments import availability
from assessments.availability import Hours, Opening, Refusal, Rules, Slot, Taken
from assessments.models import Appointment, Service, Trainer

# Visits that share a local date with the window count for the daily cap.
DAY_AROUND = timedelta(days=1)
NEVER = 2**62  # Epoch seconds, later than any slot.
ANY_HORIZON = 100_000  # Days: none.
ANSWERS_KEPT = 2_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """An answer that holds in [made, ends), epoch seconds."""

    answer: Any
    made: int
    ends: int


_kept: LRUCache[Hashable, _Kept] = LRUCache(maxsize=ANSWERS_KEPT)
_lock = Lock()


def free_slots(services: Sequence[Service], *, since: datetime, until: datetime, now: datetime) -> list[Slot]:
    """The slots that start in [since, until) and can be booked at one of the services."""
    return answer(services, since=since, until=until, now=now, shape=list, form="slots")


def answer(
    services: Sequence[Service],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    shape: Callable[[list[Slot]], T],
    form: Hashable,
) -> T:
    """The bookable slots that start in [since, until) as `shape` puts them; `form` names the shape.

    No query when the answer is kept, two when not. The services come fresh from the database, with their
    trainers.
    """
    key = (tuple(_state_of(service) for service in services), since, until, form)
    seconds = _epoch(now)
    with _lock:
        kept = _kept.get(key)
    if kept is None or not kept.made <= seconds < kept.ends:
        found = [_compute(service, since=since, until=until, now=now) for service in services]
        slots = {slot.start: slot for each, _ends in reversed(found) for slot in each}
        ends = min(ends for _slots, ends in found)
        kept = _Kept(answer=shape([slots[start] for start in sorted(slots)]), made=seconds, ends=ends)
        with _lock:
            _kept[key] = kept
    answered: T = kept.answer
    return answered


def forget_all() -> None:
    """Drop every kept answer of this process."""
    with _lock:
        _kept.clear()


def _state_of(service: Service) -> Hashable:
    """What an answer depends on besides the clock, as far as the two rows tell."""
    trainer = service.trainer
    return (
        trainer.pk,
        trainer.availability_version,
        trainer.zone,
        service.pk,
        service.duration,
        service.slot_step,
        service.buffer_before,
        service.buffer_after,
        service.notice,
        service.horizon_days,
        service.daily_cap,
    )


def _compute(service: Service, *, since: datetime, until: datetime, now: datetime) -> tuple[list[Slot], int]:
    """The slots, and the second at which they change by themselves."""
    rules = rules_of(service)
    rows = _taken_rows(service.trainer, since=since, until=until, now=now)
    seconds = _epoch(now)
    offered = availability.free_slots(
        replace(rules, horizon=ANY_HORIZON),
        _as_taken(rows),
        since=_epoch(since),
        until=_epoch(until),
        now=seconds,
    )
    horizon = rules.horizon * availability.DAY
    slots = [slot for slot in offered if slot.start < seconds + horizon]
    changes = [_epoch(hold) for *_range, hold in rows if hold]
    if slots:
        changes.append(slots[0].start - rules.notice * availability.MINUTE + 1)
    if len(slots) < len(offered):
        changes.append(offered[len(slots)].start - horizon + 1)
    return slots, min(changes, default=NEVER)


def refusal(
    service: Service, *, start: datetime, now: datetime, excluding: Appointment | None = None
) -> Refusal | None:
    """Why `start` cannot be booked, or None. `excluding` is the visit that is being moved."""
    if start.microsecond:  # The rules count whole seconds.
        return Refusal.OFF_GRID
    taken = taken_of(service.trainer, since=start, until=start + DAY_AROUND, now=now, excluding=excluding)
    return availability.refusal(rules_of(service), taken, start=_epoch(start), now=_epoch(now))


def desk_refusal(
    service: Service, *, start: datetime, now: datetime, excluding: Appointment | None = None
) -> Refusal | None:
    """Why the trainer's own rules speak against `start`; notice and horizon don't bind the trainer."""
    if start.microsecond:
        return Refusal.OFF_GRID
    taken = taken_of(service.trainer, since=start, until=start + DAY_AROUND, now=now, excluding=excluding)
    rules = replace(rules_of(service), notice=0, horizon=ANY_HORIZON)
    return availability.refusal(rules, taken, start=_epoch(start), now=min(_epoch(now), _epoch(start)))


def who_is_free(services: Iterable[Service], *, start: datetime, now: datetime) -> list[Service]:
    """Those of the services that can be booked at `start`, whoever has the fewest visits around it first."""
    return [service for service in services if refusal(service, start=start, now=now) is None]


def rules_of(service: Service) -> Rules:
    opening = opening_of(service.trainer)
    return Rules(
        zone=opening.zone,
        weekly=opening.weekly,
        overrides=opening.overrides,
        duration=service.duration,
        step=service.slot_step,
        before=service.buffer_before,
        after=service.buffer_after,
        notice=service.notice,
        horizon=service.horizon_days,
        daily_cap=service.daily_cap,
    )


def opening_of(trainer: Trainer) -> Opening:
    """When a trainer works: never while their zone is unknown, for a wall clock says nothing without it."""
    weekly: dict[int, list[Hours]] = defaultdict(list)
    overrides: dict[date, list[Hours]] = defaultdict(list)
    for weekday, day, opens, closes in () if trainer.zone_is_lost else _hours(trainer):
        hours = [] if opens is None or closes is None else [Hours(opens, closes)]
        if day is None:
            weekly[weekday] += hours
        else:
            overrides[day] += hours
    return Opening(
        zone=trainer.tz,
        weekly={weekday: tuple(hours) for weekday, hours in weekly.items()},
        overrides={day: tuple(hours) for day, hours in overrides.items()},
    )


def taken_of(
    trainer: Trainer, *, since: datetime, until: datetime, now: datetime, excluding: Appointment | None = None
) -> list[Taken]:
    """Blocked ranges of appointments, live holds and busy times around [since, until)."""
    return _as_taken(_taken_rows(trainer, since=since, until=until, now=now, excluding=excluding))


_Row = tuple[datetime, datetime, datetime | None, datetime | None]


def _taken_rows(
    trainer: Trainer, *, since: datetime, until: datetime, now: datetime, excluding: Appointment | None = None
) -> list[_Row]:
    """(blocked from, blocked until, visit's start, end of its hold): the last two may be missing."""
    since, until = since - DAY_AROUND, until + DAY_AROUND
    appointments = trainer.appointments.blocking(since, until, now=now)
    if excluding:
        appointments = appointments.exclude(pk=excluding.pk)
    none = Value(None, output_field=DateTimeField())
    busy = trainer.busy_blocks.filter(start__lt=until, end__gt=since).order_by()
    return list(
        appointments.order_by()
        .values_list("blocked_start", "blocked_end", "start", "hold_until")
        .union(busy.values_list("start", "end", none, none), all=True)
    )


def _as_taken(rows: Iterable[_Row]) -> list[Taken]:
    return [
        Taken(_epoch(start), _epoch(end), _epoch(visit) if visit else None)
        for start, end, visit, _hold in rows
    ]


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

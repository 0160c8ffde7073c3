"""Verbs of what a trainer sets up: weekly hours, special days, time off, services, the public page.

Each holds the trainer's diary and replaces what it is about as a whole, so that of two saves at once the last
one stands, never a mix. A change that would leave booked visits outside the hours is refused with them, until
the trainer has agreed to just those; none is ever cancelled here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils.text import slugify

from assessments import busy_sources
from assessments.availability import Hours
from assessments.diary import diary_of
from assessments.models import Appointment, BusyBlock, DateOverride, Service, Trainer, WeeklyHours
from assessments.schedules import opening_of
from assessments.stranding import Booked, stranded

# What `save_page` writes.
PAGE_FIELDS = (
    "name",
    "bio",
    "zone",
    "venue_name",
    "venue_address",
    "venue_directions",
    "map_url",
    "is_listed",
    "confirm_first",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the trainer has been shown and saves all the same: visits by their number, and a new time zone."""

    visits: frozenset[int] = frozenset()
    zone: str = ""


NOTHING_YET = Agreed()


class NeedsConsent(Exception):
    """Nothing was saved: it would leave these visits outside the hours, or turn the clock to `zone`."""

    def __init__(self, visits: Sequence[Appointment], *, zone: str = "") -> None:
        self.visits = visits
        self.zone = zone
        super().__init__(f"{len(visits)} visits, zone {zone!r}")


class AlreadyTaken(Exception):
    """Another service of the trainer has this address, or this name; `field` says which."""

    def __init__(self, field: Literal["slug", "name"]) -> None:
        self.field = field
        super().__init__(field)


def set_weekly_hours(
    *,
    trainer: Trainer,
    hours: Mapping[int, Collection[Hours]],
    now: datetime,
    agreed: Agreed = NOTHING_YET,
) -> None:
    """Replace the whole week; a weekday (Monday = 0) without hours is closed. Raises NeedsConsent."""
    with _changing(trainer, now=now, agreed=agreed) as locked:
        locked.weekly_hours.all().delete()
        WeeklyHours.objects.bulk_create(
            WeeklyHours(trainer=locked, weekday=weekday, opens=each.opens, closes=each.closes)
            for weekday, open_hours in hours.items()
            for each in open_hours
        )


def set_days(
    *,
    trainer: Trainer,
    first: date,
    last: date,
    hours: Collection[Hours],
    now: datetime,
    agreed: Agreed = NOTHING_YET,
) -> None:
    """Give every date of [first, last] these hours instead of the weekly ones; none closes them.

    Raises NeedsConsent.
    """
    with _changing(trainer, now=now, agreed=agreed) as locked:
        locked.date_overrides.filter(day__range=(first, last)).delete()
        rows: list[tuple[int | None, int | None]] = [(each.opens, each.closes) for each in hours] or [
            (None, None)
        ]
        DateOverride.objects.bulk_create(
            DateOverride(trainer=locked, day=first + timedelta(days=number), opens=opens, closes=closes)
            for number in range((last - first).days + 1)
            for opens, closes in rows
        )


def clear_days(
    *, trainer: Trainer, first: date, last: date, now: datetime, agreed: Agreed = NOTHING_YET
) -> None:
    """Give the dates of [first, last] their weekly hours back. Raises NeedsConsent."""
    with _changing(trainer, now=now, agreed=agreed) as locked:
        locked.date_overrides.filter(day__range=(first, last)).delete()


def add_time_off(
    *,
    trainer: Trainer,
    start: datetime,
    end: datetime,
    label: str,
    now: datetime,
    agreed: Agreed = NOTHING_YET,
) -> None:
    """Block [start, end); once, however often it is sent. Raises NeedsConsent."""
    with _changing(trainer, now=now, agreed=agreed) as locked:
        BusyBlock.objects.get_or_create(trainer=locked, source=None, start=start, end=end, label=label)


def remove_time_off(*, block: BusyBlock) -> None:
    """Open a blocked time again. One that a calendar brought is that calendar's to remove."""
    with diary_of(block.trainer_id) as locked:
        locked.busy_blocks.time_off().filter(pk=block.pk).delete()


def save_service(*, service: Service) -> Service:
    """Save a service and its rules, whole; visits booked before keep their times. Raises AlreadyTaken.

    Without an address a new one gets it from its name, which must be new too: a doubled sending adds one.
    One that is bookable further ahead than all others has the trainer's calendars read that far.
    """
    with diary_of(service.trainer_id) as locked:
        others = dict(locked.services.exclude(pk=service.pk).values_list("slug", "name"))
        if service.pk is None and service.name in others.values():
            raise AlreadyTaken("name")
        service.slug = service.slug or _free_address(service.name, taken=others)
        if service.slug in others:
            raise AlreadyTaken("slug")
        as_far = locked.services.filter(is_active=True, horizon_days__gte=service.horizon_days)
        reaches_further = service.is_active and not as_far.exists()
        service.save()
        if reaches_further:
            busy_sources.read_anew(locked)
        return service


def save_page(*, page: Trainer, now: datetime, agreed: Agreed = NOTHING_YET) -> None:
    """Save a trainer's public page and time zone.

    Another zone always needs consent: weekly hours and special days are then read on its clock, while visits
    and time off stay at their instants. Raises NeedsConsent.
    """
    with _changing(page, now=now, agreed=agreed) as locked:
        turns = page.zone != locked.zone
        for name in PAGE_FIELDS:
            setattr(locked, name, getattr(page, name))
        locked.save(update_fields=PAGE_FIELDS)
        if turns:
            # Whole days elsewhere are read on the trainer's clock.
            busy_sources.read_anew(locked)


def outside_hours(trainer: Trainer, *, now: datetime) -> list[Appointment]:
    """The visits ahead, confirmed or still to be, outside the hours or in time off, by whoever's decision."""
    return _outside(_ahead(trainer, now=now), trainer, now=now)


@contextmanager
def _changing(trainer: Trainer, *, now: datetime, agreed: Agreed) -> Iterator[Trainer]:
    """Hold the diary while the block changes it; undo that where it strands visits nobody agreed to."""
    with diary_of(trainer.pk) as locked:
        zone_before = locked.zone
        visits = _ahead(locked, now=now)
        before = {visit.pk for visit in _outside(visits, locked, now=now)}
        yield locked
        after = [visit for visit in _outside(visits, locked, now=now) if visit.pk not in before]
        turned = locked.zone if locked.zone != zone_before else ""
        if turned not in ("", agreed.zone) or not agreed.visits.issuperset(visit.pk for visit in after):
            raise NeedsConsent(after, zone=turned)


def _ahead(trainer: Trainer, *, now: datetime) -> list[Appointment]:
    return list(trainer.appointments.standing(now).select_related("client", "service"))


def _outside(visits: Iterable[Appointment], trainer: Trainer, *, now: datetime) -> list[Appointment]:
    """Two queries. Without a known time zone nothing can be told, and all of it waits for one."""
    if trainer.zone_is_lost:
        return []
    named = {visit.pk: visit for visit in visits}
    off = trainer.busy_blocks.time_off().filter(end__gt=now).order_by().values_list("start", "end")
    keys = stranded(
        (Booked(key=pk, start=_epoch(visit.start), end=_epoch(visit.end)) for pk, visit in named.items()),
        opening_of(trainer),
        time_off=[(_epoch(start), _epoch(end)) for start, end in off],
    )
    return [named[key] for key in keys]


def _free_address(name: str, *, taken: Collection[str]) -> str:
    stem = slugify(name)[:50] or "service"
    numbers = range(2, len(taken) + 3)
    return next(each for each in (stem, *(f"{stem}-{n}" for n in numbers)) if each not in taken)


def _epoch(instant: datetime) -> int:
    return int(instant.timestamp())

"""Verbs of the calendars that make a trainer busy: add, remove, ask for a new reading, take a turn at it.

When a source is due follows from its last try and its last good sync, so that one which keeps failing is left
alone for as long as it has been failing, between ten minutes and six hours.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from assessments.diary import diary_of
from assessments.models import CalendarSource, Trainer
from hipcoach.common.nudging import nudge

MOST_SOURCES = 5
EVERY = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=6)
PAUSE_WHEN_NEVER_READ = timedelta(hours=1)
JUST_TRIED = timedelta(seconds=30)


class TooMany(Exception):
    """The trainer has as many calendars as there may be."""


def add(*, trainer: Trainer, name: str, url: str) -> CalendarSource:
    """Note a calendar and have a worker read it; raises TooMany."""
    with diary_of(trainer.pk) as locked:
        if locked.calendar_sources.count() >= MOST_SOURCES:
            raise TooMany
        source = CalendarSource.objects.create(trainer=locked, name=name, url=url)
        _nudge(source)
        return source


def remove(source: CalendarSource) -> None:
    """Forget a calendar; what it kept busy is free again."""
    with diary_of(source.trainer_id):
        free(source)
        source.delete()


def free(source: CalendarSource) -> None:
    """Drop what a calendar keeps busy, inside the trainer's diary, in one statement."""
    blocks = source.busy_blocks.all()
    blocks._raw_delete(blocks.db)


def read_soon(source: CalendarSource, *, now: datetime) -> None:
    """Have a worker read it now, unless one has just done so."""
    with transaction.atomic():
        rested = Q(tried_at__lte=now - JUST_TRIED)
        if CalendarSource.objects.filter(rested, pk=source.pk).update(tried_at=None) or not source.tried_at:
            _nudge(source)


def read_anew(trainer: Trainer) -> None:
    """Have all calendars of the trainer read further ahead; one that is just being read, once more."""
    trainer.calendar_sources.update(tried_at=None)
    for source in trainer.calendar_sources.all():
        _nudge(source)


def due(now: datetime) -> list[int]:
    """The sources whose turn it is, those that wait longest first."""
    sources = CalendarSource.objects.filter(trainer__removed_at=None)
    waiting = sources.filter(Q(tried_at=None) | Q(tried_at__lte=now - EVERY))
    rows = waiting.order_by("tried_at", "pk").values_list("pk", "tried_at", "synced_at")
    return [pk for pk, tried_at, synced_at in rows if _is_due(tried_at, synced_at, now)]


def claim(pk: int, *, now: datetime) -> CalendarSource | None:
    """Take the turn of a source that is due; None when it isn't, or when another worker was faster."""
    source = CalendarSource.objects.select_related("trainer").filter(pk=pk).first()
    if source is None or not _is_due(source.tried_at, source.synced_at, now):
        return None
    if not CalendarSource.objects.filter(pk=pk, tried_at=source.tried_at).update(tried_at=now):
        return None
    source.tried_at = now
    return source


def _is_due(tried_at: datetime | None, synced_at: datetime | None, now: datetime) -> bool:
    if tried_at is None:
        return True
    if synced_at is None:
        return now >= tried_at + PAUSE_WHEN_NEVER_READ
    return now >= tried_at + min(max(tried_at - synced_at, EVERY), LONGEST_PAUSE)


def _nudge(source: CalendarSource) -> None:
    pk = source.pk
    transaction.on_commit(lambda: nudge("assessments.sync_source", pk), robust=True)

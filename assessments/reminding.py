"""When a visit is reminded of, and which reminder still says something. PURE.

Offsets are whole minutes before the start. They are elapsed time: on a day that changes the clocks, a
reminder of 24 hours stands an hour off on the wall.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR = 60
DAY = 24 * HOUR
DEFAULT = (2 * DAY, DAY, 2 * HOUR)
# What a trainer picks from; an hour apart at least, so that each has its time.
OFFERED = (7 * DAY, 3 * DAY, 2 * DAY, DAY, 12 * HOUR, 6 * HOUR, 3 * HOUR, 2 * HOUR, HOUR)
SHORTEST, LONGEST, MOST = 30, 14 * DAY, 5
APART = timedelta(hours=1)
# Who has just booked needs no reminder yet.
FRESH = timedelta(hours=1)
# From here on the next reminder says it.
STEPS_BACK = timedelta(minutes=30)
INTAKE_ASKED = (3 * DAY, DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One mail about a visit to come: due `before` minutes ahead of it, and of use until an instant."""

    before: int
    due_at: datetime
    useful_until: datetime


def problem_with(offsets: Iterable[object]) -> str:
    """What is wrong with these offsets, or nothing."""
    minutes = list(offsets)
    if not all(type(each) is int and SHORTEST <= each <= LONGEST for each in minutes):
        return _("A reminder goes between 30 minutes and 14 days before a visit.")
    if len(minutes) > MOST:
        return _("Please choose %(most)s reminders at most.") % {"most": MOST}
    ordered = sorted(int(str(each)) for each in minutes)
    if any(timedelta(minutes=later - earlier) < APART for earlier, later in pairwise(ordered)):
        return _("Please leave an hour between two reminders.")
    return ""


def reminders(*, start: datetime, offsets: Iterable[int], since: datetime) -> tuple[Point, ...]:
    """The reminders that are due at `since` or later, the earliest first.

    A late one is of use for five sixths of its time: one of 24 hours until 4 hours before the visit.
    """
    return tuple(
        _point(start, before, share=6)
        for before in sorted(offsets, reverse=True)
        if start - timedelta(minutes=before) >= since
    )


def intake_requests(*, start: datetime, offsets: Collection[int], since: datetime) -> tuple[Point, ...]:
    """When a missing intake is asked for; not where a reminder is near, which then asks itself."""
    return tuple(
        _point(start, before, share=4)
        for before in INTAKE_ASKED
        if start - timedelta(minutes=before) >= since
        and all(timedelta(minutes=abs(before - other)) >= APART for other in offsets)
    )


def is_overtaken(before: int, *, start: datetime, offsets: Iterable[int], now: datetime) -> bool:
    """Whether a later reminder is due, or so soon that this one would come together with it."""
    return any(other < before and now > start - timedelta(minutes=other) - STEPS_BACK for other in offsets)


def in_words(minutes: int) -> str:
    """ "2 days before", "24 hours before"; the way a trainer counts."""
    if minutes % DAY == 0 and minutes > DAY:
        count = minutes // DAY
        return ngettext("%(count)s day before", "%(count)s days before", count) % {"count": count}
    if minutes % HOUR == 0:
        count = minutes // HOUR
        return ngettext("%(count)s hour before", "%(count)s hours before", count) % {"count": count}
    return ngettext("%(count)s minute before", "%(count)s minutes before", minutes) % {"count": minutes}


def _point(start: datetime, before: int, *, share: int) -> Point:
    return Point(
        before=before,
        due_at=start - timedelta(minutes=before),
        useful_until=start - timedelta(minutes=before) / share,
    )

"""What the slot picker shows: a month of days, and the hours of one day, in the visitor's zone. PURE."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hipcoach.common.zones import midnight

Text = str | Promise


class Why(StrEnum):
    """Why a day has no free hour, in the order the reasons are checked."""

    PAST = "past"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    TOO_SOON = "too_soon"
    FULL = "full"


# (a word or two for the calendar, a sentence for the day itself)
WHY_WORDS: dict[Why, tuple[Promise, Promise]] = {
    Why.PAST: (_("over"), _("This day is over.")),
    Why.TOO_FAR: (_("not open yet"), _("This day is too far ahead to be booked yet.")),
    Why.CLOSED: (_("closed"), _("Closed: there are no visits on this day.")),
    Why.TOO_SOON: (_("too soon"), _("What is left of this day starts too soon to be booked online.")),
    Why.FULL: (_("fully booked"), _("Fully booked: every hour of this day is taken.")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDays:
    """Starts in epoch seconds by the visitor's date: `free` can be booked, `opened` lie in opening hours."""

    free: Mapping[date, Sequence[int]]
    opened: Mapping[date, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until when visits can be booked, aware; `now` is the visitor's."""

    now: datetime
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One free hour: aware, in the visitor's zone; `at_venue` where the venue's clock shows another time.

    A clock that is set back shows `is_repeated` hours twice.
    """

    start: datetime
    at_venue: datetime | None = None
    is_repeated: bool = False

    @property
    def instant(self) -> str:
        """The start as links and forms carry it, in UTC."""
        return self.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def clock(self) -> str:
        """What the visitor's clock shows; of an hour it shows twice, with the zone's abbreviation."""
        return f"{self.start:%H:%M %Z}" if self.is_repeated else f"{self.start:%H:%M}"

    @property
    def venue_clock(self) -> str:
        return f"{self.at_venue:%H:%M}" if self.at_venue else ""

    @property
    def venue_day(self) -> date | None:
        """The venue's date, where it is another one."""
        there = self.at_venue.date() if self.at_venue else None
        return there if there != self.start.date() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`why` says why nothing is `free`."""

    date: date
    in_month: bool
    is_today: bool
    is_chosen: bool
    free: int
    why: Why | None

    @property
    def why_word(self) -> Text:
        return WHY_WORDS[self.why][0] if self.why else ""

    @property
    def why_text(self) -> Text:
        return WHY_WORDS[self.why][1] if self.why else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """`weeks` are rows of seven days, Monday first; `hours` are those of the chosen day.

    In the month of today the weeks that are over are left out, unless a day of theirs is chosen.
    """

    zone: ZoneInfo
    month: date
    weeks: tuple[tuple[Day, ...], ...]
    chosen: date | None
    hours: tuple[Hour, ...]
    earlier: date | None
    later: date | None
    next_free: date | None

    @property
    def is_empty(self) -> bool:
        return not any(day.free for day in self._days if day.in_month)

    @property
    def why(self) -> Text:
        """Why the chosen day has no hours, in a sentence."""
        return next((day.why_text for day in self._days if day.is_chosen), "")

    @property
    def parts(self) -> tuple[tuple[Text, tuple[Hour, ...]], ...]:
        """(part of the day, its hours), without empty parts."""
        parts = (
            (_("Morning"), tuple(hour for hour in self.hours if hour.start.hour < 12)),
            (_("Afternoon"), tuple(hour for hour in self.hours if 12 <= hour.start.hour < 17)),
            (_("Evening"), tuple(hour for hour in self.hours if hour.start.hour >= 17)),
        )
        return tuple((name, hours) for name, hours in parts if hours)

    @property
    def _days(self) -> Iterable[Day]:
        return (day for week in self.weeks for day in week)


def make_picker(
    days: FreeDays,
    *,
    zone: ZoneInfo,
    venue: ZoneInfo,
    month: date | None,
    day: date | None,
    window: Window,
) -> Picker:
    """Lay out the free days of the whole window.

    `month` is the first day of the month asked for; without one, that of the chosen day, or of the first free
    day. `day` is chosen as asked, else the first free day of the month.
    """
    today, last_day = (each.astimezone(zone).date() for each in (window.now, window.closes))
    free_days = sorted(days.free)
    first = _first_of_month(month or day or (free_days[0] if free_days else today))
    later = _next_month(first)
    if day is None or _first_of_month(day) != first:
        day = next((each for each in free_days if first <= each < later), None)
    return Picker(
        zone=zone,
        month=first,
        weeks=_weeks(first, days=days, chosen=day, zone=zone, window=window),
        chosen=day,
        hours=hours_of(days.free.get(day, ()) if day else (), zone=zone, venue=venue),
        earlier=_first_of_month(first - timedelta(days=1)) if first > today else None,
        later=later if later <= last_day else None,
        next_free=_next_free(free_days, after=day),
    )


def by_day(starts: Iterable[int], zone: ZoneInfo) -> "dict[date, array[int]]":
    """Sorted starts (epoch seconds) by their date in the zone, at one look at the zone a day.

    As arrays, because they are kept: lists take four times the memory.
    """
    found: dict[date, array[int]] = {}
    hours = array("q")
    over = 0.0
    for start in starts:
        if start >= over:
            day = datetime.fromtimestamp(start, zone).date()
            over = midnight(day + timedelta(days=1), zone).timestamp()
            hours = found.setdefault(day, array("q"))
        hours.append(start)
    return found


def hours_of(starts: Iterable[int], *, zone: ZoneInfo, venue: ZoneInfo) -> tuple[Hour, ...]:
    """The hours as the visitor's clock shows them, beside the venue's where that shows another time."""
    local = [datetime.fromtimestamp(start, zone) for start in starts]
    walls = [start.replace(tzinfo=None, fold=0) for start in local]
    return tuple(
        Hour(start=start, at_venue=_elsewhere(start, venue), is_repeated=walls.count(wall) > 1)
        for start, wall in zip(local, walls, strict=True)
    )


def nearest(days: Iterable[date], to: date) -> date | None:
    """That of the days which is nearest to another, the earlier of two; None where there are none."""
    return min(days, key=lambda day: (abs(day - to), day), default=None)


def why_none(day: date, *, days: FreeDays, zone: ZoneInfo, window: Window) -> Why:
    """Why a day without free hours has none."""
    if day < window.now.astimezone(zone).date():
        return Why.PAST
    opened = days.opened.get(day)
    if midnight(day, zone) >= window.closes or (opened and opened[0] >= window.closes.timestamp()):
        return Why.TOO_FAR
    if not opened:
        return Why.CLOSED
    return Why.TOO_SOON if opened[-1] < window.opens.timestamp() else Why.FULL


def _elsewhere(start: datetime, venue: ZoneInfo) -> datetime | None:
    there = start.astimezone(venue)
    return there if there.replace(tzinfo=None) != start.replace(tzinfo=None) else None


def _next_free(free_days: Sequence[date], *, after: date | None) -> date | None:
    """The free day after the chosen one. Where none follows a day without hours, the first of all."""
    following = next((each for each in free_days if not after or each > after), None)
    if following or after in free_days:
        return following
    return free_days[0] if free_days else None


def _weeks(
    first: date, *, days: FreeDays, chosen: date | None, zone: ZoneInfo, window: Window
) -> tuple[tuple[Day, ...], ...]:
    monday = first - timedelta(days=first.weekday())
    beyond = _next_month(first)
    today = window.now.astimezone(zone).date()
    shown: list[Day] = []
    while monday + timedelta(days=len(shown)) < beyond or len(shown) % 7:
        each = monday + timedelta(days=len(shown))
        free, in_month = len(days.free.get(each, ())), first <= each < beyond
        shown.append(
            Day(
                date=each,
                in_month=in_month,
                is_today=each == today,
                is_chosen=each == chosen,
                free=free,
                why=None if free or not in_month else why_none(each, days=days, zone=zone, window=window),
            )
        )
    weeks = [tuple(shown[i : i + 7]) for i in range(0, len(shown), 7)]
    over = 0 if today >= beyond else sum(week[-1].date < today for week in weeks)
    is_asked = any(day.is_chosen for week in weeks[:over] for day in week)
    return tuple(weeks if is_asked else weeks[over:])


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _next_month(first: date) -> date:
    return _first_of_month(first + timedelta(days=31))

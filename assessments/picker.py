"""What the slot picker shows: a month of days, and the hours of one day, in the visitor's zone. PURE."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.availability import Slot

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One free hour: an aware datetime in the visitor's zone."""

    start: datetime

    @property
    def instant(self) -> str:
        """The start as links and forms carry it, in UTC."""
        return self.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    date: date
    in_month: bool
    is_today: bool
    is_chosen: bool
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """`weeks` are rows of seven days, Monday first; `hours` are those of the chosen day."""

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
        return not any(day.free for week in self.weeks for day in week)

    @property
    def parts(self) -> tuple[tuple[Text, tuple[Hour, ...]], ...]:
        """(part of the day, its hours), without empty parts."""
        parts = (
            (_("Morning"), tuple(hour for hour in self.hours if hour.start.hour < 12)),
            (_("Afternoon"), tuple(hour for hour in self.hours if 12 <= hour.start.hour < 17)),
            (_("Evening"), tuple(hour for hour in self.hours if hour.start.hour >= 17)),
        )
        return tuple((name, hours) for name, hours in parts if hours)


def make_picker(
    slots: Iterable[Slot],
    *,
    zone: ZoneInfo,
    month: date | None,
    day: date | None,
    today: date,
    last_day: date,
) -> Picker:
    """Lay out the free slots of the whole horizon.

    `month` is the first day of the month asked for; without one, that of the chosen day, or of the first free
    day. `day` is chosen as asked, else the first free day of the month. `last_day` ends the horizon.
    """
    by_day: dict[date, list[Hour]] = {}
    for slot in slots:
        start = datetime.fromtimestamp(slot.start, UTC).astimezone(zone)
        by_day.setdefault(start.date(), []).append(Hour(start=start))
    free_days = sorted(by_day)
    first = _first_of_month(month or day or (free_days[0] if free_days else today))
    later = _next_month(first)
    if day is None or _first_of_month(day) != first:
        day = next((each for each in free_days if first <= each < later), None)
    return Picker(
        zone=zone,
        month=first,
        weeks=_weeks(first, by_day=by_day, chosen=day, today=today),
        chosen=day,
        hours=tuple(by_day.get(day, ())) if day else (),
        earlier=_first_of_month(first - timedelta(days=1)) if first > today else None,
        later=later if later <= last_day else None,
        next_free=_next_free(free_days, after=day),
    )


def _next_free(free_days: Sequence[date], *, after: date | None) -> date | None:
    """The free day after the chosen one. Where none follows a day without hours, the first of all."""
    following = next((each for each in free_days if not after or each > after), None)
    if following or after in free_days:
        return following
    return free_days[0] if free_days else None


def _weeks(
    first: date, *, by_day: dict[date, list[Hour]], chosen: date | None, today: date
) -> tuple[tuple[Day, ...], ...]:
    monday = first - timedelta(days=first.weekday())
    beyond = _next_month(first)
    days: list[Day] = []
    while monday + timedelta(days=len(days)) < beyond or len(days) % 7:
        each = monday + timedelta(days=len(days))
        days.append(
            Day(
                date=each,
                in_month=first <= each < beyond,
                is_today=each == today,
                is_chosen=each == chosen,
                free=len(by_day.get(each, ())),
            )
        )
    return _rows(days)


def _rows(days: Sequence[Day]) -> tuple[tuple[Day, ...], ...]:
    return tuple(tuple(days[i : i + 7]) for i in range(0, len(days), 7))


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _next_month(first: date) -> date:
    return _first_of_month(first + timedelta(days=31))

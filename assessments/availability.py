"""Free hours: opening hours, less what is taken, as bookable slots.

An *instant* is in epoch seconds, a *day* is a local date in whole days since 1970-01-01. While a zone keeps
one UTC offset, wall clock and instants run in step. So time is cut where the offset changes; each piece is
plain arithmetic: hours that a clock change skips never come up, hours that it repeats come up twice.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = 60
DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()
LONGEST_PIECE = 14 * DAY
NO_RANGE = (2**62, 2**62)  # Later than any instant.


@dataclass(frozen=True, slots=True)
class Hours:
    """Open hours of one local day, half-open, in minutes since midnight; 1440 is the midnight that ends it.

    Raises ValueError unless 0 <= opens < closes <= 1440.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= 1_440:
            raise ValueError(f"open hours must satisfy 0 <= opens < closes <= 1440, not {self!r}")

    @property
    def length(self) -> int:
        return self.closes - self.opens

    def __str__(self) -> str:
        """As on a clock: 09:00–12:30."""
        return f"{clock(self.opens)}–{clock(self.closes)}"


@dataclass(frozen=True, slots=True)
class Opening:
    """When one trainer works.

    `weekly` maps weekdays (Monday = 0) to wall-clock hours in `zone`; `overrides` replaces those of one date,
    and `()` closes it.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Hours, ...]]
    overrides: Mapping[date, tuple[Hours, ...]]

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The open hours of a local date: sorted, merged, the override before the weekly hours."""
        return merged(self.overrides.get(day, self.weekly.get(day.weekday(), ())))


@dataclass(frozen=True, slots=True)
class Rules(Opening):
    """How one trainer offers one service.

    Lengths are minutes, except `horizon`: periods of 24 hours. `before` and `after` are buffers and may lie
    outside opening hours. `daily_cap` limits the visits that start on one local date.

    Raises ValueError for a duration or step below 1, or any other number below 0.
    """

    duration: int
    step: int
    before: int
    after: int
    notice: int
    horizon: int
    daily_cap: int | None

    def __post_init__(self) -> None:
        if min(self.duration, self.step) < 1:
            raise ValueError("duration and step must be at least one minute")
        if min(self.before, self.after, self.notice, self.horizon, self.daily_cap or 0) < 0:
            raise ValueError("buffers, notice, horizon and daily cap must not be negative")


class Taken(NamedTuple):
    """`[blocked_start, blocked_end)`, epoch seconds, given away with its buffers; an empty one blocks none.

    `start` is when a booked visit itself begins; None marks a busy block, which the daily cap ignores.
    """

    blocked_start: int
    blocked_end: int
    start: int | None


class Slot(NamedTuple):
    """A bookable visit without its buffers, `[start, end)` in epoch seconds."""

    start: int
    end: int


class Refusal(StrEnum):
    """Why an instant can't be booked, in the order the reasons are checked."""

    PAST = "past"
    NOTICE = "notice"
    HORIZON = "horizon"
    CLOSED = "closed"
    OFF_GRID = "off_grid"
    FULL = "full"
    TAKEN = "taken"


def free_slots(rules: Rules, taken: Iterable[Taken], *, since: int, until: int, now: int) -> list[Slot]:
    """Every slot with `since <= start < until` (epoch seconds), sorted, each instant once.

    Starts lie on the grid of their opening hours: whole steps after the wall-clock opening. A slot lasts its
    full length in real minutes and may cross midnight or a clock change while the hours stay open. `taken`
    must hold whatever blocks part of the window and, for the daily cap, every visit on its local dates.
    """
    length = rules.duration * MINUTE
    starts = free_starts(rules, taken, since=since, until=until, now=now)
    return [Slot(start, start + length) for start in starts]


def free_starts(rules: Rules, taken: Iterable[Taken], *, since: int, until: int, now: int) -> Iterator[int]:
    """The starts of `free_slots`, one by one: who wants the first pays for no more than that."""
    length = rules.duration * MINUTE
    diary = _diary(rules, taken)
    starts = _starts(
        rules,
        diary,
        max(since, now + rules.notice * MINUTE),
        min(until, now + rules.horizon * DAY),
    )
    return _unblocked(starts, diary.ranges, rules.before * MINUTE, length + rules.after * MINUTE)


def open_ranges(rules: Rules, *, since: int, until: int) -> list[tuple[int, int]]:
    """The open instants within `[since, until)` as the fewest ranges `[start, end)`, epoch seconds."""
    return _union((stretch.start, stretch.end) for stretch in _open_stretches(rules, since, until))


def refusal(rules: Rules, taken: Iterable[Taken], *, start: int, now: int) -> Refusal | None:
    """The first reason not to book `start` (epoch seconds), or None exactly when `free_slots` offers it."""
    return _outside_window(rules, start, now) or _not_offered(rules, taken, start)


def is_open(opening: Opening, *, start: int, end: int) -> bool:
    """Whether every instant of `[start, end)` (epoch seconds) lies in open hours."""
    return _is_covered(list(_open_stretches(opening, start, end)), start, end)


def clock(minute: int) -> str:
    """Minutes since midnight as 24-hour clocks show them, 24:00 included."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def merged(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """The same open minutes as the fewest hours, sorted: overlapping or touching ones become one."""
    return tuple(Hours(*each) for each in _union((each.opens, each.closes) for each in hours))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Open instants `[start, end)` of one local day under one UTC offset; the grid counts from `anchor`."""

    start: int
    end: int
    anchor: int
    day: int

    def starts(self, *, step: int, beyond: int) -> range:
        first = self.start + (self.anchor - self.start) % step
        return range(first, min(self.end, beyond), step)


@dataclass(frozen=True, slots=True)
class _Diary:
    """What is taken: disjoint sorted ranges, and the number of visits a day."""

    ranges: list[tuple[int, int]]
    booked: Counter[int]
    daily_cap: int | None

    def is_full(self, day: int) -> bool:
        return self.daily_cap is not None and self.booked[day] >= self.daily_cap

    def is_blocked(self, start: int, end: int) -> bool:
        earlier = bisect_left(self.ranges, (end, end))
        return earlier > 0 and self.ranges[earlier - 1][1] > start


def _starts(rules: Rules, diary: _Diary, first: int, beyond: int) -> Iterator[int]:
    """The starts in `[first, beyond)` on open days that are not full, whatever is taken."""
    length, step = rules.duration * MINUTE, rules.step * MINUTE
    for stretch, open_until in _with_closing(_open_stretches(rules, first, beyond + length)):
        if not diary.is_full(stretch.day):
            yield from stretch.starts(step=step, beyond=min(beyond, open_until - length + 1))


def _unblocked(
    starts: Iterable[int], ranges: Iterable[tuple[int, int]], before: int, after: int
) -> Iterator[int]:
    """Those of the ascending starts around which `[start - before, start + after)` meets no sorted range."""
    later = iter(ranges)
    blocked_start, blocked_end = next(later, NO_RANGE)
    for start in starts:
        while blocked_end <= start - before:
            blocked_start, blocked_end = next(later, NO_RANGE)
        if start + after <= blocked_start:
            yield start


def _outside_window(rules: Rules, start: int, now: int) -> Refusal | None:
    if start < now:
        return Refusal.PAST
    if start < now + rules.notice * MINUTE:
        return Refusal.NOTICE
    if start >= now + rules.horizon * DAY:
        return Refusal.HORIZON
    return None


def _not_offered(rules: Rules, taken: Iterable[Taken], start: int) -> Refusal | None:
    end = start + rules.duration * MINUTE
    stretches = list(_open_stretches(rules, start, end))
    if not _is_covered(stretches, start, end):
        return Refusal.CLOSED
    if (start - stretches[0].anchor) % (rules.step * MINUTE):
        return Refusal.OFF_GRID
    diary = _diary(rules, taken)
    if diary.is_full(stretches[0].day):
        return Refusal.FULL
    if diary.is_blocked(start - rules.before * MINUTE, end + rules.after * MINUTE):
        return Refusal.TAKEN
    return None


def _diary(rules: Rules, taken: Iterable[Taken]) -> _Diary:
    entries = list(taken)
    ranges = _union((each.blocked_start, each.blocked_end) for each in entries)
    visits = [each.start for each in entries if each.start is not None] if rules.daily_cap is not None else []
    booked = Counter((start + _offset(rules.zone, start)) // DAY for start in visits)
    return _Diary(ranges, booked, rules.daily_cap)


def _is_covered(stretches: Iterable[_Stretch], start: int, end: int) -> bool:
    return sum(stretch.end - stretch.start for stretch in stretches) >= end - start


def _open_stretches(opening: Opening, start: int, end: int) -> Iterator[_Stretch]:
    """The open parts of the instants `[start, end)`: disjoint, in order."""
    for piece_start, piece_end, offset in _steady_pieces(opening.zone, start, end):
        for day in range((piece_start + offset) // DAY, (piece_end + offset - 1) // DAY + 1):
            midnight = day * DAY - offset
            for hours in opening.hours_on(date.fromordinal(EPOCH + day)):
                anchor = midnight + hours.opens * MINUTE
                opens, closes = max(anchor, piece_start), min(midnight + hours.closes * MINUTE, piece_end)
                if opens < closes:
                    yield _Stretch(opens, closes, anchor, day)


def _with_closing(stretches: Iterable[_Stretch]) -> Iterator[tuple[_Stretch, int]]:
    """Each stretch with the instant until which it and those that follow without a gap stay open."""
    run: list[_Stretch] = []
    for stretch in stretches:
        if run and run[-1].end != stretch.start:
            yield from ((each, run[-1].end) for each in run)
            run = []
        run.append(stretch)
    yield from ((each, run[-1].end) for each in run)


def _steady_pieces(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Cut the instants `[start, end)` where the zone's UTC offset changes: (start, end, seconds east).

    And after a few weeks, so that nobody looks for a change in all the months that they don't read.
    """
    while start < end:
        change = _next_change(zone, start, min(end, start + LONGEST_PIECE))
        yield start, change, _offset(zone, start)
        start = change


def _next_change(zone: ZoneInfo, start: int, end: int) -> int:
    """The first instant after `start` with another UTC offset, at most `end`."""
    offset = _offset(zone, start)
    # One look a day is enough: no zone has ever left an offset and come back to it within 24 hours.
    for seen in range(start, end, DAY):
        span = range(seen, min(seen + DAY, end))
        if _offset(zone, span.stop) != offset:
            return seen + bisect_left(span, x=True, key=lambda instant: _offset(zone, instant) != offset)
    return end


def _offset(zone: ZoneInfo, instant: int) -> int:
    wall = datetime.fromtimestamp(instant, zone).replace(tzinfo=UTC)
    return int(wall.timestamp()) - instant


def _union(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Half-open ranges as the fewest disjoint ones, sorted; touching ones become one, empty ones vanish."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = result[-1][0], max(result[-1][1], end)
        elif start < end:
            result.append((start, end))
    return result

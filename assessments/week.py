"""A trainer's week on paper: what of a span lies on a local day, and where on the day's axis it stands. PURE.

Days are drawn by the clock on the wall, so that nine o'clock stands at one height on all of them. On the
day of a clock change a skipped hour stays empty, and a repeated one is drawn twice at one height.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hipcoach.common.zones import day_bounds

MIDNIGHT = 24 * 60
STEP = 5  # Minutes; what is drawn is rounded to them.
LOWEST = 15  # Minutes; what is shorter is drawn as high as that.
USUAL_HOURS = (9, 17)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The part of a span that lies on one day: local times, and minutes since midnight on the wall."""

    start: datetime
    end: datetime
    at: int
    until: int
    is_whole_day: bool
    began_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The hours drawn: from `first` until `last` o'clock."""

    first: int
    last: int

    @property
    def hours(self) -> range:
        return range(self.first, self.last)

    @property
    def height(self) -> int:
        return self.last - self.first

    def place(self, piece: Piece) -> str:
        """The classes that put a piece on the axis (schedule.css); "" for one that lies off it."""
        top = _rounded(max(piece.at - self.first * 60, 0))
        bottom = _rounded(min(piece.until - self.first * 60, self.height * 60))
        if piece.until <= self.first * 60 or top >= self.height * 60:
            return ""
        tall = max(bottom - top, LOWEST)
        return f"at-{top // 60} at-m-{top % 60} for-{tall // 60} for-m-{tall % 60}"


def cut(start: datetime, end: datetime, *, day: date, zone: ZoneInfo) -> Piece | None:
    """What of [start, end) lies on this day, or None."""
    begins, ends = (each.astimezone(UTC) for each in day_bounds(day, zone))
    first, last = max(start.astimezone(UTC), begins), min(end.astimezone(UTC), ends)
    if first >= last:
        return None
    at = _minutes(first.astimezone(zone))
    real = int((last - first).total_seconds()) // 60
    wall = MIDNIGHT if last == ends else max(_minutes(last.astimezone(zone)), at + real)
    return Piece(
        start=first.astimezone(zone),
        end=last.astimezone(zone),
        at=at,
        until=min(wall, MIDNIGHT),
        is_whole_day=first == begins and last == ends,
        began_before=start.astimezone(UTC) < begins,
    )


def free_of(
    open_ranges: Iterable[tuple[int, int]], taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The open ranges without what is taken; all of them half-open, in epoch seconds, each list sorted."""
    free = []
    for opens, closes in open_ranges:
        at = opens
        for start, end in taken:
            if end > at and start < closes:
                if start > at:
                    free.append((at, start))
                at = max(at, end)
        if at < closes:
            free.append((at, closes))
    return free


def axis_of(pieces: Iterable[Piece]) -> Axis:
    """Room for everything but the midnight ends of what lasts whole days or runs on into the next."""
    starts, ends = [USUAL_HOURS[0] * 60], [USUAL_HOURS[1] * 60]
    for piece in pieces:
        if piece.is_whole_day:
            continue
        starts += [piece.until - 1 if piece.began_before else piece.at]
        ends += [piece.at + 1 if piece.until == MIDNIGHT else piece.until]
    return Axis(first=min(starts) // 60, last=-(-max(ends) // 60))


def length_of(day: date, zone: ZoneInfo) -> timedelta:
    """23, 24 or 25 hours, mostly."""
    begins, ends = day_bounds(day, zone)
    return ends.astimezone(UTC) - begins.astimezone(UTC)


def _minutes(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _rounded(minutes: int) -> int:
    return round(minutes / STEP) * STEP

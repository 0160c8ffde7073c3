"""PURE: holds over visits, a line for each side, broken where two visits can't be compared.

Source: the domain's "Change since last time" and "Error band". Holds are seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.findings import Change, Reading, Setup, Side, Visit, compare, likely_error, watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One visit: what the rules concluded, in which setup."""

    at: datetime
    reading: Reading
    setup: Setup

    @property
    def visit(self) -> Visit:
        return Visit(reading=self.reading, setup=self.setup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One side at one visit.

    change: since the visit before, None at the first. band: where this hold would lie by likely error alone,
    (low, high); None where the two can't be compared.
    """

    at: datetime
    hold: float | None
    capped: bool
    change: Change | None = None
    band: tuple[float, float] | None = None

    @property
    def is_break(self) -> bool:
        return self.change is not None and not self.change.comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class ThenAndNow:
    """The last visit of a side, set against the earliest that it can be compared with."""

    then: Point
    now: Point
    change: Change


def line(visits: Sequence[Seen], side: Side) -> tuple[Point, ...]:
    """The points of one side; visits are given oldest first."""
    points: list[Point] = []
    for number, seen in enumerate(visits):
        change = compare(visits[number - 1].visit, seen.visit)[side] if number else None
        earlier = points[-1].hold if points else None
        band = None
        if change and change.comparable and earlier is not None:
            error = likely_error(earlier)
            band = (max(earlier - error, 0), earlier + error)
        points.append(_point(seen, side, change=change, band=band))
    return tuple(points)


def then_and_now(visits: Sequence[Seen], side: Side) -> ThenAndNow | None:
    """None where no earlier visit can be compared with the last one."""
    if not visits:
        return None
    last = visits[-1]
    for seen in visits[:-1]:
        change = compare(seen.visit, last.visit)[side]
        if change.comparable:
            return ThenAndNow(then=_point(seen, side), now=_point(last, side), change=change)
    return None


def watched(visits: Sequence[Seen]) -> Side | None:
    """The side to watch, oldest visit first."""
    return watch([seen.reading.difference for seen in visits])


def improves(visits: Sequence[Seen]) -> bool:
    """Whether a side held longer than last time beyond the likely error, and none held shorter."""
    if len(visits) < 2:
        return False
    changes = compare(visits[-2].visit, visits[-1].visit).values()
    gains = [change.seconds or 0 for change in changes if change.comparable and not change.within_error]
    return bool(gains) and min(gains) > 0


def _point(
    seen: Seen, side: Side, *, change: Change | None = None, band: tuple[float, float] | None = None
) -> Point:
    best = seen.reading.of(side).best
    return Point(
        at=seen.at,
        hold=best.seconds if best else None,
        capped=best is not None and best.capped,
        change=change,
        band=band,
    )

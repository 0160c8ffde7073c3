"""PURE: where the marks of a drawn trend lie. Lengths are units of the drawing, as text for SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.trends import Point

WIDTH, HEIGHT = 340, 210
LEFT, RIGHT, TOP, BOTTOM = 34, 22, 24, 34
STEPS = (1, 2, 5, 10, 20, 30, 60, 120)
# Days are written under each visit while there is room for them.
DAYS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    y: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where the next hold lies by likely error alone: from one visit to the next."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A visit: a hold, or none. `above` places its number; `arrow` is drawn where the clock was stopped."""

    x: str
    y: str
    label_y: str
    hold: float | None
    capped: bool
    at: datetime
    says_day: bool

    @property
    def arrow(self) -> str:
        x, y = float(self.x), float(self.y)
        return f"{x - 6:.1f},{y + 5:.1f} {x:.1f},{y - 6:.1f} {x + 6:.1f},{y + 5:.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Between two visits that can't be compared; `number` leads to the reason beside the drawing."""

    x: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]
    lines: tuple[str, ...]
    marks: tuple[Mark, ...]
    breaks: tuple[Break, ...]
    mark_y: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    base: int = HEIGHT - BOTTOM
    days_y: int = HEIGHT - 10


def chart(points: Sequence[Point], *, top: float, mark: float, first_break: int = 1) -> Chart:
    """Draw one side: seconds from 0 to `top`, a line at `mark`, breaks numbered from `first_break`."""
    xs = _across(len(points))

    def y(seconds: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * min(seconds, top) / top

    breaks = [number for number, point in enumerate(points) if point.is_break]
    return Chart(
        ticks=tuple(Tick(y=_text(y(seconds)), seconds=seconds) for seconds in _ticks(top)),
        bands=tuple(
            Band(
                x=_text(xs[number - 1]),
                y=_text(y(point.band[1])),
                width=_text(xs[number] - xs[number - 1]),
                height=_text(y(point.band[0]) - y(point.band[1])),
            )
            for number, point in enumerate(points)
            if point.band
        ),
        lines=tuple(
            f"{xs[number - 1]:.1f},{y(points[number - 1].hold or 0):.1f} "
            f"{xs[number]:.1f},{y(point.hold or 0):.1f}"
            for number, point in enumerate(points)
            if point.band
        ),
        marks=tuple(
            Mark(
                x=_text(xs[number]),
                y=_text(y(point.hold or 0)),
                label_y=_text(y(point.hold or 0) - 11),
                hold=point.hold,
                capped=point.capped,
                at=point.at,
                says_day=_says_day(number, len(points)),
            )
            for number, point in enumerate(points)
        ),
        breaks=tuple(
            Break(x=_text((xs[number - 1] + xs[number]) / 2), number=first_break + count)
            for count, number in enumerate(breaks)
        ),
        mark_y=_text(y(mark)),
    )


def _across(count: int) -> list[float]:
    """Evenly from left to right, with room for the numbers at both ends; one alone in the middle."""
    begin, end = LEFT + 22, WIDTH - RIGHT - 16
    if count == 1:
        return [(begin + end) / 2]
    return [begin + (end - begin) * number / max(count - 1, 1) for number in range(count)]


def _ticks(top: float) -> range:
    step = next((each for each in STEPS if top / each <= 4), STEPS[-1])
    return range(0, int(top) + 1, step)


def _says_day(number: int, count: int) -> bool:
    return count <= DAYS_SHOWN or number in (0, count - 1)


def _text(length: float) -> str:
    return f"{length:.1f}"

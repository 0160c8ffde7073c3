"""A client's holds over their visits, drawn and as a table, for the trainer and for the client."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.charts import Chart, chart
from assessments.comparing import change_text
from assessments.evidence import setup_of
from assessments.findings import Difference, Side
from assessments.models import Assessment
from assessments.questions import Text
from assessments.trends import Point, Seen, ThenAndNow, line, then_and_now
from assessments.words import SIDE_WORDS

MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """Why a line is broken, under the number that the drawing shows."""

    number: int
    since: datetime
    at: datetime
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTrend:
    side: Side
    name: Text
    chart: Chart
    breaks: tuple[WhyNot, ...]
    compared: ThenAndNow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    """One visit, as the table beside the drawing tells it."""

    at: datetime
    left: Point
    right: Point
    left_change: Text
    right_change: Text
    difference: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    sides: tuple[SideTrend, ...]
    rows: tuple[TrendRow, ...]
    full_from: float

    @property
    def newest_first(self) -> tuple[TrendRow, ...]:
        return self.rows[::-1]

    @property
    def is_trend(self) -> bool:
        """One visit is a result; two are a trend."""
        return len(self.rows) > 1


def seen_at(assessment: Assessment) -> Seen:
    return Seen(
        at=assessment.finished_at or assessment.started_at,
        reading=assessment.finding.concluded,
        setup=setup_of(assessment),
    )


def trend_of(
    newest_first: Sequence[Assessment], *, difference_in_words: Callable[[Difference], Text]
) -> Trend | None:
    """The last MOST of these finished visits, for whoever the words are for; None without one."""
    shown = list(reversed(newest_first[:MOST]))
    if not shown:
        return None
    visits = [seen_at(each) for each in shown]
    limits = shown[-1].finding.thresholds
    points = {side: line(visits, side) for side in Side}
    holds = [point.hold or 0 for side in Side for point in points[side]]
    top = max(limits.cap, *holds)
    return Trend(
        sides=tuple(_side(visits, side, points[side], top=top, mark=limits.full_from) for side in Side),
        rows=tuple(
            TrendRow(
                at=seen.at,
                left=left,
                right=right,
                left_change=change_text(left.change) if left.change else "",
                right_change=change_text(right.change) if right.change else "",
                difference=difference_in_words(seen.reading.difference),
            )
            for seen, left, right in zip(visits, points[Side.LEFT], points[Side.RIGHT], strict=True)
        ),
        full_from=limits.full_from,
    )


def _side(
    visits: Sequence[Seen], side: Side, points: Sequence[Point], *, top: float, mark: float
) -> SideTrend:
    broken = [number for number, point in enumerate(points) if point.is_break]
    compared = then_and_now(visits, side)
    return SideTrend(
        side=side,
        name=SIDE_WORDS[side],
        chart=chart(points, top=top, mark=mark),
        breaks=tuple(
            WhyNot(
                number=count,
                since=points[number - 1].at,
                at=points[number].at,
                why=_why(points[number]),
            )
            for count, number in enumerate(broken, start=1)
        ),
        compared=compared,
    )


def _why(point: Point) -> Text:
    return change_text(point.change) if point.change else ""

"""Holds over visits: a line a side, with the error band, broken where two visits can't be compared."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, chart
from assessments.findings import NotComparable, Setup, Side, likely_error
from assessments.trends import Seen, improves, line, then_and_now, watched
from tests.assessments.test_findings_makers import SETUP, make_holds, make_reading, setups, sides_of

BEGIN, WEEK = datetime(2026, 1, 5, tzinfo=UTC), timedelta(weeks=1)
HIGHER = Setup(surface_height_cm=50.0)


def seen(*holds: tuple[float, float] | tuple[float, float, Setup]) -> list[Seen]:
    """Visits a week apart: left, right and, unless it is the usual one, the setup."""
    return [
        Seen(
            at=BEGIN + number * WEEK,
            reading=make_holds({"hold": each[0]}, {"hold": each[1]}),
            setup=each[2] if len(each) > 2 else SETUP,
        )
        for number, each in enumerate(holds)
    ]


def test_each_point_knows_its_change_and_where_likely_error_would_put_it() -> None:
    first, second = line(seen((10, 8), (14, 8)), Side.LEFT)
    assert (first.hold, first.change, first.band) == (10, None, None)
    assert second.change is not None
    assert (second.change.seconds, second.band) == (4, (6.5, 13.5))
    # 3 s are more than 35 % of 8 s.
    assert line(seen((10, 8), (14, 8)), Side.RIGHT)[1].band == (5, 11)


@given(first=st.integers(0, 600), second=st.integers(0, 600))
def test_a_hold_outside_the_band_is_exactly_a_change(first: int, second: int) -> None:
    point = line(seen((first / 10, 9), (second / 10, 9)), Side.LEFT)[1]
    assert point.change is not None
    if point.change.comparable and point.band and point.hold is not None:
        gap = abs(second - first) / 10
        if abs(gap - likely_error(first / 10)) > 0.01:
            assert point.change.within_error == (gap < likely_error(first / 10))


def test_another_setup_breaks_the_line_and_says_why() -> None:
    points = line(seen((10, 8), (14, 8, HIGHER), (15, 8, HIGHER)), Side.LEFT)
    assert [point.is_break for point in points] == [False, True, False]
    assert points[1].change is not None
    assert (points[1].change.why_not, points[1].band) == (NotComparable.SURFACE, None)


def test_then_is_the_earliest_visit_that_now_can_be_set_against() -> None:
    compared = then_and_now(seen((5, 5, HIGHER), (10, 8), (12, 8), (15, 8)), Side.LEFT)
    assert compared
    assert (compared.then.hold, compared.now.hold, compared.change.seconds) == (10, 15, 5)
    assert then_and_now(seen((5, 5, HIGHER), (10, 8)), Side.LEFT) is None
    assert then_and_now(seen((5, 5)), Side.LEFT) is None
    assert then_and_now([], Side.LEFT) is None


@pytest.mark.parametrize(
    ("visits", "better"),
    [
        ([(10, 10)], False),
        ([(10, 10), (14, 10)], True),
        ([(10, 10), (14, 14)], True),
        ([(10, 10), (14, 6)], False),
        ([(10, 10), (12.9, 12.9)], False),
        ([(10, 10), (14, 14, HIGHER)], False),
        ([(10, 10), (14, 14), (13, 13)], False),
    ],
)
def test_better_is_longer_beyond_the_error_and_nowhere_shorter(visits, better: bool) -> None:
    assert improves(seen(*visits)) == better


def test_a_side_is_watched_when_it_was_behind_twice() -> None:
    assert watched(seen((6, 12), (6, 12))) == Side.LEFT
    assert watched(seen((6, 12))) is None


@given(
    visits=st.lists(st.tuples(sides_of(Side.LEFT), sides_of(Side.RIGHT), setups), min_size=1, max_size=13),
    side=st.sampled_from(Side),
)
def test_every_mark_lies_inside_the_drawing(visits, side: Side) -> None:
    points = line(
        [
            Seen(at=BEGIN + number * WEEK, reading=make_reading(left, right, setup=setup), setup=setup)
            for number, (left, right, setup) in enumerate(visits)
        ],
        side,
    )
    drawn = chart(points, top=40, mark=15)
    assert len(drawn.marks) == len(visits)
    assert len(drawn.breaks) == sum(point.is_break for point in points)
    assert len(drawn.bands) == len(drawn.lines) == sum(point.band is not None for point in points)
    for mark in drawn.marks:
        assert LEFT < float(mark.x) < WIDTH - RIGHT
        assert TOP <= float(mark.y) <= HEIGHT - BOTTOM
    assert [float(mark.x) for mark in drawn.marks] == sorted({float(mark.x) for mark in drawn.marks})
    for band in drawn.bands:
        assert float(band.height) >= 0
        assert float(band.width) > 0
    assert all(LEFT < float(each.x) < WIDTH - RIGHT for each in drawn.breaks)


def test_a_few_ticks_stand_at_the_side() -> None:
    for top in (5, 15, 30, 60, 180, 600):
        assert 2 <= len(chart(line(seen((3, 3)), Side.LEFT), top=top, mark=2).ticks) <= 6

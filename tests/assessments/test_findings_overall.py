"""The person's finding is the worse side's, and only a graded pair leads on to a program."""

from itertools import product

import pytest

from assessments.findings import (
    STRENGTH,
    Grade,
    KneeLevel,
    Passive,
    Side,
    SideTest,
    advises_a_look,
    suggests,
)

from .test_findings_makers import make_reading, make_side, make_trial

VALUES = {
    Grade.PAIN_STOP: {"pain": 7},
    Grade.UNABLE: {"cleared": False},
    Grade.LIMITED: {"hold": 5.0},
    Grade.DEVELOPING: {"hold": 12.0},
    Grade.FULL: {"hold": 20.0},
}
WORST_FIRST = [
    Grade.PAIN_STOP,
    Grade.RANGE_LIMITED,
    Grade.UNABLE,
    Grade.LIMITED,
    Grade.DEVELOPING,
    Grade.FULL,
]


def make_graded(grade: Grade, side: Side, pain: int = 0) -> SideTest:
    if grade == Grade.RANGE_LIMITED:
        return make_side(passive=Passive(level=KneeLevel.LEVEL, pain=pain))
    return make_side(make_trial(side=side, **VALUES[grade])) if grade in VALUES else make_side()


def read_grades(left: Grade, right: Grade, pain: int = 0):
    reading = make_reading(make_graded(left, Side.LEFT, pain), make_graded(right, Side.RIGHT))
    assert (reading.left.grade, reading.right.grade) == (left, right)
    return reading


@pytest.mark.parametrize(("left", "right"), [*product(WORST_FIRST, WORST_FIRST)])
def test_the_worse_side_is_the_persons_finding(left, right):
    worse = WORST_FIRST[min(WORST_FIRST.index(left), WORST_FIRST.index(right))]
    assert read_grades(left, right).overall == worse


@pytest.mark.parametrize("grade", [Grade.RANGE_LIMITED, *STRENGTH])
def test_an_ungraded_side_leaves_no_finding_and_no_suggestion(grade):
    for reading in (read_grades(grade, Grade.UNGRADED_NONE), read_grades(Grade.UNGRADED_NONE, grade)):
        assert reading.overall is None
        assert not suggests(reading)


def test_a_pain_stop_wins_over_an_ungraded_side():
    reading = read_grades(Grade.UNGRADED_NONE, Grade.PAIN_STOP)
    assert reading.overall == Grade.PAIN_STOP


@pytest.mark.parametrize("grade", WORST_FIRST)
def test_a_pain_stop_suggests_nothing_and_every_other_finding_does(grade):
    assert suggests(read_grades(grade, grade)) == (grade != Grade.PAIN_STOP)


@pytest.mark.parametrize(
    ("left", "right", "pain", "advised"),
    [
        (Grade.RANGE_LIMITED, Grade.RANGE_LIMITED, 0, False),
        (Grade.RANGE_LIMITED, Grade.RANGE_LIMITED, 1, True),
        (Grade.RANGE_LIMITED, Grade.FULL, 0, True),
        (Grade.FULL, Grade.RANGE_LIMITED, 0, True),
        (Grade.FULL, Grade.UNABLE, 0, False),
    ],
)
def test_limited_range_that_is_one_sided_or_painful_advises_a_professionals_look(left, right, pain, advised):
    assert advises_a_look(read_grades(left, right, pain)) == advised


@pytest.mark.parametrize(
    ("before", "advised"),
    [(Grade.FULL, True), (Grade.UNABLE, True), (Grade.RANGE_LIMITED, False), (Grade.UNGRADED_NONE, False)],
)
def test_limited_range_that_was_full_last_time_is_new(before, advised):
    now = read_grades(Grade.RANGE_LIMITED, Grade.RANGE_LIMITED)
    assert advises_a_look(now, earlier=read_grades(before, before)) == advised

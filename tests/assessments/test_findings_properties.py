"""What holds for every test that could be recorded."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assessments.findings import (
    STRENGTH,
    WORST_FIRST,
    Difference,
    EndedBy,
    Grade,
    KneeLevel,
    Reading,
    Side,
    SideReading,
    SideTest,
    Trial,
    Visit,
    compare,
    grade_trial,
    read,
    suggests,
)

from .test_findings_makers import SETUP, make_side, make_trial, setups, sides_of, thresholds, trials_of

OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, None: None}
pairs = st.tuples(sides_of(Side.LEFT), sides_of(Side.RIGHT))


def flip_trial(trial: Trial) -> Trial:
    return replace(trial, side=OTHER[trial.side])


def flip_test(test: SideTest) -> SideTest:
    return replace(test, trials=tuple(flip_trial(trial) for trial in test.trials))


def flip_side(reading: SideReading) -> SideReading:
    return replace(reading, best=reading.best and flip_trial(reading.best))


def flip_difference(difference: Difference) -> Difference:
    return replace(difference, weaker=OTHER[difference.weaker])


def flip(reading: Reading) -> Reading:
    return replace(
        reading,
        left=flip_side(reading.right),
        right=flip_side(reading.left),
        difference=flip_difference(reading.difference),
    )


@given(pair=pairs, setup=setups, limits=thresholds)
def test_a_mirrored_person_has_the_mirrored_reading(pair, setup, limits):
    left, right = pair
    mirrored = read(flip_test(right), flip_test(left), setup=setup, thresholds=limits)
    assert mirrored == flip(read(left, right, setup=setup, thresholds=limits))


@given(trial=trials_of(Side.LEFT), longer=st.integers(0, 300), limits=thresholds)
def test_a_longer_hold_is_never_a_worse_grade(trial, longer, limits):
    """Among strength grades: a hold cut short by balance is ungraded, neither better nor worse."""
    if trial.is_void:
        return
    before, _rule = grade_trial(trial, limits)
    after, _rule = grade_trial(replace(trial, hold=trial.hold + longer / 10), limits)
    if before in STRENGTH and after in STRENGTH:
        assert STRENGTH.index(after) >= STRENGTH.index(before)
    if before in STRENGTH and before != Grade.UNABLE:
        assert after in STRENGTH


@given(pair=pairs, setup=setups, limits=thresholds)
def test_a_pain_stop_has_no_grade_no_difference_and_no_suggestion(pair, setup, limits):
    reading = read(*pair, setup=setup, thresholds=limits)
    for side, test in zip(Side, pair, strict=True):
        pains = [test.passive.pain, *(trial.pain for trial in test.trials)]
        radiating = [test.passive.radiating, *(trial.radiating for trial in test.trials)]
        stopped = max(pains) >= limits.pain_limit or any(radiating)
        assert (reading.of(side).grade == Grade.PAIN_STOP) == stopped
        if stopped:
            assert reading.of(side).best is None
            assert reading.overall == Grade.PAIN_STOP
            assert not reading.difference.applicable
            assert not suggests(reading)


@given(pair=pairs, setup=setups, limits=thresholds)
def test_a_difference_is_never_negative_and_never_over_100_percent(pair, setup, limits):
    difference = read(*pair, setup=setup, thresholds=limits).difference
    assert (difference.percent is None) == (not difference.applicable)
    assert 0 <= (difference.percent or 0) <= 100
    assert difference.applicable or (difference.weaker is None and difference.within_error)


@given(pair=pairs, setup=setups, limits=thresholds)
def test_a_finding_is_as_bad_as_its_worse_side_or_missing(pair, setup, limits):
    reading = read(*pair, setup=setup, thresholds=limits)
    grades = {reading.left.grade, reading.right.grade}
    graded = grades <= set(WORST_FIRST)
    assert (reading.overall is not None) == (graded or Grade.PAIN_STOP in grades)
    assert reading.overall is None or reading.overall in grades


@given(earlier=pairs, later=pairs, limits=thresholds)
def test_going_back_in_time_turns_the_change_around(earlier, later, limits):
    first, second = (
        Visit(reading=read(*pair, setup=SETUP, thresholds=limits), setup=SETUP) for pair in (earlier, later)
    )
    forward, back = compare(first, second), compare(second, first)
    for side in Side:
        assert forward[side].why_not == back[side].why_not
        assert (forward[side].seconds or 0) == -(back[side].seconds or 0)


strong = st.builds(
    make_trial,
    hold=st.integers(10, 400).map(lambda number: number / 10),
    capped=st.booleans(),
    ended_by=st.sampled_from([EndedBy.DROP, EndedBy.CAP, EndedBy.CRAMP, EndedBy.COMPENSATION]),
    knee=st.sampled_from([KneeLevel.ABOVE, KneeLevel.ABOVE, KneeLevel.LEVEL]),
)


@given(left=strong, right=strong, limits=thresholds)
def test_two_graded_sides_mirrored_turn_the_difference_around(left, right, limits):
    sides = make_side(left), make_side(flip_trial(right))
    reading = read(*sides, setup=SETUP, thresholds=limits)
    mirrored = read(flip_test(sides[1]), flip_test(sides[0]), setup=SETUP, thresholds=limits)
    assert mirrored == flip(reading)
    if reading.difference.percent:
        assert reading.difference.weaker != mirrored.difference.weaker


@given(trial=strong, longer=st.integers(0, 300), limits=thresholds)
def test_holding_on_is_never_held_against_anybody(trial, longer, limits):
    """Of holds with the knee up that strength alone ended."""
    held = replace(trial, hold=trial.hold + longer / 10)
    before, after = (STRENGTH.index(grade_trial(each, limits)[0]) for each in (trial, held))
    assert after >= before

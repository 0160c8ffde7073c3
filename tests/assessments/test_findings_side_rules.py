"""A side is read by five ordered rules; the first match wins (DOMAIN, "Findings", Side)."""

from itertools import product

import pytest

from assessments.findings import (
    SIDE_RULES,
    EndedBy,
    Grade,
    KneeLevel,
    Passive,
    Side,
    SideTest,
    Thresholds,
    TrialKind,
)

from .test_findings_makers import ABOVE, SETUP, THRESHOLDS, make_reading, make_side, make_trial

NOT_TESTED = SideTest(passive=Passive(level=None))
PRACTICE = make_trial(kind=TrialKind.PRACTICE)


def read_left(side, thresholds=THRESHOLDS):
    return make_reading(side, NOT_TESTED, setup=SETUP, thresholds=thresholds).left


@pytest.mark.parametrize(
    ("side", "grade", "rule"),
    [
        (make_side(make_trial(pain=4)), Grade.PAIN_STOP, 1),
        (make_side(make_trial(), make_trial(kind=TrialKind.PRACTICE, pain=4)), Grade.PAIN_STOP, 1),
        (make_side(make_trial(), make_trial(ended_by=EndedBy.VOID, pain=10)), Grade.PAIN_STOP, 1),
        (make_side(make_trial(), make_trial(radiating=True)), Grade.PAIN_STOP, 1),
        (make_side(make_trial(), passive=Passive(level=KneeLevel.ABOVE, pain=4)), Grade.PAIN_STOP, 1),
        (make_side(make_trial(), passive=Passive(level=KneeLevel.BELOW, radiating=True)), Grade.PAIN_STOP, 1),
        (make_side(make_trial(pain=4), passive=Passive(level=None)), Grade.PAIN_STOP, 1),
        (NOT_TESTED, Grade.UNGRADED_PASSIVE, 2),
        (make_side(make_trial(), passive=Passive(level=None)), Grade.UNGRADED_PASSIVE, 2),
        (make_side(make_trial(), passive=Passive(level=KneeLevel.LEVEL)), Grade.RANGE_LIMITED, 3),
        (make_side(passive=Passive(level=KneeLevel.BELOW)), Grade.RANGE_LIMITED, 3),
        (make_side(), Grade.UNGRADED_NONE, 4),
        (make_side(PRACTICE), Grade.UNGRADED_NONE, 4),
        (make_side(PRACTICE, make_trial(ended_by=EndedBy.VOID)), Grade.UNGRADED_NONE, 4),
        (make_side(PRACTICE, make_trial(hands_lifted=True)), Grade.UNGRADED_NONE, 4),
        (make_side(make_trial(hold=12.0, pain=3)), Grade.DEVELOPING, 5),
        (make_side(make_trial(ended_by=EndedBy.PAIN)), Grade.UNGRADED_PAIN, 5),
    ],
)
def test_each_rule_reads_its_sides(side, grade, rule):
    reading = read_left(side)
    assert (reading.grade, reading.rule) == (grade, rule)


def test_the_pain_limit_is_the_trainers():
    side = make_side(make_trial(pain=3))
    assert read_left(side).grade == Grade.FULL
    assert read_left(side, Thresholds(pain_limit=3)).grade == Grade.PAIN_STOP


@pytest.mark.parametrize(
    ("trials", "best"),
    [
        ([{"hold": 30.0, "knee": KneeLevel.LEVEL}, {"hold": 12.0}, {"hold": 9.0}], 2),
        ([{"hold": 12.0}, {"hold": 15.0}, {"hold": 30.0, "ended_by": EndedBy.CRAMP}], 2),
        ([{"cleared": False}, {"hold": 2.0}, {"hold": 0.5}], 2),
        ([{"ended_by": EndedBy.PAIN}, {"cleared": False}], 2),
        ([{"hold": 11.0}, {"hold": 13.0}, {"hold": 12.0}], 2),
        ([{"hold": 11.0}, {"hold": 13.0}, {"hold": 13.0}], 2),
        ([{"hold": 5.0, "ended_by": EndedBy.BALANCE}, {"hold": 9.0, "ended_by": EndedBy.PAIN}], 2),
    ],
)
def test_the_best_trial_is_the_better_grade_then_the_longest_then_the_earliest(trials, best):
    numbered = [make_trial(number=number, **values) for number, values in enumerate(trials, start=1)]
    for order in (numbered, numbered[::-1]):
        reading = read_left(make_side(*order))
        assert reading.best == numbered[best - 1]


def test_the_best_trial_is_never_a_practice_or_a_void_one():
    counted = make_trial(hold=3.0)
    side = make_side(PRACTICE, counted, make_trial(hands_lifted=True), make_trial(ended_by=EndedBy.VOID))
    reading = read_left(side)
    assert (reading.best, reading.trial_rule) == (counted, 5)


def test_a_trial_filed_under_the_other_side_is_refused():
    with pytest.raises(ValueError, match="other side"):
        make_reading(make_side(make_trial(side=Side.RIGHT)), NOT_TESTED)


def test_exactly_one_rule_claims_every_side_and_no_rule_is_idle():
    kinds = (
        None,
        PRACTICE,
        make_trial(),
        make_trial(ended_by=EndedBy.VOID),
        make_trial(hands_lifted=True, pain=4),
        make_trial(radiating=True, kind=TrialKind.PRACTICE),
    )
    seen = set()
    for level, pain, first, second in product((None, *KneeLevel), (0, 3, 4), kinds, kinds):
        trials = [trial for trial in (first, second) if trial is not None]
        stopped = pain == 4 or any(trial.pain == 4 or trial.radiating for trial in trials)
        counted = any(trial == make_trial() for trial in trials)
        claims = {
            1: stopped,
            2: not stopped and level is None,
            3: not stopped and level in (KneeLevel.BELOW, KneeLevel.LEVEL),
            4: not stopped and level == KneeLevel.ABOVE and not counted,
            5: not stopped and level == KneeLevel.ABOVE and counted,
        }
        number = read_left(make_side(*trials, passive=Passive(level=level, pain=pain))).rule
        assert [rule for rule, claimed in claims.items() if claimed] == [number]
        seen.add(number)
    assert seen == {rule.number for rule in SIDE_RULES} == {1, 2, 3, 4, 5}


def test_a_side_without_a_strength_grade_names_no_best_trial():
    for passive in (Passive(level=None), Passive(level=KneeLevel.LEVEL), Passive(level=ABOVE.level, pain=4)):
        reading = read_left(make_side(make_trial(), passive=passive))
        assert (reading.best, reading.trial_rule) == (None, None)

"""A trial is graded by nine ordered rules; the first match wins (DOMAIN, "Findings", Trial)."""

from itertools import product
from typing import Any

import pytest

from assessments.findings import (
    TRIAL_RULES,
    Compensated,
    Compensation,
    EndedBy,
    Grade,
    KneeLevel,
    Thresholds,
    Trial,
    grade_trial,
)

from .test_findings_makers import THRESHOLDS, make_trial

STRICTER = Thresholds(limited_below=12, full_from=25, cap=40)


def lost_at(at: float | None) -> dict[str, Any]:
    return {"compensations": (Compensated(kind=Compensation.TRUNK_BACK, at=at),)}


@pytest.mark.parametrize(
    ("values", "grade", "rule"),
    [
        ({"ended_by": EndedBy.PAIN, "hold": 30.0}, Grade.UNGRADED_PAIN, 1),
        ({"ended_by": EndedBy.PAIN, "cleared": False}, Grade.UNGRADED_PAIN, 1),
        ({"cleared": False}, Grade.UNABLE, 2),
        ({"hold": 0.9}, Grade.UNABLE, 2),
        ({"hold": 0.9, "ended_by": EndedBy.BALANCE}, Grade.UNABLE, 2),
        ({"hold": 14.9, "ended_by": EndedBy.BALANCE}, Grade.UNGRADED_BALANCE, 3),
        ({"hold": 5.0, "ended_by": EndedBy.BALANCE, "knee": KneeLevel.BELOW}, Grade.UNGRADED_BALANCE, 3),
        ({"hold": 30.0, "knee": KneeLevel.LEVEL, "ended_by": EndedBy.CAP}, Grade.LIMITED, 4),
        ({"hold": 1.0, "knee": KneeLevel.BELOW}, Grade.LIMITED, 4),
        ({"hold": 1.0}, Grade.LIMITED, 5),
        ({"hold": 9.9}, Grade.LIMITED, 5),
        ({"hold": 10.0}, Grade.DEVELOPING, 6),
        ({"hold": 14.9}, Grade.DEVELOPING, 6),
        ({"hold": 20.0, **lost_at(14.9)}, Grade.DEVELOPING, 7),
        ({"hold": 20.0, **lost_at(None)}, Grade.DEVELOPING, 7),
        ({"hold": 20.0, "ended_by": EndedBy.CRAMP}, Grade.DEVELOPING, 8),
        ({"hold": 15.0}, Grade.FULL, 9),
        ({"hold": 30.0, "ended_by": EndedBy.CAP, "capped": True}, Grade.FULL, 9),
        ({"hold": 15.0, "ended_by": EndedBy.BALANCE}, Grade.FULL, 9),
        ({"hold": 20.0, "ended_by": EndedBy.COMPENSATION, **lost_at(15.0)}, Grade.FULL, 9),
    ],
)
def test_each_rule_grades_its_trials(values, grade, rule):
    assert grade_trial(make_trial(**values), THRESHOLDS) == (grade, rule)


@pytest.mark.parametrize(
    ("values", "grade", "rule"),
    [
        ({"hold": 11.9}, Grade.LIMITED, 5),
        ({"hold": 24.9}, Grade.DEVELOPING, 6),
        ({"hold": 24.9, "ended_by": EndedBy.BALANCE}, Grade.UNGRADED_BALANCE, 3),
        ({"hold": 30.0, **lost_at(24.9)}, Grade.DEVELOPING, 7),
        ({"hold": 25.0}, Grade.FULL, 9),
    ],
)
def test_a_trainers_own_thresholds_move_every_rule_that_counts_seconds(values, grade, rule):
    assert grade_trial(make_trial(**values), STRICTER) == (grade, rule)


@pytest.mark.parametrize("values", [{"ended_by": EndedBy.VOID}, {"hands_lifted": True}])
def test_a_void_trial_has_no_grade(values):
    with pytest.raises(ValueError, match="void"):
        grade_trial(make_trial(**values), THRESHOLDS)


def every_trial() -> list[Trial]:
    """Every combination of what the rules look at, with holds and times on both sides of each threshold."""
    times = [(), (14.9,), (15.0,), (None,), (20.0, 5.0)]
    return [
        make_trial(
            cleared=cleared,
            hold=hold,
            knee=knee,
            ended_by=ended_by,
            compensations=tuple(Compensated(kind=Compensation.PELVIS_HIKE, at=at) for at in lost),
        )
        for cleared, hold, knee, ended_by, lost in product(
            (True, False), (0.0, 0.9, 1.0, 9.9, 10.0, 14.9, 15.0, 30.0), KneeLevel, EndedBy, times
        )
        if ended_by != EndedBy.VOID
    ]


def exclusive(trial: Trial) -> list[int]:
    """The rules again, each spelled out so that none needs the order: the numbers of all that match."""
    early = any(lost.at in (None, 14.9, 5.0) for lost in trial.compensations)
    pain, balance = trial.ended_by == EndedBy.PAIN, trial.ended_by == EndedBy.BALANCE
    lifted = not pain and trial.cleared and trial.hold >= 1
    graded = lifted and not (balance and trial.hold < 15)
    high = graded and trial.knee == KneeLevel.ABOVE
    long = high and trial.hold >= 15
    cramp = trial.ended_by == EndedBy.CRAMP
    claims = {
        1: pain,
        2: not pain and not (trial.cleared and trial.hold >= 1),
        3: lifted and balance and trial.hold < 15,
        4: graded and trial.knee in (KneeLevel.BELOW, KneeLevel.LEVEL),
        5: high and trial.hold < 10,
        6: high and 10 <= trial.hold < 15,
        7: long and early,
        8: long and not early and cramp,
        9: long and not early and not cramp,
    }
    return [number for number, claimed in claims.items() if claimed]


def test_exactly_one_rule_claims_every_trial_and_no_rule_is_idle():
    claimed = [(exclusive(trial), grade_trial(trial, THRESHOLDS)[1]) for trial in every_trial()]
    assert all(numbers == [number] for numbers, number in claimed)
    assert {number for _numbers, number in claimed} == {rule.number for rule in TRIAL_RULES}
    assert [rule.number for rule in TRIAL_RULES] == list(range(1, 10))

"""The ordered rules: the first match wins.

Source: DOMAIN, "The hip flexor strength test" and "Findings". Holds and times are seconds, heights are
centimetres, pain is 0-10. The seconds that grade a hold are a trainer's convention; no validated
norm exists.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from assessments.findings.differences import difference_of
from assessments.findings.values import (
    STRENGTH,
    WORST_FIRST,
    EndedBy,
    Grade,
    KneeLevel,
    Reading,
    Setup,
    Side,
    SideReading,
    SideTest,
    Thresholds,
    Trial,
)

# What a trainer may set over the rules.
OVERRIDES = WORST_FIRST[1:]


class TrialRule(NamedTuple):
    number: int
    matches: Callable[[Trial, Thresholds], bool]
    grade: Grade


class SideRule(NamedTuple):
    """No grade: the best trial's own."""

    number: int
    matches: Callable[[SideTest, Thresholds], bool]
    grade: Grade | None


TRIAL_RULES = (
    TrialRule(1, lambda trial, at: trial.ended_by == EndedBy.PAIN, Grade.UNGRADED_PAIN),
    TrialRule(2, lambda trial, at: not trial.cleared or trial.hold < 1, Grade.UNABLE),
    TrialRule(
        3,
        lambda trial, at: trial.ended_by == EndedBy.BALANCE and trial.hold < at.full_from,
        Grade.UNGRADED_BALANCE,
    ),
    TrialRule(4, lambda trial, at: trial.knee != KneeLevel.ABOVE, Grade.LIMITED),
    TrialRule(5, lambda trial, at: trial.hold < at.limited_below, Grade.LIMITED),
    TrialRule(6, lambda trial, at: trial.hold < at.full_from, Grade.DEVELOPING),
    TrialRule(
        7,
        lambda trial, at: any(lost.at is None or lost.at < at.full_from for lost in trial.compensations),
        Grade.DEVELOPING,
    ),
    TrialRule(8, lambda trial, at: trial.ended_by == EndedBy.CRAMP, Grade.DEVELOPING),
    TrialRule(9, lambda trial, at: True, Grade.FULL),
)

SIDE_RULES = (
    SideRule(1, lambda side, at: side.pain >= at.pain_limit or side.radiating, Grade.PAIN_STOP),
    SideRule(2, lambda side, at: side.passive.level is None, Grade.UNGRADED_PASSIVE),
    SideRule(3, lambda side, at: side.passive.level != KneeLevel.ABOVE, Grade.RANGE_LIMITED),
    SideRule(4, lambda side, at: not side.counted, Grade.UNGRADED_NONE),
    SideRule(5, lambda side, at: True, None),
)


def grade_trial(trial: Trial, thresholds: Thresholds) -> tuple[Grade, int]:
    """The trial's grade and the number of the rule that gave it (DOMAIN, "Findings", Trial).

    The 15 s of rules 3, 6 and 7 are the trainer's `full_from`, the 10 s of rule 5 `limited_below`.
    Raises ValueError for a void trial: it says nothing about strength.
    """
    if trial.is_void:
        raise ValueError("A void trial has no grade.")
    rule = next(rule for rule in TRIAL_RULES if rule.matches(trial, thresholds))
    return rule.grade, rule.number


def read(left: SideTest, right: SideTest, *, setup: Setup, thresholds: Thresholds) -> Reading:
    """Both sides, the person's finding (the worse side) and the side difference (DOMAIN, "Findings").

    Raises ValueError when a trial is filed under the other side.
    """
    for side, test in ((Side.LEFT, left), (Side.RIGHT, right)):
        if any(trial.side != side for trial in test.trials):
            raise ValueError(f"A trial of the other side is filed under {side}.")
    left_reading, right_reading = _read_side(left, thresholds), _read_side(right, thresholds)
    return Reading(
        left=left_reading,
        right=right_reading,
        overall=_overall(left_reading.grade, right_reading.grade),
        difference=difference_of(left_reading, right_reading, setup),
    )


def _read_side(side: SideTest, thresholds: Thresholds) -> SideReading:
    rule = next(rule for rule in SIDE_RULES if rule.matches(side, thresholds))
    if rule.grade is not None:
        return SideReading(grade=rule.grade, rule=rule.number, pain=side.pain)
    best = _best(side.counted, thresholds)
    grade, trial_rule = grade_trial(best, thresholds)
    return SideReading(grade=grade, rule=rule.number, pain=side.pain, best=best, trial_rule=trial_rule)


def _best(trials: Sequence[Trial], thresholds: Thresholds) -> Trial:
    """Full > developing > limited > unable > ungraded; on a tie the longest, then the earliest."""

    def merit(trial: Trial) -> tuple[int, float, int]:
        grade, _rule = grade_trial(trial, thresholds)
        return STRENGTH.index(grade) if grade in STRENGTH else -1, trial.seconds, -trial.number

    return max(trials, key=merit)


def _overall(*grades: Grade) -> Grade | None:
    if Grade.PAIN_STOP in grades:
        return Grade.PAIN_STOP
    if any(grade not in WORST_FIRST for grade in grades):
        return None
    return min(grades, key=WORST_FIRST.index)


def may_override(reading: Reading, side: Side) -> bool:
    """Whether a trainer may set another grade here: over one that the rules gave, and never near a pain stop.

    An ungraded side lacks a value, which is asked for, not guessed.
    """
    return reading.overall != Grade.PAIN_STOP and reading.of(side).grade in WORST_FIRST


def overridden(reading: Reading, *, left: Grade, right: Grade) -> Reading:
    """The reading with these grades; one that no trainer may set is left as the rules gave it."""
    grades = {
        side: grade if may_override(reading, side) and grade in OVERRIDES else reading.of(side).grade
        for side, grade in ((Side.LEFT, left), (Side.RIGHT, right))
    }
    return replace(
        reading,
        left=replace(reading.left, grade=grades[Side.LEFT]),
        right=replace(reading.right, grade=grades[Side.RIGHT]),
        overall=_overall(grades[Side.LEFT], grades[Side.RIGHT]),
    )


def suggests(reading: Reading) -> bool:
    """Whether a program may be suggested: never from a pain stop, nor while a side is ungraded."""
    return reading.overall not in (None, Grade.PAIN_STOP)


def advises_a_look(reading: Reading, *, earlier: Reading | None = None) -> bool:
    """Whether limited range is one-sided, painful or new, so that a professional's look is suggested.

    New: the same side had its full range, and so a strength grade, in the earlier reading.
    """
    limited = [side for side in Side if reading.of(side).grade == Grade.RANGE_LIMITED]
    one_sided = len(limited) == 1
    painful = any(reading.of(side).pain > 0 for side in limited)
    new = earlier is not None and any(earlier.of(side).grade in STRENGTH for side in limited)
    return one_sided or painful or new

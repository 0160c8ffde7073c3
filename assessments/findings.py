"""PURE: what the hip flexor strength test shows, by ordered rules where the first match wins.

Source: DOMAIN, "The hip flexor strength test" and "Findings". Holds and times are seconds, heights are
centimetres, pain is 0-10. The seconds that grade a hold are a trainer's convention; no validated norm exists.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import isfinite
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

RULE_VERSION = 1
PROTOCOL_VERSION = 1


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class TrialKind(StrEnum):
    PRACTICE = "practice"
    COUNTED = "counted"


class KneeLevel(StrEnum):
    """Where the knee is, seen from the hip: in a trial, or in the passive lift."""

    BELOW = "below"
    LEVEL = "level"
    ABOVE = "above"


class EndedBy(StrEnum):
    CAP = "cap"
    DROP = "drop"
    COMPENSATION = "compensation"
    CRAMP = "cramp"
    PAIN = "pain"
    BALANCE = "balance"
    VOID = "void"


class Compensation(StrEnum):
    TRUNK_BACK = "trunk_back"
    TRUNK_SIDE = "trunk_side"
    LUMBAR_FLEXION = "lumbar_flexion"
    PELVIS_HIKE = "pelvis_hike"
    HIP_TURNS_OUT = "hip_turns_out"
    STANCE_KNEE = "stance_knee"
    SUDDEN_DROP = "sudden_drop"
    HEEL_WITHOUT_THIGH = "heel_without_thigh"


class Support(StrEnum):
    FINGERTIP = "fingertip"
    NONE = "none"
    HAND = "hand"
    RAIL = "rail"


class Grade(StrEnum):
    PAIN_STOP = "pain_stop"
    UNGRADED_PASSIVE = "ungraded_passive"
    RANGE_LIMITED = "range_limited"
    UNGRADED_NONE = "ungraded_none"
    FULL = "full"
    DEVELOPING = "developing"
    LIMITED = "limited"
    UNABLE = "unable"
    UNGRADED_PAIN = "ungraded_pain"
    UNGRADED_BALANCE = "ungraded_balance"


class NoDifference(StrEnum):
    """Why the two sides are not set against each other."""

    UNGRADED = "ungraded"
    SURFACE_MISSING = "surface_missing"
    KNEE_LEVEL = "knee_level"
    CAPPED = "capped"
    TOO_SHORT = "too_short"


class NotComparable(StrEnum):
    """Why a side is not set against its earlier self."""

    PROTOCOL = "protocol"
    SUPPORT = "support"
    SURFACE_MISSING = "surface_missing"
    SURFACE = "surface"
    UNGRADED = "ungraded"
    KNEE_LEVEL = "knee_level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """A trainer's conventions: pain 1-10, then seconds. Raises ValueError when they are out of order."""

    pain_limit: int = 4
    limited_below: float = 10.0
    full_from: float = 15.0
    cap: float = 30.0

    def __post_init__(self) -> None:
        if not 1 <= self.pain_limit <= 10:
            raise ValueError("The pain limit lies between 1 and 10.")
        if not 0 < self.limited_below < self.full_from <= self.cap:
            raise ValueError("Thresholds rise: limited, then full, and the cap is never under full.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensated:
    """Posture lost, `at` seconds into the hold; None when nobody saw the time."""

    kind: Compensation
    at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One attempt on one side. `radiating` is numbness, or pain below the knee.

    Raises ValueError for a value that cannot be: a number under 1, a negative hold, pain outside 0-10.
    """

    side: Side
    kind: TrialKind
    number: int
    cleared: bool
    hold: float
    capped: bool
    knee: KneeLevel
    ended_by: EndedBy
    compensations: tuple[Compensated, ...] = ()
    hands_lifted: bool = False
    pain: int = 0
    radiating: bool = False

    def __post_init__(self) -> None:
        if self.number < 1 or not 0 <= self.pain <= 10:
            raise ValueError("Trials count from 1, and pain lies between 0 and 10.")
        if not isfinite(self.hold) or self.hold < 0:
            raise ValueError("A hold is zero or more seconds.")

    @property
    def is_void(self) -> bool:
        """Hands that lift the thigh make a trial void, whatever ended it."""
        return self.ended_by == EndedBy.VOID or self.hands_lifted

    @property
    def seconds(self) -> float:
        """The hold that counts: the clock starts when the foot is clear."""
        return self.hold if self.cleared else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passive:
    """The thigh lifted with the client's own hands. No level: not looked at."""

    level: KneeLevel | None
    pain: int = 0
    radiating: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.pain <= 10:
            raise ValueError("Pain lies between 0 and 10.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTest:
    """All that was recorded on one side, practice and void trials included.

    A side that was not tested has no passive level and no trials.
    """

    passive: Passive
    trials: tuple[Trial, ...] = ()

    @property
    def counted(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.kind == TrialKind.COUNTED and not trial.is_void)

    @property
    def pain(self) -> int:
        """The highest pain recorded on this side, 0-10."""
        return max(self.passive.pain, *(trial.pain for trial in self.trials), 0)

    @property
    def radiating(self) -> bool:
        return self.passive.radiating or any(trial.radiating for trial in self.trials)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Recorded once a visit, so both sides share it."""

    protocol_version: int = PROTOCOL_VERSION
    support: Support = Support.FINGERTIP
    surface_height_cm: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideReading:
    """One side's grade, the side rule that gave it, and, by rule 5, the best trial and its own rule."""

    grade: Grade
    rule: int
    pain: int = 0
    best: Trial | None = None
    trial_rule: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far the weaker side is behind, in percent of the stronger side's hold (0-100).

    `at_least`: the stronger side reached the cap. `within_error`: not shown to be more than likely error.
    """

    percent: float | None = None
    weaker: Side | None = None
    at_least: bool = False
    within_error: bool = True
    why_not: NoDifference | None = None

    @property
    def applicable(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one visit shows. No `overall`: a side is ungraded."""

    left: SideReading
    right: SideReading
    overall: Grade | None
    difference: Difference
    rule_version: int = RULE_VERSION

    def of(self, side: Side) -> SideReading:
        return self.left if side == Side.LEFT else self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A reading with the setup it was taken in: what a comparison needs."""

    reading: Reading
    setup: Setup


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Later minus earlier on one side: seconds, and percent of the earlier hold.

    `capped`: a hold reached the cap, so seconds only, and a bound at best.
    """

    seconds: float | None = None
    percent: float | None = None
    capped: bool = False
    within_error: bool = True
    why_not: NotComparable | None = None

    @property
    def comparable(self) -> bool:
        return self.why_not is None


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

WORST_FIRST = (
    Grade.PAIN_STOP,
    Grade.RANGE_LIMITED,
    Grade.UNABLE,
    Grade.LIMITED,
    Grade.DEVELOPING,
    Grade.FULL,
)
STRENGTH = WORST_FIRST[2:]


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
        difference=_difference(left_reading, right_reading, setup),
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


def _tenths(trial: Trial) -> int:
    """Holds are recorded to 0.1 s; whole tenths keep 35 % and 3 s exact."""
    return round(trial.seconds * 10)


def _within_error(gap: int, base: int) -> bool:
    """Under 3 s or under 35 % of the base, in tenths of a second.

    The band is borrowed from trunk-hold tests (DOMAIN, "Error band"), not measured for this one.
    """
    return gap < 30 or 100 * gap < 35 * base


def _difference(left: SideReading, right: SideReading, setup: Setup) -> Difference:
    """Support, surface and protocol belong to the visit: only an unknown surface stands in the way.

    A capped shorter hold has no known length: both sides capped, then, is not applicable.
    """
    if left.best is None or right.best is None or not {left.grade, right.grade} <= {*STRENGTH}:
        return Difference(why_not=NoDifference.UNGRADED)
    if setup.surface_height_cm is None:
        return Difference(why_not=NoDifference.SURFACE_MISSING)
    if left.best.knee != right.best.knee:
        return Difference(why_not=NoDifference.KNEE_LEVEL)
    shorter, longer = sorted((left.best, right.best), key=lambda trial: (_tenths(trial), trial.capped))
    if shorter.capped:
        return Difference(why_not=NoDifference.CAPPED)
    if _tenths(longer) < 50:
        return Difference(why_not=NoDifference.TOO_SHORT)
    gap = _tenths(longer) - _tenths(shorter)
    return Difference(
        percent=100 * gap / _tenths(longer),
        weaker=shorter.side if gap else None,
        at_least=longer.capped,
        within_error=_within_error(gap, _tenths(longer)),
    )


def compare(earlier: Visit, later: Visit) -> dict[Side, Change]:
    """Each side against its earlier self (DOMAIN, "Change since last time").

    Seconds of holds at different knee levels measure different tasks, so they are not comparable either.
    """
    why_not = _why_setups_differ(earlier.setup, later.setup)
    return {
        side: Change(why_not=why_not)
        if why_not
        else _change(earlier.reading.of(side), later.reading.of(side))
        for side in Side
    }


def _why_setups_differ(earlier: Setup, later: Setup) -> NotComparable | None:
    if earlier.protocol_version != later.protocol_version:
        return NotComparable.PROTOCOL
    if earlier.support != later.support:
        return NotComparable.SUPPORT
    if earlier.surface_height_cm is None or later.surface_height_cm is None:
        return NotComparable.SURFACE_MISSING
    # Rounded, so that 45.3 and 44.3 count as 1 cm apart despite binary fractions.
    if round(abs(earlier.surface_height_cm - later.surface_height_cm), 3) > 1:
        return NotComparable.SURFACE
    return None


def _change(earlier: SideReading, later: SideReading) -> Change:
    if earlier.best is None or later.best is None or not {earlier.grade, later.grade} <= {*STRENGTH}:
        return Change(why_not=NotComparable.UNGRADED)
    if earlier.best.knee != later.best.knee:
        return Change(why_not=NotComparable.KNEE_LEVEL)
    before, after = _tenths(earlier.best), _tenths(later.best)
    capped = earlier.best.capped or later.best.capped
    shorter = min(earlier.best, later.best, key=lambda trial: (_tenths(trial), trial.capped))
    return Change(
        seconds=(after - before) / 10,
        percent=100 * (after - before) / before if before and not capped else None,
        capped=capped,
        within_error=shorter.capped or _within_error(abs(after - before), before),
    )


def watch(differences: Sequence[Difference]) -> Side | None:
    """The side to watch, oldest difference first: weaker beyond the error band the last two times."""
    last_two = differences[-2:]
    if len(last_two) < 2 or any(
        not difference.applicable or difference.within_error for difference in last_two
    ):
        return None
    before, now = last_two
    return now.weaker if now.weaker == before.weaker else None


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


def inputs(left: SideTest, right: SideTest, setup: Setup, thresholds: Thresholds) -> dict[str, Any]:
    """What `reread` needs to find the same again, as values that JSON can hold."""
    return {
        "left": asdict(left),
        "right": asdict(right),
        "setup": asdict(setup),
        "thresholds": asdict(thresholds),
    }


def reread(stored: Mapping[str, Any]) -> Reading:
    """The reading of stored `inputs`, by today's rules.

    Raises KeyError, TypeError or ValueError when they are broken.
    """
    setup = stored["setup"]
    return read(
        _side_test(stored["left"]),
        _side_test(stored["right"]),
        setup=Setup(**{**setup, "support": Support(setup["support"])}),
        thresholds=Thresholds(**stored["thresholds"]),
    )


def _side_test(stored: Mapping[str, Any]) -> SideTest:
    passive = stored["passive"]
    level = None if passive["level"] is None else KneeLevel(passive["level"])
    return SideTest(
        passive=Passive(**{**passive, "level": level}),
        trials=tuple(_trial(trial) for trial in stored["trials"]),
    )


def _trial(stored: Mapping[str, Any]) -> Trial:
    typed = {
        "side": Side(stored["side"]),
        "kind": TrialKind(stored["kind"]),
        "knee": KneeLevel(stored["knee"]),
        "ended_by": EndedBy(stored["ended_by"]),
        "compensations": tuple(
            Compensated(kind=Compensation(lost["kind"]), at=lost["at"]) for lost in stored["compensations"]
        ),
    }
    return Trial(**{**stored, **typed})


GRADE_WORDS = {
    Grade.PAIN_STOP: _("Pain stop"),
    Grade.UNGRADED_PASSIVE: _("Not graded: passive range missing"),
    Grade.RANGE_LIMITED: _("Range limited"),
    Grade.UNGRADED_NONE: _("Not graded: no counted trial"),
    Grade.FULL: _("Full"),
    Grade.DEVELOPING: _("Developing"),
    Grade.LIMITED: _("Limited"),
    Grade.UNABLE: _("Unable"),
    Grade.UNGRADED_PAIN: _("Not graded: ended by pain"),
    Grade.UNGRADED_BALANCE: _("Not graded: repeat with support"),
}

GRADE_MEANING = {
    Grade.PAIN_STOP: _(
        "We stopped on this side because of how it felt, which was the right call; "
        "please speak with a health professional before trying it again."
    ),
    Grade.UNGRADED_PASSIVE: _(
        "We have not yet seen how far your thigh lifts with help, so we start there next time."
    ),
    Grade.RANGE_LIMITED: _(
        "For now your thigh stops at or below hip level even with help, "
        "so gentle mobility comes before strength."
    ),
    Grade.UNGRADED_NONE: _(
        "There is no counted hold on this side yet, so there is nothing to conclude from it."
    ),
    Grade.FULL: _(
        "You held your knee above your hip for as long as your trainer looks for (a coaching convention, "
        "not a medical norm), so keep your hips in training with the rest of you."
    ),
    Grade.DEVELOPING: _(
        "You can hold your knee above your hip, and a longer or steadier hold comes next; "
        "the times are a coaching convention, not a medical norm."
    ),
    Grade.LIMITED: _(
        "Holding your knee above your hip is hard for now, so that is where we train; "
        "the times are a coaching convention, not a medical norm."
    ),
    Grade.UNABLE: _("The lift itself is our first goal, and we begin with a helping hand."),
    Grade.UNGRADED_PAIN: _("The hold ended because something hurt, so we do not grade it."),
    Grade.UNGRADED_BALANCE: _(
        "Balance ran out before strength did, so we repeat the hold with more support."
    ),
}

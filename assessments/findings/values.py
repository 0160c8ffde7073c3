"""What a test records and what a reading of it says.

Source: DOMAIN, "The hip flexor strength test" and "Findings". Holds and times are seconds, heights are
centimetres, pain is 0-10.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

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


WORST_FIRST = (
    Grade.PAIN_STOP,
    Grade.RANGE_LIMITED,
    Grade.UNABLE,
    Grade.LIMITED,
    Grade.DEVELOPING,
    Grade.FULL,
)
STRENGTH = WORST_FIRST[2:]


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

"""PURE: what else an hour shows, and how it is named. Angles are degrees, times are seconds.

The cap of the balance is a convention, like those of the strength test.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

BALANCE_CAP = Decimal(60)


class ThomasThigh(StrEnum):
    """Modified Thomas test: where the thigh of the hanging leg comes to rest."""

    LOWER = "lower"
    LEVEL = "level"
    UP = "up"


class ThomasKnee(StrEnum):
    """Modified Thomas test: whether the knee of that leg hangs."""

    HANGS = "hangs"
    STRAIGHT = "straight"


class WentWrong(StrEnum):
    FALL = "fall"
    FAINT = "faint"
    CHEST = "chest"
    NUMBNESS = "numbness"
    PAIN = "pain"
    OTHER = "other"


# Source: DOMAIN, "The hip flexor strength test", 6.
ENDS_TESTING = frozenset({WentWrong.FAINT, WentWrong.CHEST, WentWrong.NUMBNESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class SideObserved:
    """One side; None or empty was not looked at."""

    thomas_thigh: ThomasThigh | None = None
    thomas_knee: ThomasKnee | None = None
    leg_raise: int | None = None
    hamstring: int | None = None
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    left: SideObserved
    right: SideObserved
    squat: str = ""

"""PURE: what a trainer hands in about a test, and the columns that keep it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.findings import Compensated, EndedBy, KneeLevel, Passive, Side, Support, TrialKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupValues:
    """Recorded once a visit. A side left out keeps what is recorded of its passive range."""

    surface_height_cm: Decimal
    thigh_parallel: bool
    support: Support
    shoes: bool
    pain_before: int
    left: Passive | None = None
    right: Passive | None = None

    def columns(self) -> dict[str, Any]:
        passive: dict[str, Any] = {}
        for side, lift in ((Side.LEFT, self.left), (Side.RIGHT, self.right)):
            passive |= passive_columns(side, lift) if lift else {}
        return {
            "surface_height_cm": self.surface_height_cm,
            "thigh_parallel": self.thigh_parallel,
            "support": self.support.value,
            "shoes": self.shoes,
            "pain_before": self.pain_before,
        } | passive


def passive_columns(side: Side, lift: Passive) -> dict[str, Any]:
    """A side without a passive level was not looked at."""
    return {
        f"passive_{side}": lift.level.value if lift.level else "",
        f"passive_pain_{side}": lift.pain,
        f"passive_radiating_{side}": lift.radiating,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialValues:
    """One attempt; the hold in seconds to a tenth, pain 0-10, the knee's height from the hip in cm."""

    side: Side
    kind: TrialKind
    cleared: bool
    hold: Decimal
    knee: KneeLevel
    ended_by: EndedBy
    knee_height_cm: Decimal | None = None
    compensations: tuple[Compensated, ...] = ()
    hands_lifted: bool = False
    cramp_place: str = ""
    pain: int = 0
    pain_place: str = ""
    radiating: bool = False

    def columns(self) -> dict[str, Any]:
        """A foot that stays down has no hold, and only reaching the cap caps one."""
        return {
            "side": self.side.value,
            "kind": self.kind.value,
            "cleared": self.cleared,
            "hold": self.hold if self.cleared else Decimal(0),
            "capped": self.cleared and self.ended_by is EndedBy.CAP,
            "knee": self.knee.value,
            "knee_height_cm": self.knee_height_cm if self.cleared else None,
            "ended_by": self.ended_by.value,
            "compensations": [{"kind": lost.kind.value, "at": lost.at} for lost in self.compensations],
            "hands_lifted": self.hands_lifted,
            "cramp_place": self.cramp_place,
            "pain": self.pain,
            "pain_place": self.pain_place,
            "radiating": self.radiating,
        }

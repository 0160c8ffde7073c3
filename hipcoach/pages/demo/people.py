"""The cast's form: who a demo client is, and what happens at each of their visits. Plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assessments.findings import (
    Compensated,
    EndedBy,
    Grade,
    KneeLevel,
    Passive,
    Side,
    Support,
    TrialKind,
)
from assessments.incidents import Told
from assessments.observed import Observed
from assessments.recorded import TrialValues
from hipcoach.common.cautions import Caution

LIFTS_WELL = Passive(level=KneeLevel.ABOVE)


class Ending(StrEnum):
    """What becomes of a visit."""

    BOOKED = "booked"
    MOVED = "moved"
    TESTED = "tested"
    UNFINISHED = "unfinished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    CANCELLED_LATE = "cancelled_late"
    CANCELLED_BY_TRAINER = "cancelled_by_trainer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one side shows: the passive lift, and the trials in order (their own `side` doesn't count)."""

    passive: Passive = LIFTS_WELL
    trials: tuple[TrialValues, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReading:
    """A grade that the trainer sets over the rules'."""

    side: Side
    grade: Grade
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A trial that is added on the day after."""

    side: Side
    trial: TrialValues
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One hip flexor strength test; the surface in cm, pain before it from 0 to 10.

    `went_wrong`: the entries of an incident, the first written after the visit, the next on the day after.
    """

    left: Shown
    right: Shown
    surface: Decimal = Decimal(44)
    support: Support = Support.FINGERTIP
    pain_before: int = 0
    notes: str = ""
    is_shared: bool = True
    seen: Observed | None = None
    reads: OwnReading | None = None
    forgotten: Forgotten | None = None
    went_wrong: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question on an exercise of the plan, `days` from now, answered two hours later or still waiting."""

    about: str
    days: float
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit, `days` from now.

    A past one starts at a free hour before then, one to come after it; within a day of now, at the nearest.
    With `adherence` (the share of sessions done, 0 to 1) the test is followed by a plan; `is_archived` ends
    it early, `asks` are about it.
    """

    days: float
    ending: Ending = Ending.BOOKED
    service: str = "movement-assessment"
    test: Measured | None = None
    adherence: float | None = None
    is_archived: bool = False
    asks: tuple[Asked, ...] = ()
    word: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """How the trainer released the screen: a decision, or a professional's statement."""

    limits: tuple[Caution, ...] = ()
    by_statement: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One client.

    `answers` changes an unremarkable intake, None leaves it out; `is_draft` stops after two steps.
    `again` is a second intake: days from now, and its changes. `address` is the part before the @.
    """

    name: str
    address: str = ""
    shares_address: bool = False
    zone: str = ""
    age: int = 41
    answers: Mapping[str, Any] | None = field(default_factory=dict)
    is_draft: bool = False
    again: tuple[float, Mapping[str, Any]] | None = None
    release: Release | None = None
    visits: tuple[Visit, ...]

    @property
    def email(self) -> str:
        return f"{self.address}@hipcoach.example" if self.address else ""


def trial(hold: float, kind: TrialKind = TrialKind.COUNTED, **values: Any) -> TrialValues:
    usual: dict[str, Any] = {"cleared": True, "knee": KneeLevel.ABOVE, "ended_by": EndedBy.DROP}
    return TrialValues(side=Side.LEFT, kind=kind, hold=Decimal(str(round(hold, 1))), **(usual | values))


def held(seconds: float, *, ended_by: EndedBy = EndedBy.DROP, lost: tuple[Compensated, ...] = ()) -> Shown:
    """A practice and two counted holds above the hip, the second the best and measured."""
    height = Decimal(2 + round(seconds / 3))
    best = trial(seconds, ended_by=ended_by, compensations=lost, knee_height_cm=height)
    return Shown(trials=(trial(seconds * 0.5, TrialKind.PRACTICE), trial(seconds * 0.8), best))


def at_hip_level(seconds: float) -> Shown:
    """The knee rises to the hip, but not above it."""
    shown = held(seconds)
    return replace(
        shown, trials=tuple(replace(each, knee=KneeLevel.LEVEL, knee_height_cm=None) for each in shown.trials)
    )


def foot_stays_down() -> Shown:
    return Shown(trials=(trial(0, cleared=False, knee=KneeLevel.BELOW),) * 2)


def range_ends(level: KneeLevel) -> Shown:
    """The helped lift ends level with the hip or below it."""
    return Shown(passive=Passive(level=level), trials=(trial(5.5, knee=level),))


def hurts(pain: int) -> Shown:
    """Pain ends the one hold."""
    return Shown(trials=(trial(4.3, ended_by=EndedBy.PAIN, pain=pain, pain_place="front of the hip"),))


def wobbles(seconds: float) -> Shown:
    return Shown(trials=(trial(seconds, ended_by=EndedBy.BALANCE),))


def not_tested() -> Shown:
    return Shown(passive=Passive(level=None))

"""PURE: what a line of a template asks of one person: by experience, and by how much balance it demands.

Source: DOMAIN, "Dose". New to strength training: 10-12 repetitions of each. Experienced: also heavier loads
at lower repetitions, but only where little balance is asked. Holds are short and repeated for beginners.
Stretches, and repetitions that are held, stay as they are written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.reasons import Text
from programs.words import Range

RULE_VERSION = 1

NO_RANGE: Range = (None, None)
NEW_TO_IT: Range = (10, 12)
SHORT_HOLD = 10
MOST_SETS = 6
LITTLE_BALANCE = "low"
BEGINNER, EXPERIENCED = "new", "experienced"

BEGINNER_REASON = _("10 to 12 repetitions, because strength training is new to you.")
BALANCE_REASON = _("10 to 12 repetitions, because it asks for balance.")
NOT_YET_REASON = _("10 to 12 repetitions; fewer and heavier ones are for people with more experience.")
HEAVY_REASON = _("Fewer and heavier repetitions: you have the experience, and it asks for little balance.")
HOLD_REASON = _("Short holds, more often, to begin with.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a line asks for: its sets, ranges of repetitions and seconds held, and kilograms."""

    sets: int
    reps: Range = NO_RANGE
    hold: Range = NO_RANGE
    load: Decimal | None = None
    grows_in: str = ""

    @property
    def counts(self) -> str:
        """What the client counts in a set: repetitions, also held ones, or else seconds."""
        return "hold" if self.reps[0] is None else "reps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the rules ask about an exercise; `lower` are its repetitions for experienced people, if any."""

    block: str
    balance: str
    usual: Range = NO_RANGE
    lower: Range = NO_RANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosed:
    """The work for this person, and why it differs from what is written; no reason where it doesn't."""

    work: Work
    reason: Text = ""


def dose(asked: Work, kind: Kind, *, experience: str) -> Dosed:
    """What of `asked` this person does. Load stays; short holds get more sets for it."""
    if kind.block == "stretch":
        return Dosed(work=asked)
    if asked.reps[0] is None:
        return _hold(asked, experience)
    if asked.hold[0] is not None:
        return Dosed(work=asked)
    return _reps(asked, kind, experience)


def own_range(
    *, low: int, high: int, experienced_dose: Mapping[str, Any] | None, balance: str, experience: str
) -> Range:
    """The range an exercise of the library starts in for this person."""
    if experienced_dose and experience == EXPERIENCED and balance == LITTLE_BALANCE:
        return experienced_dose["low"], experienced_dose["high"]
    return low, high


def _reps(asked: Work, kind: Kind, experience: str) -> Dosed:
    if experience == EXPERIENCED and kind.balance == LITTLE_BALANCE:
        if kind.lower != NO_RANGE and asked.reps == kind.usual:
            return Dosed(work=replace(asked, reps=kind.lower), reason=HEAVY_REASON)
        return Dosed(work=asked)
    if experience == BEGINNER and not _within(asked.reps, NEW_TO_IT):
        return Dosed(work=replace(asked, reps=NEW_TO_IT), reason=BEGINNER_REASON)
    if (asked.reps[0] or 0) < (NEW_TO_IT[0] or 0):
        reason = BALANCE_REASON if kind.balance != LITTLE_BALANCE else NOT_YET_REASON
        return Dosed(work=replace(asked, reps=NEW_TO_IT), reason=reason)
    return Dosed(work=asked)


def _hold(asked: Work, experience: str) -> Dosed:
    """The seconds of all sets together stay about the same."""
    low, high = asked.hold
    if experience != BEGINNER or low is None or high is None or high <= SHORT_HOLD:
        return Dosed(work=asked)
    sets = min(max(ceil(asked.sets * high / SHORT_HOLD), asked.sets), max(MOST_SETS, asked.sets))
    return Dosed(work=replace(asked, sets=sets, hold=(min(low, SHORT_HOLD), SHORT_HOLD)), reason=HOLD_REASON)


def _within(inner: Range, outer: Range) -> bool:
    return (outer[0] or 0) <= (inner[0] or 0) and (inner[1] or 0) <= (outer[1] or 0)

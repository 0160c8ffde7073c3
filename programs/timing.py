"""PURE: about how long one session takes.

What is assumed, where a line doesn't say: a repetition takes three seconds; a line that is done on each side
is done twice, with five seconds to change sides; a rest follows every set but the last one; between two lines
half a minute goes by with getting ready. Of a range, its middle counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

Range: TypeAlias = tuple[int | None, int | None]

SECONDS_A_REP = 3
CHANGING_SIDES = 5
GETTING_READY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """One line in one week. `reps` of None: only held; `hold` of None: not held. Seconds."""

    sets: int
    reps: Range
    hold: Range
    rest: int
    tempo: str = ""
    per_side: bool = False


def seconds(effort: Effort) -> float:
    """How long one line takes, rests included."""
    one_set = _one_set(effort)
    if effort.per_side:
        one_set = 2 * one_set + CHANGING_SIDES
    return effort.sets * one_set + (effort.sets - 1) * effort.rest


def minutes(efforts: Iterable[Effort]) -> int:
    """The whole session, rounded up to full minutes; nothing to do takes none."""
    times = [seconds(effort) for effort in efforts]
    return ceil((sum(times) + max(len(times) - 1, 0) * GETTING_READY) / 60)


def _one_set(effort: Effort) -> float:
    reps, hold = _middle(effort.reps), _middle(effort.hold)
    if reps is None:
        return hold or 0
    return reps * (_one_rep(effort.tempo) + (hold or 0))


def _one_rep(tempo: str) -> int:
    return sum(map(int, tempo.split("-"))) if tempo else SECONDS_A_REP


def _middle(numbers: Range) -> float | None:
    low, high = numbers
    return None if low is None or high is None else (low + high) / 2

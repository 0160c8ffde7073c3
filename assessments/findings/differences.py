"""A side against the other, and against its earlier self.

Source: DOMAIN, "The hip flexor strength test" and "Findings". Holds and times are seconds, heights are
centimetres, pain is 0-10.
"""

from collections.abc import Sequence

from assessments.findings.values import (
    STRENGTH,
    Change,
    Difference,
    NoDifference,
    NotComparable,
    Setup,
    Side,
    SideReading,
    Trial,
    Visit,
)


def _tenths(trial: Trial) -> int:
    """Holds are recorded to 0.1 s; whole tenths keep 35 % and 3 s exact."""
    return round(trial.seconds * 10)


def _within_error(gap: int, base: int) -> bool:
    """Under 3 s or under 35 % of the base, in tenths of a second.

    The band is borrowed from trunk-hold tests (DOMAIN, "Error band"), not measured for this one.
    """
    return gap < 30 or 100 * gap < 35 * base


def likely_error(seconds: float) -> float:
    """How far from a hold the next one may lie by likely error alone, in seconds: 3 s, or 35 % of it."""
    return max(3.0, 0.35 * seconds)


def difference_of(left: SideReading, right: SideReading, setup: Setup) -> Difference:
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

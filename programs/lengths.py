"""How long a session of a template or a plan takes, week by week."""

from collections.abc import Iterable
from dataclasses import dataclass

from programs import timing
from programs.models.dose import Dose
from programs.timing import Effort


@dataclass(frozen=True, slots=True)
class Length:
    """The shortest and the longest week's session, in minutes."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.least}" if self.least == self.most else f"{self.least}–{self.most}"


def of_session(lines: Iterable[tuple[Dose, bool]], *, weeks: int) -> Length | None:
    """`lines` with whether each is done on either side; None when there is nothing to do."""
    kept = list(lines)
    times = [
        timing.minutes(
            _effort(line, week, per_side=per_side) for line, per_side in kept if _is_on(line, week)
        )
        for week in range(1, weeks + 1)
    ]
    real = [time for time in times if time]
    return Length(min(real), max(real)) if real else None


def _is_on(line: Dose, week: int) -> bool:
    return line.from_week <= week <= line.to_week


def _effort(line: Dose, week: int, *, per_side: bool) -> Effort:
    asked = line.in_week(week)
    return Effort(
        sets=asked.sets,
        reps=asked.reps,
        hold=asked.hold,
        rest=line.rest,
        tempo=line.tempo,
        per_side=per_side,
    )

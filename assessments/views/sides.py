"""Left and right, as the desk shows them during and after a test."""

from dataclasses import dataclass

from assessments.findings import GRADE_WORDS, Grade, KneeLevel, Reading, Side
from assessments.models import Assessment, Trial
from assessments.questions import Text
from assessments.words import PASSIVE_WORDS, SIDE_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SideShown:
    """One side; `passive` is empty when it was not looked at, `hold` the best counted hold in seconds."""

    side: Side
    name: Text
    passive: Text
    passive_pain: int
    passive_radiating: bool
    grade: Grade
    label: Text
    hold: float | None
    trials: list[Trial]

    @property
    def is_stopped(self) -> bool:
        return self.grade is Grade.PAIN_STOP


def sides_shown(assessment: Assessment, reading: Reading) -> list[SideShown]:
    """Left, then right, with the trials in the order of their numbers, practice first."""
    trials = sorted(assessment.trials.all(), key=lambda trial: (trial.kind != "practice", trial.number))
    return [_side(assessment, reading, side, trials) for side in Side]


def _side(assessment: Assessment, reading: Reading, side: Side, trials: list[Trial]) -> SideShown:
    level = getattr(assessment, f"passive_{side}")
    found = reading.of(side)
    return SideShown(
        side=side,
        name=SIDE_WORDS[side],
        passive=PASSIVE_WORDS[KneeLevel(level)] if level else "",
        passive_pain=getattr(assessment, f"passive_pain_{side}"),
        passive_radiating=getattr(assessment, f"passive_radiating_{side}"),
        grade=found.grade,
        label=GRADE_WORDS[found.grade],
        hold=found.best.seconds if found.best else None,
        trials=[trial for trial in trials if trial.side == side],
    )

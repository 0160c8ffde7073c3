"""Words for stored values whose codes only the rules understand, for the copy of one's data."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from django.db.models import Model

from assessments import questions
from assessments.answers import asked, readable
from assessments.findings import GRADE_WORDS, Grade
from assessments.models import (
    Amendment,
    Clearance,
    Client,
    Finding,
    Intake,
    Merge,
    Override,
    Screen,
    Trial,
)
from assessments.reminding import in_words
from hipcoach.common.cautions import CAUTION_LABELS, Caution
from programs.models import Plan, SessionCorrection

# A text, several, or questions with their answers.
Words: TypeAlias = str | list[str] | list[tuple[str, str]]


def told_otherwise(row: Model, name: str) -> Words | None:
    """What to read in place of the stored value, or None where that speaks for itself."""
    say = _otherwise.get((type(row), name))
    return say(row) if say else None


def _answers(intake: Intake) -> list[tuple[str, str]]:
    steps = readable(intake.answers, flagged=frozenset(), to=intake.asked)
    return [(each.question, each.answer) for step in steps for each in step.answers]


def _matches(screen: Screen) -> list[str]:
    """The questions whose answers the screen rests on."""
    keys = (key for match in screen.matches for key in match["answers"])
    return asked(keys, of=[screen.intake.asked, *questions.TODAY.values()])


def _grade(value: str) -> str:
    return str(GRADE_WORDS[Grade(value)]) if value else ""


_otherwise: Mapping[tuple[type[Model], str], Callable[[Any], Words]] = MappingProxyType(
    {
        (Intake, "answers"): _answers,
        (Intake, "self_test"): lambda row: row.self_test_rows,
        (Screen, "matches"): _matches,
        (Clearance, "limits"): lambda row: [str(CAUTION_LABELS[Caution(limit)]) for limit in row.limits],
        (Trial, "compensations"): lambda row: row.compensation_words,
        (Finding, "overall"): lambda row: _grade(row.overall),
        (Finding, "left"): lambda row: _grade(row.left),
        (Finding, "right"): lambda row: _grade(row.right),
        # What the rules saw: whole in the JSON file, too much to read here.
        (Finding, "inputs"): lambda row: "",
        (Finding, "conclusion"): lambda row: "",
        (Override, "over"): lambda row: _grade(row.over),
        (Override, "grade"): lambda row: _grade(row.grade),
        (Amendment, "before"): lambda row: "",
        (Amendment, "after"): lambda row: "",
        (Plan, "inputs"): lambda row: "",
        # What was put right is told by its own words; the numbers are whole in the JSON file.
        (SessionCorrection, "before"): lambda row: row.before["note"],
        # What it takes to undo a merge: the records' own columns once more.
        (Merge, "record"): lambda row: "",
        (Client, "reminders_off"): lambda row: [str(in_words(before)) for before in row.reminders_off],
    }
)

"""Intake answers for the screening tests: a whole, unremarkable intake, and changes to it."""

from datetime import date
from typing import Any

from assessments.questions import QUESTIONS, Kind
from assessments.screening import Screen, screen

TODAY = date(2026, 11, 22)

UNREMARKABLE: dict[str, Any] = {
    **{question.key: "no" for question in QUESTIONS if ("no" in dict(question.choices))},
    "birth_year": 1985,
    "emergency_name": "Noor Visser",
    "emergency_phone": "+31 6 1234 5678",
    "goals": ["stronger_hips"],
    "hours_seated": 8,
    "experience": "some",
    "equipment": ["chair", "wall"],
    "health_data": True,
    "testing": True,
    "nudges": False,
}
BACK_PAIN = {"low_back": "yes", "low_back_side": "both", "low_back_score": 4, "first_back_pain": "no"}
TIGHT_HIP = {"hip": "yes", "hip_side": "left", "hip_score": 4, "hip_hurts": "no"}
HIP_PAIN = {**TIGHT_HIP, "hip_hurts": "yes"}
TIGHT_HAMSTRING = {"hamstring": "yes", "hamstring_side": "right", "hamstring_score": 4}
WEAK_CORE = {"core_glutes": "yes", "core_glutes_side": "both", "core_glutes_score": 4}

YES_NO_KINDS = (Kind.YES_NO, Kind.YES_NO_UNSURE)


def screened(changes: dict[str, Any] | None = None, *, without: tuple[str, ...] = ()) -> Screen:
    """The screen, today, of the unremarkable intake submitted today, with these changes."""
    answers = {key: value for key, value in {**UNREMARKABLE, **(changes or {})}.items() if key not in without}
    return screen(answers, today=TODAY, answered_on=TODAY)

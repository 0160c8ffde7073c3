"""A trainer's own exercise, as its form is filled in."""

from typing import Any
from uuid import UUID

from assessments.models import Trainer
from programs import shelving
from programs.models import Exercise
from programs.shelving import Draft

KEY = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
WORK = frozenset({("psoas", "s", "primary"), ("gluteus-medius", "m", "secondary")})
WORDS: dict[str, Any] = {
    "name": "Marching on a curb",
    "summary": "March on the edge of a step.",
    "setup": "Stand on a low step.",
    "steps": ["Lift one knee.", "Lower it slowly."],
    "figure": "hip-flexor-raise",
    "equipment": ["step"],
    "level": 2,
    "balance": "medium",
    "dose_kind": "reps",
    "dose_low": 8,
    "dose_high": 10,
    "cautions": ["balance"],
}


def typed(**differing: Any) -> dict[str, Any]:
    """What the form sends."""
    return {
        **WORDS,
        "steps": "\n".join(WORDS["steps"]),
        "key": str(KEY),
        "work-psoas-s": "primary",
        "work-gluteus-medius-m": "secondary",
        **differing,
    }


def make_own(trainer: Trainer, *, key: UUID = KEY, **differing: Any) -> Exercise:
    draft = Draft(fields=WORDS | differing, work=WORK)
    return shelving.add(trainer=trainer, key=key, draft=draft)

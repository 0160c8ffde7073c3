"""PURE: an intake's answers as a trainer reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments import questions
from assessments.questions import Question, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer in words; `is_flagged`: the screen rests on it."""

    question: Text
    answer: str
    is_flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredStep:
    title: Text
    answers: tuple[Answered, ...]


def readable(answers: Mapping[str, Any], *, flagged: frozenset[str]) -> tuple[AnsweredStep, ...]:
    """Every answered question that applies, step by step."""
    shown = {question.key for question in questions.visible(answers)}
    steps = (
        AnsweredStep(
            title=step.title,
            answers=tuple(
                Answered(
                    question=question.text,
                    answer=_in_words(question, answers[question.key]),
                    is_flagged=question.key in flagged,
                )
                for question in step.questions
                if question.key in shown and question.key in answers
            ),
        )
        for step in questions.STEPS
    )
    return tuple(step for step in steps if step.answers)


def _in_words(question: Question, value: object) -> str:
    labels = {choice: str(label) for choice, label in question.choices}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(labels.get(item, str(item)) for item in value) or "–"
    return labels.get(str(value), str(value))

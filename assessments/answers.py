"""PURE: an intake's answers as a trainer reads them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments import questions
from assessments.questions import Question, Questionnaire, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer in words; `is_flagged`: the screen rests on it."""

    question: str
    answer: str
    is_flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredStep:
    title: Text
    answers: tuple[Answered, ...]


def readable(
    answers: Mapping[str, Any], *, flagged: frozenset[str], to: Questionnaire = questions.WHOLE
) -> tuple[AnsweredStep, ...]:
    """Every answered question that applies, step by step, in the words of the version it was given to."""
    shown = {question.key for question in to.visible(answers)}
    steps = (
        AnsweredStep(
            title=step.title,
            answers=tuple(
                Answered(
                    question=in_full(question, to),
                    answer=_in_words(question, answers[question.key]),
                    is_flagged=question.key in flagged,
                )
                for question in step.questions
                if question.key in shown and question.key in answers
            ),
        )
        for step in to.steps
    )
    return tuple(step for step in steps if step.answers)


def asked(keys: Iterable[str], *, of: Sequence[Questionnaire] = (questions.WHOLE,)) -> list[str]:
    """The questions behind these keys, in full, in the order of asking; each as the first of `of` has it."""
    wanted, found = set(keys), []
    for questionnaire in of:
        for question in questionnaire.questions:
            if question.key in wanted:
                wanted.remove(question.key)
                found.append(in_full(question, questionnaire))
    return found


def in_full(question: Question, questionnaire: Questionnaire) -> str:
    """The question's words, led by the one it follows where several follow-ups share their words."""
    same = [each for each in questionnaire.questions if each.text == question.text]
    if question.shown_if is None or len(same) == 1:
        return str(question.text)
    return f"{questionnaire.by_key()[question.shown_if[0]].text} {question.text}"


def _in_words(question: Question, value: object) -> str:
    labels = {choice: str(label) for choice, label in question.choices}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(labels.get(item, str(item)) for item in value) or "–"
    return labels.get(str(value), str(value))

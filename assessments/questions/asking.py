"""What a questionnaire is made of: steps of questions, and what counts as an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from django.utils.functional import Promise

Text: TypeAlias = str | Promise
Choices: TypeAlias = tuple[tuple[str, Text], ...]


class Kind(StrEnum):
    CHOICE = "choice"
    YES_NO = "yes_no"
    YES_NO_UNSURE = "yes_no_unsure"
    NUMBER = "number"
    TEXT = "text"
    MULTI = "multi"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `shown_if`: the earlier question, always shown itself, and its answers that lead here."""

    key: str
    text: Text
    kind: Kind
    choices: Choices = ()
    required: bool = True
    help: Text = ""
    min: int | None = None
    max: int | None = None
    max_length: int | None = None
    shown_if: tuple[str, tuple[str, ...]] | None = None

    def applies(self, answers: Mapping[str, Any]) -> bool:
        if self.shown_if is None:
            return True
        earlier, values = self.shown_if
        return answers.get(earlier) in values

    def accepts(self, value: object) -> bool:
        """Whether `value` is an answer: of the kind's type, among the choices, within the bounds, not empty.

        An unticked required box is no answer. A number given as text isn't one either.
        """
        values = tuple(choice for choice, _label in self.choices)
        match self.kind:
            case Kind.NUMBER:
                return type(value) is int and _within(value, low=self.min, high=self.max)
            case Kind.TEXT:
                return isinstance(value, str) and _within(len(value.strip()), low=1, high=self.max_length)
            case Kind.MULTI:
                return isinstance(value, list) and bool(value) and all(item in values for item in value)
            case Kind.CONSENT:
                return value is True or (value is False and not self.required)
            case _:
                return isinstance(value, str) and value in values


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page: one idea, a few questions. `is_screened`: the safety screen wants all of it answered."""

    key: str
    title: Text
    intro: Text
    questions: tuple[Question, ...]
    is_screened: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """One version of what is asked. Once it has been answered by anybody it never changes.

    consent_version: the wording under which its boxes are ticked, 0 where it has none.
    """

    version: int
    steps: tuple[Step, ...]
    consent_version: int = 0

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for step in self.steps for question in step.questions)

    @property
    def screened(self) -> frozenset[str]:
        """Keys of the questions about health."""
        return frozenset(each.key for step in self.steps if step.is_screened for each in step.questions)

    def by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def step_of(self, question: str) -> Step:
        """The page that asks the question of this key."""
        return next(step for step in self.steps if any(each.key == question for each in step.questions))

    def visible(self, answers: Mapping[str, Any]) -> tuple[Question, ...]:
        """The questions that apply given these answers, in order."""
        return tuple(question for question in self.questions if question.applies(answers))

    def missing(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """Keys of the visible required questions without an acceptable answer, in order."""
        return tuple(
            question.key
            for question in self.visible(answers)
            if question.required and not question.accepts(answers.get(question.key))
        )

    def still_meant(self, answers: Mapping[str, Any], *, given_to: "Questionnaire") -> dict[str, Any]:
        """The answers whose question stands here word for word as it did where they were given."""
        then, today = given_to.by_key(), self.by_key()
        return {key: value for key, value in answers.items() if key in today and today[key] == then.get(key)}


def _within(number: int, *, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)

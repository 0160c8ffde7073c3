"""PURE: what to say at once about worrying answers, and what a page needs to say it at the tap.

Source: the domain's "Intake and the screen": texts appear at the tap, before saving.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any

from assessments import questions, screening
from assessments.questions import Step, Text
from assessments.screening import Clause, Match, Urgency

TEXT_BY_KEY = {
    question.key: question.text
    for asked in (questions.CHECK, questions.WHOLE)
    for question in asked.questions
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One text with the questions whose answers call for it."""

    urgency: Urgency
    text: Text
    because: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TapAdvice:
    """One text with the clauses that call for it, as JSON for the page's script.

    clauses: [{"when": [[question key, [values]], ...], "unless": the same}, ...]
    """

    urgency: Urgency
    text: Text
    clauses: str


def advise(matches: Sequence[Match]) -> tuple[Advice, ...]:
    """One entry for each different text, the most urgent first."""
    keys: dict[tuple[Urgency, Text], list[str]] = {}
    for match in sorted(matches, key=lambda match: match.rule):
        said = keys.setdefault((match.urgency, screening.advice(match)), [])
        said.extend(key for key in match.answers if key not in said)
    return tuple(
        Advice(urgency=urgency, text=text, because=tuple(TEXT_BY_KEY[key] for key in answers))
        for (urgency, text), answers in keys.items()
    )


def tap_advice(step: Step) -> tuple[TapAdvice, ...]:
    """The texts of a stop that an answer on this step can call for, the most urgent first."""
    asked = {question.key for question in step.questions}
    clauses: dict[tuple[Urgency, Text], list[dict[str, Any]]] = {}
    for clause in sorted(screening.RULES, key=lambda clause: clause.rule):
        match = Match(rule=clause.rule, urgency=screening.urgency(clause.rule), answers=())
        if match.urgency is Urgency.REVIEW or asked.isdisjoint(each.key for each in clause.when):
            continue
        clauses.setdefault((match.urgency, screening.advice(match)), []).append(_as_json(clause))
    return tuple(
        TapAdvice(urgency=urgency, text=text, clauses=dumps(said))
        for (urgency, text), said in clauses.items()
    )


def tap_clauses(clauses: Sequence[Clause]) -> str:
    """The same as in TapAdvice, for a page that has words of its own for them."""
    return dumps([_as_json(clause) for clause in clauses])


def _as_json(clause: Clause) -> dict[str, Any]:
    return {
        "when": [[each.key, list(each.values)] for each in clause.when],
        "unless": [[each.key, list(each.values)] for each in clause.unless],
    }

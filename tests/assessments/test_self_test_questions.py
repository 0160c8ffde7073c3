"""What is asked before the self-test at home: rules 1-12 in the intake's words, by the same rules."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import home_test, questions, screening
from assessments.home_test import ASKED, Verdict, verdict
from tests.assessments.intakes import TODAY, UNREMARKABLE

WELL: dict[str, Any] = {question.key: "no" for question in ASKED.questions if question.shown_if is None} | {
    "adult": "yes"
}


def test_nothing_remarkable_may_go_on() -> None:
    assert verdict(WELL) is Verdict.GO


def test_every_question_stands_as_it_does_in_the_intake() -> None:
    known = questions.WHOLE.by_key()
    assert [question for question in ASKED.questions if question != known.get(question.key)] == [
        home_test.ADULT
    ]


def test_what_can_not_wait_is_asked_first() -> None:
    assert [each.key for each in ASKED.questions][:4] == list(screening.EMERGENCY_SIGNS)


def test_whatever_a_rule_of_a_stop_reads_in_the_intake_is_asked() -> None:
    stops = [clause for clause in screening.RULES if clause.rule <= 12]
    read = {each.key for clause in stops for each in (*clause.when, *clause.unless)}
    assert read & set(questions.WHOLE.by_key()) <= set(ASKED.by_key())


ANSWERS = {question.key: [value for value, _label in question.choices] for question in ASKED.questions}


@given(st.fixed_dictionaries({key: st.sampled_from(values) for key, values in ANSWERS.items()}))
def test_it_stops_exactly_where_the_intake_would(given: dict[str, str]) -> None:
    whole = screening.screen({**UNREMARKABLE, **given}, today=TODAY, answered_on=TODAY)
    stops = [match.rule for match in whole.matches if match.rule <= 12]
    assert (verdict(given) is Verdict.STOP) == bool(stops)
    assert [match.rule for match in home_test.matches(given) if match.rule <= 12] == stops


@pytest.mark.parametrize("key", screening.EMERGENCY_SIGNS)
@pytest.mark.parametrize("value", ["yes", "unsure"])
def test_one_bad_sign_stops_whatever_else_is_open(key: str, value: str) -> None:
    assert verdict({key: value}) is Verdict.STOP


@pytest.mark.parametrize(
    "change",
    [
        {"pregnancy": "pregnant", "pregnancy_signs": "no"},
        {"chest_effort": "unsure"},
        {"blood_pressure": "controlled"},
        {"osteoporosis": "yes"},
        {"surgery": "other"},
    ],
)
def test_what_a_trainer_would_decide_waits_for_the_trainer(change: dict[str, str]) -> None:
    assert verdict(WELL | change) is Verdict.WITH_TRAINER


def test_children_are_not_tested() -> None:
    assert verdict(WELL | {"adult": "no"}) is Verdict.TOO_YOUNG


@pytest.mark.parametrize("key", [key for key in WELL if key not in ("pregnancy", "low_back", "hip")])
def test_an_open_question_is_no_go(key: str) -> None:
    assert verdict({name: value for name, value in WELL.items() if name != key}) is None

"""Without a whole, fresh intake of a consenting adult nothing is clear, and a stop is shown all the same."""

from datetime import date
from typing import Any

import pytest

from assessments.questions import FEEL, HEALTH, NOW, visible
from assessments.screening import LockReason, Outcome, screen
from tests.assessments.intakes import BACK_PAIN, TODAY, UNREMARKABLE, screened


@pytest.mark.parametrize(
    ("answers", "answered_on"), [(None, None), (None, TODAY), ({}, TODAY), (UNREMARKABLE, None)]
)
def test_no_submitted_intake_is_locked(answers: dict[str, Any] | None, answered_on: date | None) -> None:
    result = screen(answers, today=TODAY, answered_on=answered_on)
    assert (result.outcome, result.reasons_locked) == (Outcome.LOCKED, (LockReason.NO_INTAKE,))


@pytest.mark.parametrize(
    ("answered_on", "today", "outcome"),
    [
        (date(2025, 11, 23), date(2026, 11, 22), Outcome.CLEAR),
        (date(2025, 11, 22), date(2026, 11, 22), Outcome.LOCKED),
        (date(2025, 11, 21), date(2026, 11, 22), Outcome.LOCKED),
        (date(2024, 2, 29), date(2025, 2, 28), Outcome.CLEAR),
        (date(2024, 2, 29), date(2025, 3, 1), Outcome.LOCKED),
    ],
)
def test_intake_expires_at_twelve_months(answered_on: date, today: date, outcome: Outcome) -> None:
    result = screen(UNREMARKABLE, today=today, answered_on=answered_on)
    assert result.outcome is outcome
    assert (LockReason.EXPIRED in result.reasons_locked) is (outcome is Outcome.LOCKED)


@pytest.mark.parametrize(
    ("birth_year", "today", "outcome"),
    [
        (2009, date(2026, 12, 30), Outcome.LOCKED),
        (2008, date(2026, 12, 30), Outcome.LOCKED),
        (2008, date(2026, 12, 31), Outcome.CLEAR),
        (2007, date(2026, 1, 1), Outcome.CLEAR),
        (2009, date(2026, 12, 31), Outcome.LOCKED),
    ],
)
def test_only_who_is_surely_eighteen_is_let_in(birth_year: int, today: date, outcome: Outcome) -> None:
    result = screen({**UNREMARKABLE, "birth_year": birth_year}, today=today, answered_on=today)
    assert result.outcome is outcome
    assert (LockReason.UNDER_18 in result.reasons_locked) is (outcome is Outcome.LOCKED)


@pytest.mark.parametrize("key", ["health_data", "testing"])
@pytest.mark.parametrize("value", [False, None, "yes", 1])
def test_anything_but_a_ticked_consent_locks(key: str, value: object) -> None:
    result = screened({key: value})
    assert (result.outcome, result.reasons_locked) == (Outcome.LOCKED, (LockReason.NO_CONSENT,))


def test_declining_nudges_locks_nothing() -> None:
    assert screened({"nudges": False}).outcome is Outcome.CLEAR
    assert screened(without=("nudges",)).outcome is Outcome.CLEAR


HEALTH_KEYS = [
    question.key
    for question in visible({**UNREMARKABLE, **BACK_PAIN, "pregnancy": "pregnant"})
    if question in (*FEEL.questions, *NOW.questions, *HEALTH.questions) and question.required
]


@pytest.mark.parametrize("key", HEALTH_KEYS)
@pytest.mark.parametrize("value", [None, "", "maybe", [], True, -1, 11, "3"])
def test_health_question_without_a_real_answer_locks(key: str, value: object) -> None:
    answers = {**BACK_PAIN, "pregnancy": "pregnant", "pregnancy_signs": "no", key: value}
    result = screened(answers)
    assert (result.outcome, result.reasons_locked) == (Outcome.LOCKED, (LockReason.INCOMPLETE,))


def test_missing_birth_year_locks() -> None:
    result = screened(without=("birth_year",))
    assert result.outcome is Outcome.LOCKED
    assert LockReason.INCOMPLETE in result.reasons_locked


def test_missing_goal_or_note_locks_nothing() -> None:
    assert screened(without=("goals", "notes", "emergency_phone")).outcome is Outcome.CLEAR


def test_lock_wins_over_review() -> None:
    result = screened({"dizziness": "yes", "testing": False})
    assert (result.outcome, [match.rule for match in result.matches]) == (Outcome.LOCKED, [13])


def test_stop_is_shown_at_the_tap_of_an_unfinished_draft() -> None:
    result = screen({"chest_now": "yes"}, today=TODAY, answered_on=None)
    assert result.outcome is Outcome.STOP
    assert result.reasons_locked == (LockReason.NO_INTAKE,)


def test_stop_outlives_the_intake_it_came_from() -> None:
    answers = {**UNREMARKABLE, "heart_stroke": "yes"}
    result = screen(answers, today=TODAY, answered_on=date(2024, 1, 1))
    assert (result.outcome, result.reasons_locked) == (Outcome.STOP, (LockReason.EXPIRED,))

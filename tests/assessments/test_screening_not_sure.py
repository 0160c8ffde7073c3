"""Not being sure of an emergency sign means a doctor; of anything else, the trainer."""

from typing import Any

import pytest

from assessments.questions import QUESTIONS
from assessments.screening import Outcome
from tests.assessments.intakes import BACK_PAIN, screened

OF_AN_EMERGENCY = {"chest_now", "bladder_saddle", "both_legs", "tear_calf", "pregnancy_signs"}
ASKED_WITH_NOT_SURE = {question.key for question in QUESTIONS if "unsure" in dict(question.choices)}
NO_SIGNS = {"pregnancy_signs": "no"}


@pytest.mark.parametrize("key", sorted(OF_AN_EMERGENCY - {"pregnancy_signs"}))
def test_not_sure_of_an_emergency_sign_stops_for_a_doctor(key: str) -> None:
    screen = screened({key: "unsure"})
    assert screen.outcome is Outcome.STOP
    assert [(match.rule, match.answers) for match in screen.matches] == [(5, (key,))]


@pytest.mark.parametrize(
    "changes",
    [
        {"pregnancy": "pregnant", "pregnancy_signs": "unsure"},
        {"pregnancy": "unsure", "pregnancy_signs": "yes"},
        {"pregnancy": "unsure", "pregnancy_signs": "unsure"},
    ],
)
def test_not_sure_of_pregnancy_or_its_signs_stops_for_a_doctor(changes: dict[str, Any]) -> None:
    screen = screened(changes)
    assert screen.outcome is Outcome.STOP
    assert screen.matches[0].rule == 5
    assert screen.matches[0].answers == ("pregnancy", "pregnancy_signs")


@pytest.mark.parametrize("key", sorted(ASKED_WITH_NOT_SURE - OF_AN_EMERGENCY))
def test_not_sure_of_another_sign_is_reviewed(key: str) -> None:
    screen = screened({**NO_SIGNS, key: "unsure"})
    assert screen.outcome is Outcome.REVIEW
    assert [(match.rule, match.answers) for match in screen.matches] == [(14, (key,))]


@pytest.mark.parametrize("key", ["unwell_lately", "cancer_immune", "trauma", "night_weight"])
def test_not_sure_of_an_addition_is_reviewed_with_pain_too(key: str) -> None:
    screen = screened({**BACK_PAIN, key: "unsure"})
    assert [(match.rule, match.answers) for match in screen.matches] == [(14, (key,))]

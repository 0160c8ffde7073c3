"""The words at the tap: what to do now, without a diagnosis and without a promise."""

import pytest

from assessments.questions import QUESTIONS, STEPS
from assessments.screening import LockReason, Match, Urgency, advice, locked_because

URGENCY = {
    **dict.fromkeys(range(1, 5), Urgency.EMERGENCY),
    **dict.fromkeys(range(5, 13), Urgency.PROMPT),
    **dict.fromkeys(range(13, 15), Urgency.REVIEW),
}
ADVICE = {
    rule: str(advice(Match(rule=rule, urgency=urgency, answers=("any",))))
    for rule, urgency in URGENCY.items()
}
ALL_TEXTS = [
    *ADVICE.values(),
    *(str(locked_because(reason)) for reason in LockReason),
    *(str(text) for step in STEPS for text in (step.title, step.intro)),
    *(str(text) for each in QUESTIONS for text in (each.text, each.help, *dict(each.choices).values())),
]


@pytest.mark.parametrize("rule", [1, 2, 3, 4])
def test_emergency_says_call_now(rule: int) -> None:
    assert "call your local emergency services now" in ADVICE[rule]


@pytest.mark.parametrize("rule", [5, 6, 7, 8, 9, 10, 11])
def test_sign_for_a_doctor_says_so_and_that_we_wait(rule: int) -> None:
    assert "see a doctor" in ADVICE[rule]
    assert "We wait" in ADVICE[rule]


def test_growing_weakness_of_a_leg_is_for_today() -> None:
    assert "today" in ADVICE[7]


def test_illness_today_postpones_the_visit() -> None:
    assert "another day" in ADVICE[12]


@pytest.mark.parametrize("rule", [13, 14])
def test_review_says_that_the_trainer_reads_first(rule: int) -> None:
    assert "Your trainer will read this first" in ADVICE[rule]


@pytest.mark.parametrize("claim", ["cleared", "par-q", "cure", "you may have", "diagnosed", "safe to"])
def test_no_text_clears_diagnoses_or_promises(claim: str) -> None:
    assert not [text for text in ALL_TEXTS if claim in text.lower()]

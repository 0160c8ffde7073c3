"""Each clause of rules 1-14, met alone, is matched as its rule and blames the questions that met it."""

from typing import Any

import pytest

from assessments.questions import QUESTIONS
from assessments.screening import RULES, Outcome, Urgency
from tests.assessments.intakes import (
    BACK_PAIN,
    HIP_PAIN,
    TIGHT_HAMSTRING,
    TIGHT_HIP,
    UNREMARKABLE,
    WEAK_CORE,
    screened,
)

PREGNANT = {"pregnancy": "pregnant", "pregnancy_signs": "no"}

EMERGENCY: list[tuple[int, dict[str, Any], tuple[str, ...]]] = [
    (1, {"chest_now": "yes"}, ("chest_now",)),
    (2, {"bladder_saddle": "yes"}, ("bladder_saddle",)),
    (2, {"both_legs": "yes"}, ("both_legs",)),
    (2, {"bladder_saddle": "yes", "both_legs": "yes"}, ("bladder_saddle", "both_legs")),
    (3, {"tear_calf": "yes"}, ("tear_calf",)),
    (4, {**PREGNANT, "pregnancy_signs": "yes"}, ("pregnancy", "pregnancy_signs")),
]
ADDITIONS = ["unwell_lately", "cancer_immune", "trauma", "night_weight"]
PROMPT: list[tuple[int, dict[str, Any], tuple[str, ...]]] = [
    (6, {"chest_effort": "yes"}, ("chest_effort",)),
    (7, {"one_leg_weak": "yes"}, ("one_leg_weak",)),
    *((8, {**BACK_PAIN, key: "yes"}, ("low_back", key)) for key in ADDITIONS),
    *((8, {**HIP_PAIN, key: "yes"}, ("hip_hurts", key)) for key in ADDITIONS),
    (
        8,
        {**BACK_PAIN, "falls": "yes", "osteoporosis": "yes"},
        ("low_back", "falls", "osteoporosis"),
    ),
    (
        8,
        {**HIP_PAIN, "falls": "yes", "osteoporosis": "yes"},
        ("hip_hurts", "falls", "osteoporosis"),
    ),
    (9, {"heart_stroke": "yes"}, ("heart_stroke",)),
    (9, {"blood_pressure": "uncontrolled"}, ("blood_pressure",)),
    (10, {"supervised_only": "yes"}, ("supervised_only",)),
    (11, {"surgery": "recent"}, ("surgery",)),
    (11, {"no_deep_bend": "yes"}, ("no_deep_bend",)),
    (12, {"ill_today": "yes"}, ("ill_today",)),
]
REVIEW: list[tuple[int, dict[str, Any], tuple[str, ...]]] = [
    *((13, {key: "yes"}, (key,)) for key in ADDITIONS),
    *((13, {**TIGHT_HIP, key: "yes"}, (key,)) for key in ADDITIONS),
    (13, {"osteoporosis": "yes"}, ("osteoporosis",)),
    (13, {**BACK_PAIN, "osteoporosis": "yes"}, ("osteoporosis",)),
    (13, {"blood_pressure": "controlled"}, ("blood_pressure",)),
    (13, {"illness_medicine": "yes"}, ("illness_medicine",)),
    (13, {"dizziness": "yes"}, ("dizziness",)),
    (13, PREGNANT, ("pregnancy",)),
    (13, {"pregnancy": "birth"}, ("pregnancy",)),
    (13, {"surgery": "other"}, ("surgery",)),
    (13, {"joint_problem": "yes"}, ("joint_problem",)),
    (13, {"falls": "yes"}, ("falls",)),
    (13, {**BACK_PAIN, "falls": "yes"}, ("falls",)),
    (14, {**BACK_PAIN, "low_back_score": 7}, ("low_back_score",)),
    (14, {**BACK_PAIN, "low_back_score": 10}, ("low_back_score",)),
    (14, {**TIGHT_HIP, "hip_score": 7}, ("hip_score",)),
    (14, {**TIGHT_HAMSTRING, "hamstring_score": 7}, ("hamstring_score",)),
    (14, {**BACK_PAIN, "first_back_pain": "yes"}, ("first_back_pain",)),
    (14, {"below_knee": "yes"}, ("below_knee",)),
]


def test_every_clause_that_a_clear_answer_meets_has_an_example() -> None:
    """What not being sure meets has its own; see test_screening_not_sure."""
    given = [{**UNREMARKABLE, **changes} for _rule, changes, _blamed in (*EMERGENCY, *PROMPT, *REVIEW)]
    asked = {question.key for question in QUESTIONS}
    lacking = [
        clause
        for clause in RULES
        if asked.issuperset(each.key for each in clause.when)
        and not any("unsure" in each.values for each in clause.when)
        and not any(clause.met(answers) for answers in given)
    ]
    assert lacking == []


@pytest.mark.parametrize(("rule", "changes", "blamed"), EMERGENCY)
def test_emergency_sign_stops(rule: int, changes: dict[str, Any], blamed: tuple[str, ...]) -> None:
    screen = screened(changes)
    first = screen.matches[0]
    assert screen.outcome is Outcome.STOP
    assert (first.rule, first.urgency, first.answers) == (rule, Urgency.EMERGENCY, blamed)


@pytest.mark.parametrize(("rule", "changes", "blamed"), PROMPT)
def test_sign_for_a_doctor_stops(rule: int, changes: dict[str, Any], blamed: tuple[str, ...]) -> None:
    screen = screened(changes)
    first = screen.matches[0]
    assert screen.outcome is Outcome.STOP
    assert (first.rule, first.urgency, first.answers) == (rule, Urgency.PROMPT, blamed)


@pytest.mark.parametrize(("rule", "changes", "blamed"), REVIEW)
def test_sign_for_the_trainer_is_reviewed(
    rule: int, changes: dict[str, Any], blamed: tuple[str, ...]
) -> None:
    screen = screened(changes)
    assert screen.outcome is Outcome.REVIEW
    assert [(match.rule, match.urgency, match.answers) for match in screen.matches] == [
        (rule, Urgency.REVIEW, blamed)
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {**BACK_PAIN, "low_back_score": 6},
        {**HIP_PAIN, "hip_score": 6},
        {**TIGHT_HAMSTRING, "hamstring_score": 6},
        {**WEAK_CORE, "core_glutes_score": 10},
    ],
)
def test_everyday_symptoms_alone_stay_clear(changes: dict[str, Any]) -> None:
    screen = screened(changes)
    assert (screen.outcome, screen.matches, screen.reasons_locked) == (Outcome.CLEAR, (), ())


@pytest.mark.parametrize("addition", ADDITIONS)
def test_pain_moves_an_addition_from_the_trainer_to_a_doctor(addition: str) -> None:
    assert [match.rule for match in screened({**BACK_PAIN, addition: "yes"}).matches] == [8]


def test_worst_match_wins_and_all_are_listed_by_rule() -> None:
    several = {"below_knee": "yes", "ill_today": "yes", "blood_pressure": "uncontrolled", "chest_now": "yes"}
    screen = screened(several)
    assert screen.outcome is Outcome.STOP
    assert [match.rule for match in screen.matches] == [1, 9, 12, 14]


def test_answer_to_a_question_no_longer_shown_is_not_used() -> None:
    assert screened({**BACK_PAIN, "low_back_score": 9, "low_back": "no"}).outcome is Outcome.CLEAR

"""The questions are sound data: few, reachable, in step with the rules that read them."""

import pytest

from assessments.questions import CHECK, CONSENT, QUESTIONS, Kind, missing, visible
from assessments.screening import RULES
from tests.assessments.intakes import BACK_PAIN, HIP_PAIN, UNREMARKABLE

BY_KEY = {question.key: question for question in QUESTIONS}
CHECK_BY_KEY = CHECK.by_key()
SYMPTOMS = ["low_back", "hip", "hamstring", "core_glutes"]


def test_each_key_is_asked_once() -> None:
    assert len(BY_KEY) == len(QUESTIONS)


def test_follow_up_comes_after_a_question_always_shown_and_an_answer_it_accepts() -> None:
    for place, question in enumerate(QUESTIONS):
        if question.shown_if:
            parent, values = question.shown_if
            assert parent in [earlier.key for earlier in QUESTIONS[:place] if earlier.shown_if is None]
            assert all(BY_KEY[parent].accepts(value) for value in values)


def test_each_rule_reads_answers_that_can_be_given() -> None:
    for clause in RULES:
        for condition in (*clause.when, *clause.unless):
            asked = [each[condition.key] for each in (BY_KEY, CHECK_BY_KEY) if condition.key in each]
            assert all(any(question.accepts(value) for question in asked) for value in condition.values)


def test_each_of_the_fourteen_rules_has_a_clause() -> None:
    assert {clause.rule for clause in RULES} == set(range(1, 15))


def test_each_yes_to_a_health_question_with_not_sure_is_read_by_a_rule() -> None:
    read = {
        (condition.key, value) for clause in RULES for condition in clause.when for value in condition.values
    }
    signs = [question.key for question in QUESTIONS if question.kind is Kind.YES_NO_UNSURE]
    assert {(key, value) for key in signs for value in ("yes", "unsure")} <= read


@pytest.mark.parametrize("key", SYMPTOMS)
def test_symptom_asks_for_side_and_strength_only_when_present(key: str) -> None:
    follow_ups = {f"{key}_side", f"{key}_score"}
    assert follow_ups.isdisjoint(question.key for question in visible({key: "no"}))
    assert follow_ups <= {question.key for question in visible({key: "yes"})}


def test_follow_ups_left_open_are_missing() -> None:
    assert missing({**UNREMARKABLE, "hip": "yes", "hip_hurts": "no"}) == ("hip_side", "hip_score")


def test_whole_intake_misses_nothing() -> None:
    assert missing(UNREMARKABLE) == ()
    assert missing({**UNREMARKABLE, **BACK_PAIN, **HIP_PAIN}) == ()


def test_empty_intake_misses_every_required_question_that_is_no_follow_up() -> None:
    expected = [question.key for question in QUESTIONS if question.required and not question.shown_if]
    assert list(missing({})) == expected


def test_three_separate_consents_of_which_nudges_are_optional() -> None:
    assert [(each.key, each.required) for each in CONSENT.questions] == [
        ("health_data", True),
        ("testing", True),
        ("nudges", False),
    ]


@pytest.mark.parametrize(
    ("key", "value", "accepted"),
    [
        ("hours_seated", 0, True),
        ("hours_seated", 24, True),
        ("hours_seated", 25, False),
        ("hours_seated", True, False),
        ("goals", ["balance", "sport"], True),
        ("goals", [], False),
        ("goals", ["balance", "fame"], False),
        ("goals", [["balance"]], False),
        ("emergency_name", "  ", False),
        ("emergency_name", "A" * 100, True),
        ("emergency_name", "A" * 101, False),
        ("low_back", "unsure", False),
        ("chest_now", "unsure", True),
        ("chest_now", ["yes"], False),
        ("testing", False, False),
        ("nudges", False, True),
    ],
)
def test_question_accepts_only_its_own_answers(key: str, value: object, accepted: bool) -> None:
    assert BY_KEY[key].accepts(value) is accepted

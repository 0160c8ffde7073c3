"""The short check: what it asks, what it brings, and that it never makes anything milder."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.questions import CHECK, QUESTIONS, Kind
from assessments.screening import Outcome, Urgency, check
from tests.assessments.checks import HURTS, NOTHING_NEW
from tests.assessments.intakes import BACK_PAIN, HIP_PAIN, UNREMARKABLE

SEVERITY = {Urgency.REVIEW: 1, Urgency.PROMPT: 2, Urgency.EMERGENCY: 3}
CHOICES = {each.key: [value for value, _label in each.choices] for each in CHECK.questions if each.choices}
BRITTLE = {"osteoporosis": "yes"}


def brought(
    changes: dict[str, Any] | None = None, *, before: dict[str, Any] | None = None
) -> list[tuple[int, str]]:
    """(rule, urgency) of each match."""
    reading = check({**NOTHING_NEW, **(changes or {})}, before={**UNREMARKABLE, **(before or {})})
    return [(match.rule, match.urgency.value) for match in reading.matches]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"chest_now": "yes"}, [(1, "emergency")]),
        ({"bladder_saddle": "yes"}, [(2, "emergency")]),
        ({"both_legs": "yes"}, [(2, "emergency")]),
        ({"tear_calf": "yes"}, [(3, "emergency")]),
        ({"pregnancy": "pregnant", "pregnancy_signs": "yes"}, [(4, "emergency"), (13, "review")]),
        ({"both_legs": "unsure"}, [(5, "prompt")]),
        ({"chest_effort": "yes"}, [(6, "prompt")]),
        ({"one_leg_weak": "yes"}, [(7, "prompt")]),
        ({**HURTS, "unwell_lately": "yes"}, [(8, "prompt"), (14, "review")]),
        ({**HURTS, "trauma": "yes"}, [(8, "prompt"), (14, "review")]),
        ({**HURTS, "night_weight": "yes"}, [(8, "prompt"), (14, "review")]),
        ({"new_illness": "yes", "heart_stroke": "yes"}, [(9, "prompt"), (13, "review")]),
        ({"new_illness": "yes", "supervised_only": "yes"}, [(10, "prompt"), (13, "review")]),
        ({"surgery": "recent"}, [(11, "prompt")]),
        ({"ill_today": "yes"}, [(12, "prompt")]),
        ({"unwell_lately": "yes"}, [(13, "review")]),
        ({"trauma": "yes"}, [(13, "review")]),
        ({"new_injury": "yes"}, [(13, "review")]),
        ({"new_medicine": "yes"}, [(13, "review")]),
        ({"surgery": "other"}, [(13, "review")]),
        ({"pregnancy": "pregnant", "pregnancy_signs": "no"}, [(13, "review")]),
        ({"other_change": "yes"}, [(13, "review")]),
        (HURTS, [(14, "review")]),
        ({**HURTS, "new_pain": "elsewhere", "new_pain_score": 9}, [(14, "review")]),
        ({"new_medicine": "unsure"}, [(14, "review")]),
        ({"new_injury": "unsure"}, [(14, "review")]),
        ({"new_illness": "unsure", "heart_stroke": "no", "supervised_only": "no"}, [(14, "review")]),
        ({}, []),
    ],
)
def test_what_a_check_brings(changes: dict[str, Any], rules: list[tuple[int, str]]) -> None:
    assert brought(changes) == rules


@pytest.mark.parametrize(
    ("changes", "before", "rule"),
    [
        (HURTS, {"cancer_immune": "yes"}, 8),
        ({**HURTS, "new_injury": "yes"}, BRITTLE, 8),
        (HURTS, {"falls": "yes", **BRITTLE}, 8),
        ({"new_injury": "yes"}, {**BACK_PAIN, **BRITTLE}, 8),
        ({"new_injury": "yes"}, {**HIP_PAIN, **BRITTLE}, 8),
        ({"trauma": "yes"}, BACK_PAIN, 8),
        (HURTS, {"trauma": "yes"}, 8),
    ],
)
def test_it_is_read_together_with_the_whole_intake(
    changes: dict[str, Any], before: dict[str, Any], rule: int
) -> None:
    assert brought(changes, before=before)[0] == (rule, "prompt")


def test_strong_pain_is_named_as_such() -> None:
    (match,) = check({**NOTHING_NEW, **HURTS, "new_pain_score": 7}, before=UNREMARKABLE).matches
    assert match.answers == ("new_pain", "new_pain_score")


@pytest.mark.parametrize(
    "before", [{"chest_effort": "yes"}, {"dizziness": "yes"}, {"surgery": "recent"}, {**BACK_PAIN, **BRITTLE}]
)
def test_what_only_the_intake_says_is_not_said_again(before: dict[str, Any]) -> None:
    assert brought(before=before) == []


def test_a_pregnancy_that_is_known_is_nothing_new_and_its_signs_are() -> None:
    known = {"pregnancy": "pregnant", "pregnancy_signs": "no"}
    assert brought(known, before=known) == []
    assert brought({**known, "pregnancy_signs": "yes"}, before=known)[0] == (4, "emergency")


def test_it_asks_all_that_must_be_asked_again() -> None:
    """Rules 1-7, illness, and any change: injury, surgery, medicine, pain, illness, pregnancy."""
    assert {each.key for each in CHECK.questions} >= {
        *("chest_now", "bladder_saddle", "both_legs", "tear_calf", "pregnancy", "pregnancy_signs"),
        *("chest_effort", "one_leg_weak", "ill_today", "unwell_lately", "new_pain", "new_injury", "trauma"),
        *("surgery", "new_medicine", "new_illness", "other_change"),
    }


def test_every_answer_but_no_is_read_by_some_rule() -> None:
    for question in CHECK.questions:
        if question.kind in (Kind.YES_NO, Kind.YES_NO_UNSURE):
            follows = {question.shown_if[0]: question.shown_if[1][0]} if question.shown_if else {}
            for value in CHOICES[question.key]:
                alone = brought({**follows, question.key: value})
                assert alone or (value == "no" and not follows)


answers = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in CHOICES.items()})
known = st.fixed_dictionaries(
    {
        each.key: st.sampled_from([value for value, _label in each.choices])
        for each in QUESTIONS
        if each.choices
    }
)


def worst(given: dict[str, Any], before: dict[str, Any]) -> int:
    return max((SEVERITY[match.urgency] for match in check(given, before=before).matches), default=0)


@settings(max_examples=150)
@given(given=answers, before=known, data=st.data())
def test_one_more_yes_is_never_milder(
    given: dict[str, Any], before: dict[str, Any], data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from([key for key, values in CHOICES.items() if "yes" in values]))
    milder = {**given, key: "no"}
    assert worst({**given, key: "yes"}, before) >= worst(milder, before)


@settings(max_examples=150)
@given(given=answers, before=known)
def test_an_intake_that_says_more_never_makes_a_check_milder(
    given: dict[str, Any], before: dict[str, Any]
) -> None:
    nothing = dict.fromkeys(before, "no")
    stops = worst(given, nothing) > SEVERITY[Urgency.REVIEW]
    assert not stops or worst(given, before) > SEVERITY[Urgency.REVIEW]


def test_nothing_new_is_clear_whatever_else_is_known() -> None:
    assert check(NOTHING_NEW, before={**UNREMARKABLE, "chest_now": "yes"}).outcome is Outcome.CLEAR


@given(
    given=st.dictionaries(st.sampled_from(sorted(CHOICES)), st.sampled_from([None, 7, [], "maybe", "yes"]))
)
def test_junk_breaks_nothing(given: dict[str, Any]) -> None:
    check(given, before={})

"""What holds for every intake, sensible or not."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.questions import QUESTIONS, Kind, Question, visible
from assessments.screening import Match, Outcome, Urgency, screen
from tests.assessments.intakes import TODAY, UNREMARKABLE, YES_NO_KINDS

SEVERITY = {Urgency.REVIEW: 1, Urgency.PROMPT: 2, Urgency.EMERGENCY: 3}
YES_NO_KEYS = [question.key for question in QUESTIONS if question.kind in YES_NO_KINDS]
NO_ANSWERS: list[Any] = [None, True, False, "", "maybe", "7", -1, 7.5, [], [["yes"]], {"yes": "yes"}]
JUNK = st.sampled_from([*NO_ANSWERS, "yes", "unsure", 7])


def answer(question: Question) -> st.SearchStrategy[Any]:
    match question.kind:
        case Kind.NUMBER:
            return st.integers(question.min, question.max)
        case Kind.TEXT:
            return st.just("something")
        case Kind.MULTI:
            return st.lists(st.sampled_from([value for value, _label in question.choices]), min_size=1)
        case Kind.CONSENT:
            return st.booleans()
        case _:
            return st.sampled_from([value for value, _label in question.choices])


def intakes(*, junk: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """The unremarkable intake with some of its answers changed, or replaced by junk."""
    fields = [st.tuples(st.just(each.key), JUNK if junk else answer(each)) for each in QUESTIONS]
    changes = st.lists(st.one_of(fields), max_size=12)
    return changes.map(lambda changed: {**UNREMARKABLE, **dict(changed)})


def worst(matches: tuple[Match, ...]) -> int:
    return max((SEVERITY[match.urgency] for match in matches), default=0)


@settings(max_examples=150)
@given(answers=intakes(), key=st.sampled_from(YES_NO_KEYS))
def test_one_more_yes_never_lowers_severity(answers: dict[str, Any], key: str) -> None:
    before = screen(answers, today=TODAY, answered_on=TODAY)
    after = screen({**answers, key: "yes"}, today=TODAY, answered_on=TODAY)
    assert worst(after.matches) >= worst(before.matches)


@settings(max_examples=150)
@given(answers=intakes(junk=True))
def test_every_match_names_a_question_that_was_shown(answers: dict[str, Any]) -> None:
    shown = [question.key for question in visible(answers)]
    for match in screen(answers, today=TODAY, answered_on=TODAY).matches:
        assert match.answers
        assert [key for key in shown if key in match.answers] == list(match.answers)


@settings(max_examples=150)
@given(answers=intakes(junk=True), consent=st.sampled_from(["health_data", "testing"]), value=JUNK)
def test_never_clear_without_consent(answers: dict[str, Any], consent: str, value: object) -> None:
    answers[consent] = None if value is True else value
    outcome = screen(answers, today=TODAY, answered_on=TODAY).outcome
    assert outcome in {Outcome.STOP, Outcome.LOCKED}


@settings(max_examples=150)
@given(answers=intakes(junk=True))
def test_matches_come_in_the_order_of_the_rules(answers: dict[str, Any]) -> None:
    rules = [match.rule for match in screen(answers, today=TODAY, answered_on=TODAY).matches]
    assert rules == sorted(set(rules))
    assert set(rules) <= set(range(1, 15))

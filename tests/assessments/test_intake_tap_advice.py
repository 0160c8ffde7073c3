"""What the page's script is given says at the tap exactly what the screen says after sending."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.advice import advise, tap_advice
from assessments.questions import QUESTIONS, STEPS
from assessments.screening import Urgency
from tests.assessments.intakes import UNREMARKABLE, screened

CHOICES = {each.key: [value for value, _label in each.choices] for each in QUESTIONS if each.choices}
WORRYING = st.lists(st.sampled_from(sorted(CHOICES)), max_size=4, unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: st.sampled_from(CHOICES[key]) for key in keys})
)


def said_at_the_tap(answers: dict[str, Any]) -> set[tuple[Urgency, str]]:
    """As intake.js reads it."""

    def holds(condition: list[Any]) -> bool:
        key, values = condition
        return answers.get(key) in values

    return {
        (each.urgency, str(each.text))
        for step in STEPS
        for each in tap_advice(step)
        if any(
            all(map(holds, clause["when"])) and not any(map(holds, clause["unless"]))
            for clause in json.loads(each.clauses)
        )
    }


@given(changes=WORRYING)
def test_the_tap_and_the_screen_say_the_same(changes: dict[str, str]) -> None:
    answers = {**UNREMARKABLE, **changes}
    shown = {question.key: answers.get(question.key) for question in QUESTIONS if question.applies(answers)}
    after = {
        (each.urgency, str(each.text))
        for each in advise(screened(changes).matches)
        if each.urgency is not Urgency.REVIEW
    }
    assert said_at_the_tap(shown) == after


def test_one_text_is_said_once_with_every_question_it_is_about() -> None:
    (advice,) = advise(screened({"heart_stroke": "yes", "supervised_only": "yes"}).matches)
    assert len(advice.because) == 2


def test_the_most_urgent_comes_first() -> None:
    advice = advise(screened({"ill_today": "yes", "tear_calf": "yes", "dizziness": "yes"}).matches)
    assert [each.urgency for each in advice] == ["emergency", "prompt", "review"]

"""Every step has its form; a follow-up counts only where its question leads to it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.forms.intake import StepForm
from assessments.questions import QUESTIONS, STEPS, Step
from tests.assessments.intakes import UNREMARKABLE

FEEL = next(step for step in STEPS if step.key == "feel")
ABOUT = next(step for step in STEPS if step.key == "about")
NO_SYMPTOM = {"low_back": "no", "hip": "no", "hamstring": "no", "core_glutes": "no"}


def filled(step: Step, changes: dict[str, Any]) -> StepForm:
    return StepForm(data=changes, step=step)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_a_whole_step_is_valid_and_gives_its_answers_back(step: Step) -> None:
    form = filled(step, UNREMARKABLE)
    assert form.is_valid(), form.errors
    given = {
        question.key: UNREMARKABLE[question.key]
        for question in step.questions
        if question.key in UNREMARKABLE and question.applies(UNREMARKABLE)
    }
    assert {key: form.answers[key] for key in given} == given


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_an_empty_step_names_every_required_question(step: Step) -> None:
    form = filled(step, {})
    assert not form.is_valid()
    wanted = {each.key for each in step.questions if each.required and each.shown_if is None}
    assert form.errors.keys() == wanted


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_a_follow_up_is_asked_on_the_page_of_its_question(step: Step) -> None:
    keys = [question.key for question in step.questions]
    for question in step.questions:
        if question.shown_if:
            assert question.shown_if[0] in keys[: keys.index(question.key)]


def test_a_follow_up_that_is_asked_must_be_answered() -> None:
    form = filled(FEEL, {**NO_SYMPTOM, "hip": "yes", "hip_score": "0"})
    assert not form.is_valid()
    assert form.errors.keys() == {"hip_side", "hip_hurts"}
    assert form.answers["hip_score"] == 0


def test_a_follow_up_that_is_not_asked_is_ignored_whatever_it_says() -> None:
    form = filled(FEEL, {**NO_SYMPTOM, "hip_score": "many", "hip_side": "left"})
    assert form.is_valid(), form.errors
    assert form.answers["hip_score"] is form.answers["hip_side"] is None


def test_what_is_right_is_kept_beside_what_is_wrong() -> None:
    form = filled(ABOUT, {"birth_year": "soon", "emergency_name": "Noor"})
    assert not form.is_valid()
    assert form.errors.keys() == {"birth_year", "emergency_phone"}
    assert form.answers == {"birth_year": None, "emergency_name": "Noor", "emergency_phone": None}


junk = st.one_of(
    st.text(max_size=30), st.sampled_from(["yes", "no", "unsure", "\x00", "9" * 5000, "-1", "10"])
)


@given(
    data=st.dictionaries(st.sampled_from([each.key for each in QUESTIONS]), junk), step=st.sampled_from(STEPS)
)
def test_no_input_breaks_a_form(data: dict[str, str], step: Step) -> None:
    form = filled(step, data)
    is_valid = form.is_valid()
    for question in step.questions:
        value = form.answers[question.key]
        answered = question.accepts(value) or not question.required or not question.applies(form.answers)
        assert answered or not is_valid

"""Impossible values are refused, and every grade has words that neither alarm nor promise."""

import math
import re

import pytest

from assessments.findings import GRADE_MEANING, GRADE_WORDS, EndedBy, Grade, KneeLevel, Passive, Thresholds

from .test_findings_makers import make_trial


@pytest.mark.parametrize(
    "values",
    [
        {"pain_limit": 0},
        {"pain_limit": 11},
        {"limited_below": 15.0},
        {"limited_below": 0.0},
        {"full_from": 31.0},
        {"cap": 14.9},
        {"cap": math.nan},
    ],
)
def test_thresholds_out_of_order_are_refused(values):
    with pytest.raises(ValueError, match=r"pain limit|Thresholds rise"):
        Thresholds(**values)


def test_the_cap_may_equal_the_full_threshold():
    assert Thresholds(full_from=30.0).cap == 30.0


@pytest.mark.parametrize(
    "values",
    [{"hold": -0.1}, {"hold": math.nan}, {"hold": math.inf}, {"pain": 11}, {"pain": -1}, {"number": 0}],
)
def test_an_impossible_trial_is_refused(values):
    with pytest.raises(ValueError, match=r"hold|Trials"):
        make_trial(**values)


@pytest.mark.parametrize("pain", [-1, 11])
def test_an_impossible_passive_lift_is_refused(pain):
    with pytest.raises(ValueError, match="Pain"):
        Passive(level=KneeLevel.ABOVE, pain=pain)


def test_a_trial_is_void_by_how_it_ended_or_by_hands_on_the_thigh():
    voids = [make_trial(ended_by=EndedBy.VOID), make_trial(hands_lifted=True), make_trial()]
    assert [trial.is_void for trial in voids] == [True, True, False]


@pytest.mark.parametrize("texts", [GRADE_WORDS, GRADE_MEANING])
def test_every_grade_has_its_own_words(texts):
    assert set(texts) == set(Grade)
    assert len({str(text) for text in texts.values()}) == len(Grade)


@pytest.mark.parametrize("grade", [Grade.FULL, Grade.DEVELOPING, Grade.LIMITED])
def test_a_meaning_that_rests_on_seconds_says_they_are_a_convention(grade):
    meaning = str(GRADE_MEANING[grade])
    assert "coaching convention" in meaning
    assert not re.search(r"\d", meaning)


@pytest.mark.parametrize("grade", Grade)
def test_a_meaning_is_one_sentence_that_diagnoses_nothing(grade):
    meaning = str(GRADE_MEANING[grade])
    assert re.fullmatch(r"[^.]+\.", meaning)
    assert not re.search(r"diagnos|injur|abnormal|fail|weak|bad|treat|cure|risk", meaning, re.IGNORECASE)

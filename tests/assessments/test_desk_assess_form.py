"""What the form of a trial asks again, and what it takes without asking."""

from decimal import Decimal

import pytest

from assessments.findings import Compensation, KneeLevel
from assessments.forms.recording import TrialForm
from tests.assessments.under_way import trial_sent

CAP = Decimal(30)


def form_of(**fields: str | list[str]) -> TrialForm:
    return TrialForm({**trial_sent(), **fields}, cap=CAP)


@pytest.mark.parametrize("name", ["side", "kind", "cleared", "hold", "knee", "ended_by", "pain", "key"])
@pytest.mark.parametrize("value", ["", "nonsense", "\0", "9" * 10_000])
def test_a_required_value_is_asked_for(name: str, value: str) -> None:
    form = form_of(**{name: value})
    assert not form.is_valid()
    assert set(form.errors) == {name}


@pytest.mark.parametrize("hold", ["1000", "30.1", "-1", "NaN", "Infinity", "1.25"])
def test_a_hold_that_cannot_be_is_refused(hold: str) -> None:
    assert set(form_of(hold=hold).errors) == {"hold"}


@pytest.mark.parametrize("hold", ["0", "0.0", "30"])
def test_a_hold_from_nothing_to_the_cap_is_taken(hold: str) -> None:
    form = form_of(hold=hold)
    assert form.is_valid(), form.errors
    assert form.values.hold == Decimal(hold)


def test_reaching_the_cap_needs_no_typing() -> None:
    form = form_of(ended_by="cap", hold="")
    assert form.is_valid(), form.errors
    assert form.values.hold == CAP


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"ended_by": "cap", "hold": "12"}, "hold"),
        ({"ended_by": "cap", "cleared": "no"}, "ended_by"),
        ({"ended_by": "pain"}, "pain"),
        ({"ended_by": "compensation"}, "compensations"),
        ({"hold": "12", "at_trunk_back": "13"}, "compensations"),
        ({"compensations": ["dancing"]}, "compensations"),
        ({"pain_place": "x" * 61}, "pain_place"),
        ({"cramp_place": "a\0b"}, "cramp_place"),
    ],
)
def test_answers_that_contradict_each_other_are_asked_again(fields: dict[str, str], asked: str) -> None:
    assert set(form_of(**fields).errors) == {asked}


def test_a_foot_that_stayed_down_asks_for_neither_seconds_nor_knee() -> None:
    form = form_of(cleared="no", hold="", knee="")
    assert form.is_valid(), form.errors
    assert (form.values.hold, form.values.knee) == (0, KneeLevel.LEVEL)


def test_a_time_ticks_its_compensation_and_a_tick_needs_no_time() -> None:
    form = form_of(compensations=["pelvis_hike"], at_trunk_back="8.5")
    assert form.is_valid(), form.errors
    assert {lost.kind: lost.at for lost in form.values.compensations} == {
        Compensation.TRUNK_BACK: 8.5,
        Compensation.PELVIS_HIKE: None,
    }


def test_each_form_shown_has_its_own_key() -> None:
    assert TrialForm(cap=CAP)["key"].value() != TrialForm(cap=CAP)["key"].value()

"""The setup asks for all that the test rests on; it presets what the protocol names or the last test had."""

from decimal import Decimal

import pytest

from assessments.findings import KneeLevel, Side
from assessments.forms.setup import PassiveForm, SetupForm
from assessments.models import Assessment
from tests.assessments.under_way import PASSIVE_SENT, SETUP_SENT


def form_of(**fields: str) -> SetupForm:
    return SetupForm(SETUP_SENT | fields, assessment=Assessment())


@pytest.mark.parametrize("name", sorted(SETUP_SENT))
@pytest.mark.parametrize("value", ["", "nonsense", "\0", "1" * 10_000])
def test_every_value_is_asked_for(name: str, value: str) -> None:
    assert set(form_of(**{name: value}).errors) == {name}


@pytest.mark.parametrize("height", ["9.9", "120.1", "NaN", "-45", "45.55"])
def test_a_surface_that_cannot_be_is_refused(height: str) -> None:
    assert set(form_of(surface_height_cm=height).errors) == {"surface_height_cm"}


def passive_of(**fields: str) -> PassiveForm:
    return PassiveForm(PASSIVE_SENT | fields, assessment=Assessment(), side=Side.LEFT)


@pytest.mark.parametrize("name", sorted(PASSIVE_SENT))
@pytest.mark.parametrize("value", ["", "nonsense", "\0", "1" * 10_000])
def test_how_high_the_knee_comes_and_how_much_it_hurts_are_asked_for(name: str, value: str) -> None:
    assert set(passive_of(**{name: value}).errors) == {name}


def test_a_side_that_is_not_tested_needs_no_pain_score() -> None:
    form = passive_of(passive="none", pain="")
    assert form.is_valid(), form.errors
    assert form.lift.level is None
    tested = passive_of()
    assert tested.is_valid(), tested.errors
    assert tested.lift.level is KneeLevel.ABOVE


def test_nothing_but_the_support_is_preset_before_the_first_save() -> None:
    form = SetupForm(assessment=Assessment())
    preset = {name for name in form.fields if form[name].value() not in (None, "", False)}
    assert preset == {"support"}


def test_what_was_saved_is_shown_again() -> None:
    saved = Assessment(
        surface_height_cm=Decimal(45),
        thigh_parallel=True,
        pain_before=0,
        passive_left="level",
        passive_pain_left=2,
    )
    form = SetupForm(assessment=saved, last=Assessment(surface_height_cm=Decimal(50), shoes=True))
    shown = {name: form[name].value() for name in ("thigh_parallel", "shoes", "pain_before")}
    assert shown == {"thigh_parallel": "yes", "shoes": "no", "pain_before": 0}
    left, right = (PassiveForm(assessment=saved, side=side) for side in Side)
    assert [left["passive"].value(), left["pain"].value()] == ["level", 2]
    assert right["passive"].value() is None


def test_a_retest_is_prepared_as_the_test_before_but_nothing_that_must_be_looked_at() -> None:
    last = Assessment(
        surface_height_cm=Decimal(47), support="rail", shoes=True, thigh_parallel=True, pain_before=2
    )
    form = SetupForm(assessment=Assessment(), last=last)
    assert {name: form[name].value() for name in form.fields} == {
        "surface_height_cm": Decimal(47),
        "support": "rail",
        "shoes": "yes",
        "thigh_parallel": None,
        "pain_before": None,
    }

"""The setup asks for everything the test rests on, and presets only what the protocol names."""

from decimal import Decimal

import pytest

from assessments.findings import KneeLevel, Side
from assessments.forms.setup import SetupForm
from assessments.models import Assessment
from tests.assessments.under_way import SETUP_SENT


def form_of(**fields: str) -> SetupForm:
    return SetupForm(SETUP_SENT | fields, assessment=Assessment())


@pytest.mark.parametrize("name", sorted(SETUP_SENT))
@pytest.mark.parametrize("value", ["", "nonsense", "\0", "1" * 10_000])
def test_every_value_is_asked_for(name: str, value: str) -> None:
    assert set(form_of(**{name: value}).errors) == {name}


@pytest.mark.parametrize("height", ["9.9", "120.1", "NaN", "-45", "45.55"])
def test_a_surface_that_cannot_be_is_refused(height: str) -> None:
    assert set(form_of(surface_height_cm=height).errors) == {"surface_height_cm"}


def test_a_side_that_is_not_tested_needs_no_pain_score() -> None:
    form = form_of(passive_left="none", passive_pain_left="")
    assert form.is_valid(), form.errors
    assert form.values.left.level is None
    assert form.values.right.level is KneeLevel.ABOVE


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
    form = SetupForm(assessment=saved)
    shown = {name: form[name].value() for name in ("thigh_parallel", "shoes", "pain_before")}
    assert shown == {"thigh_parallel": "yes", "shoes": "no", "pain_before": 0}
    assert [form[f"passive_{side}"].value() for side in Side] == ["level", "none"]
    assert form["passive_pain_left"].value() == 2

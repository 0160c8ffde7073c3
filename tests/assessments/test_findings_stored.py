"""A stored finding keeps its inputs, and these give the same finding again."""

import json

import pytest
from hypothesis import given

from assessments.findings import PROTOCOL_VERSION, RULE_VERSION, Setup, Side, Support, inputs, read, reread

from .test_findings_makers import SETUP, THRESHOLDS, make_side, make_trial, setups, sides_of, thresholds


@given(left=sides_of(Side.LEFT), right=sides_of(Side.RIGHT), setup=setups, limits=thresholds)
def test_inputs_survive_json_and_give_the_same_reading(left, right, setup, limits):
    stored = json.loads(json.dumps(inputs(left, right, setup, limits)))
    assert reread(stored) == read(left, right, setup=setup, thresholds=limits)
    assert reread(inputs(left, right, setup, limits)) == reread(stored)


def stored_example():
    right = make_side(make_trial(side=Side.RIGHT, hold=12.0))
    return json.loads(json.dumps(inputs(make_side(make_trial()), right, SETUP, THRESHOLDS)))


def test_inputs_hold_every_value_the_rules_used():
    stored = stored_example()
    assert stored["thresholds"] == {"pain_limit": 4, "limited_below": 10.0, "full_from": 15.0, "cap": 30.0}
    assert stored["setup"] == {"protocol_version": 1, "support": "fingertip", "surface_height_cm": 45.0}
    assert stored["right"]["trials"][0]["hold"] == 12.0


def test_a_reading_carries_the_rule_version():
    assert reread(stored_example()).rule_version == RULE_VERSION


def test_fingertip_support_and_this_protocol_are_the_default():
    setup = Setup(surface_height_cm=45.0)
    assert (setup.support, setup.protocol_version) == (Support.FINGERTIP, PROTOCOL_VERSION)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (lambda stored: stored.pop("setup"), KeyError),
        (lambda stored: stored["setup"].update(support="crutch"), ValueError),
        (lambda stored: stored["left"]["trials"][0].update(knee="sideways"), ValueError),
        (lambda stored: stored["left"]["trials"][0].update(hold=-1), ValueError),
        (lambda stored: stored["left"]["trials"][0].update(shoe="left"), TypeError),
        (lambda stored: stored["thresholds"].update(cap=1), ValueError),
    ],
)
def test_broken_inputs_are_refused_rather_than_read(broken, error):
    stored = stored_example()
    broken(stored)
    with pytest.raises(error):
        reread(stored)

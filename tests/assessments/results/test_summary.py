"""The first draft for the client: what they held, in plain words, without alarm."""

import pytest

from assessments.findings import EndedBy, Grade, KneeLevel, Passive, Side
from assessments.summary import draft
from tests.assessments.test_findings_makers import make_holds, make_reading, make_side, make_trial


def test_a_side_tells_its_hold_and_what_it_means() -> None:
    left, right = draft(make_holds({"hold": 7.0}, {"hold": 30.0, "capped": True})).split("\n\n")
    assert left.startswith(
        "Left: Room to grow. You held 7.0 s. Holding your knee above your hip is hard for now"
    )
    assert right.startswith("Right: A steady hold. You held 30.0 s or more.")


def test_two_alike_are_told_once() -> None:
    text = draft(make_holds({"hold": 12.0}, {"hold": 11.4}))
    assert text.startswith("Both sides: On its way. You held 12.0 s on the left and 11.4 s on the right.")
    assert "\n" not in text


def test_what_did_not_lift_has_no_number() -> None:
    assert "You held" not in draft(make_holds({"cleared": False}, {"cleared": False}))


@pytest.mark.parametrize(
    "left",
    [
        make_side(make_trial(pain=9)),
        make_side(passive=Passive(level=KneeLevel.BELOW)),
        make_side(make_trial(ended_by=EndedBy.PAIN)),
        make_side(),
    ],
)
def test_nothing_in_it_alarms(left) -> None:
    text = draft(make_reading(left, make_side(make_trial(side=Side.RIGHT, cleared=False))))
    for word in (*(str(grade) for grade in Grade), "Unable", "Limited", "fail", "weak", "bad", "must"):
        assert word not in text

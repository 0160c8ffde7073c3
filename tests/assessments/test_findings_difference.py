"""The side difference, its error band, and the side to watch (DOMAIN, "Side difference", "Error band")."""

import pytest

from assessments.findings import (
    Difference,
    EndedBy,
    KneeLevel,
    NoDifference,
    Setup,
    Side,
    watch,
)

from .test_findings_makers import make_holds

CAPPED = {"hold": 30.0, "capped": True, "ended_by": EndedBy.CAP}


def difference(left, right):
    return make_holds(left, right).difference


@pytest.mark.parametrize(
    ("left", "right", "percent", "weaker"),
    [
        (20.0, 15.0, 25.0, Side.RIGHT),
        (15.0, 20.0, 25.0, Side.LEFT),
        (12.0, 12.0, 0.0, None),
        (6.0, 0.5, 5.5 / 6 * 100, Side.RIGHT),
        (5.0, 2.0, 60.0, Side.RIGHT),
    ],
)
def test_the_size_is_a_share_of_the_longer_hold_and_the_weaker_side_is_named(left, right, percent, weaker):
    found = difference({"hold": left}, {"hold": right})
    assert (found.percent, found.weaker, found.at_least) == (pytest.approx(percent), weaker, False)
    assert found.applicable


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ({}, {"ended_by": EndedBy.PAIN}, NoDifference.UNGRADED),
        ({"pain": 9}, {}, NoDifference.UNGRADED),
        ({}, {"hands_lifted": True}, NoDifference.UNGRADED),
        ({}, {"knee": KneeLevel.LEVEL}, NoDifference.KNEE_LEVEL),
        (CAPPED, CAPPED, NoDifference.CAPPED),
        ({"hold": 4.9}, {"hold": 1.0}, NoDifference.TOO_SHORT),
        ({"cleared": False}, {"cleared": False, "hold": 9.0}, NoDifference.TOO_SHORT),
    ],
)
def test_sides_that_cannot_be_set_against_each_other_say_why(left, right, why):
    for found in (difference(left, right), difference(right, left)):
        assert found == Difference(why_not=why)
        assert not found.applicable


def test_an_unrecorded_surface_height_is_asked_for_and_not_guessed():
    found = make_holds({}, {"hold": 12.0}, setup=Setup(surface_height_cm=None)).difference
    assert found == Difference(why_not=NoDifference.SURFACE_MISSING)


def test_one_capped_side_makes_it_at_least():
    found = difference({"hold": 15.0}, CAPPED)
    assert found == Difference(percent=50.0, weaker=Side.LEFT, at_least=True, within_error=False)


def test_a_full_hold_beside_a_capped_one_of_the_same_length_names_nobody():
    assert difference({"hold": 30.0}, CAPPED) == Difference(percent=0.0, at_least=True)


@pytest.mark.parametrize(
    ("longer", "shorter", "within"),
    [
        (20.0, 13.0, False),
        (20.0, 13.1, True),
        (8.0, 5.2, True),
        (8.0, 5.0, False),
        (5.3, 2.3, False),
        (5.3, 2.4, True),
    ],
)
def test_under_3_seconds_or_under_35_percent_is_within_likely_error(longer, shorter, within):
    assert difference({"hold": longer}, {"hold": shorter}).within_error == within


LEFT_WEAK = difference({"hold": 5.0}, {"hold": 20.0})
RIGHT_WEAK = difference({"hold": 20.0}, {"hold": 5.0})
LEFT_WITHIN = difference({"hold": 18.0}, {"hold": 20.0})
UNKNOWN = difference(CAPPED, CAPPED)


@pytest.mark.parametrize(
    ("differences", "side"),
    [
        ([], None),
        ([LEFT_WEAK], None),
        ([LEFT_WEAK, LEFT_WEAK], Side.LEFT),
        ([RIGHT_WEAK, RIGHT_WEAK], Side.RIGHT),
        ([LEFT_WEAK, RIGHT_WEAK], None),
        ([LEFT_WEAK, LEFT_WITHIN], None),
        ([LEFT_WITHIN, LEFT_WEAK], None),
        ([LEFT_WEAK, LEFT_WEAK, UNKNOWN], None),
        ([LEFT_WEAK, LEFT_WEAK, RIGHT_WEAK], None),
        ([RIGHT_WEAK, LEFT_WEAK, LEFT_WEAK], Side.LEFT),
    ],
)
def test_watch_is_the_same_side_beyond_the_band_the_last_two_times(differences, side):
    assert watch(differences) == side

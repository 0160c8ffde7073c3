"""Change since last time: a client against themselves, and only like with like (DOMAIN)."""

from dataclasses import replace

import pytest

from assessments.findings import (
    Change,
    EndedBy,
    KneeLevel,
    NotComparable,
    Setup,
    Side,
    Support,
    Visit,
    compare,
)

from .test_findings_makers import SETUP, make_holds

CAPPED = {"hold": 30.0, "capped": True, "ended_by": EndedBy.CAP}


def visit(left, *, right=None, setup=SETUP):
    return Visit(reading=make_holds(left, right or {}, setup=setup), setup=setup)


def left_change(earlier, later):
    return compare(visit(earlier), visit(later))[Side.LEFT]


@pytest.mark.parametrize(
    ("earlier", "later", "seconds", "percent", "within"),
    [
        (10.0, 14.0, 4.0, 40.0, False),
        (14.0, 10.0, -4.0, -100 * 4 / 14, True),
        (10.0, 13.4, 3.4, 34.0, True),
        (10.0, 13.5, 3.5, 35.0, False),
        (2.0, 4.9, 2.9, 145.0, True),
        (2.3, 5.3, 3.0, 100 * 3 / 2.3, False),
        (12.0, 12.0, 0.0, 0.0, True),
    ],
)
def test_change_is_later_minus_earlier_with_the_error_band_beside_it(
    earlier, later, seconds, percent, within
):
    change = left_change({"hold": earlier}, {"hold": later})
    assert (change.seconds, change.percent) == (seconds, pytest.approx(percent))
    assert (change.within_error, change.comparable, change.capped) == (within, True, False)


def test_each_side_has_its_own_change():
    changes = compare(
        visit({"hold": 10.0}, right={"hold": 20.0}), visit({"hold": 15.0}, right={"hold": 12.0})
    )
    assert (changes[Side.LEFT].seconds, changes[Side.RIGHT].seconds) == (5.0, -8.0)


def test_a_first_lift_has_seconds_and_no_percent():
    assert left_change({"cleared": False}, {"hold": 4.0}) == Change(seconds=4.0, within_error=False)


@pytest.mark.parametrize(
    ("earlier", "later", "seconds", "within"),
    [
        ({"hold": 12.0}, CAPPED, 18.0, False),
        (CAPPED, {"hold": 12.0}, -18.0, False),
        ({"hold": 28.0}, CAPPED, 2.0, True),
        (CAPPED, CAPPED, 0.0, True),
        ({"hold": 15.0, "capped": True, "ended_by": EndedBy.CAP}, CAPPED, 15.0, True),
        ({"hold": 15.0, "capped": True, "ended_by": EndedBy.CAP}, {"hold": 29.0}, 14.0, True),
    ],
)
def test_a_capped_hold_gives_seconds_only_and_never_claims_a_change_it_cannot_show(
    earlier, later, seconds, within
):
    assert left_change(earlier, later) == Change(seconds=seconds, capped=True, within_error=within)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"protocol_version": 2}, NotComparable.PROTOCOL),
        ({"support": Support.RAIL}, NotComparable.SUPPORT),
        ({"surface_height_cm": None}, NotComparable.SURFACE_MISSING),
        ({"surface_height_cm": 46.1}, NotComparable.SURFACE),
        ({"surface_height_cm": 43.9}, NotComparable.SURFACE),
    ],
)
def test_another_setup_is_not_comparable_and_says_why(values, why):
    other = visit({"hold": 12.0}, setup=replace(SETUP, **values))
    for changes in (compare(visit({}), other), compare(other, visit({}))):
        assert changes == {side: Change(why_not=why) for side in Side}
        assert not changes[Side.LEFT].comparable


@pytest.mark.parametrize(("height", "other"), [(45.0, 46.0), (45.3, 44.3), (45.1, 46.1), (31.2, 32.2)])
def test_surfaces_within_1_cm_match(height, other):
    earlier = visit({}, setup=Setup(surface_height_cm=height))
    assert compare(earlier, visit({}, setup=Setup(surface_height_cm=other)))[Side.LEFT].comparable


@pytest.mark.parametrize(
    ("later", "why"),
    [
        ({"knee": KneeLevel.LEVEL}, NotComparable.KNEE_LEVEL),
        ({"ended_by": EndedBy.PAIN}, NotComparable.UNGRADED),
        ({"pain": 8}, NotComparable.UNGRADED),
    ],
)
def test_another_task_or_an_ungraded_side_is_not_comparable(later, why):
    changes = compare(visit({}), visit(later))
    assert changes[Side.LEFT] == Change(why_not=why)
    assert changes[Side.RIGHT].comparable

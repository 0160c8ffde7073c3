"""The dose of a line by experience and balance, over the whole library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.dosing import NO_RANGE, Kind, Work, dose
from tests.programs.library import Row, exercise, rows

EXPERIENCES = ["new", "some", "experienced"]
LOW_BALANCE = {row["slug"] for row in rows("exercises") if row["balance"] == "low"}
by_number = {row["number"]: row for row in rows("exercises")}


def kind_of(row: Row, *, block: str = "strength") -> Kind:
    lower = row["experienced_dose"]
    return Kind(
        block=block,
        balance=row["balance"],
        usual=(row["dose"]["low"], row["dose"]["high"]),
        lower=(lower["low"], lower["high"]) if lower else NO_RANGE,
    )


def reps(number: int, low: int, high: int, experience: str) -> tuple[int | None, int | None]:
    asked = Work(sets=3, reps=(low, high))
    return dose(asked, kind_of(by_number[number]), experience=experience).work.reps


@pytest.mark.parametrize(
    ("number", "asked", "experience", "given_"),
    [
        # The back squat asks little balance: heavy and low for the experienced only.
        (1, (4, 6), "experienced", (4, 6)),
        (1, (4, 6), "some", (10, 12)),
        (1, (4, 6), "new", (10, 12)),
        (1, (10, 12), "experienced", (4, 6)),
        (21, (10, 12), "experienced", (6, 8)),
        (21, (6, 8), "new", (10, 12)),
        # The lunge asks for balance: never low, whoever it is.
        (5, (4, 6), "experienced", (10, 12)),
        (4, (6, 8), "experienced", (10, 12)),
        (5, (10, 12), "experienced", (10, 12)),
        # A goblet squat has no lower range of its own.
        (2, (10, 12), "experienced", (10, 12)),
        (2, (15, 20), "new", (10, 12)),
        (2, (15, 20), "some", (15, 20)),
        (2, (10, 10), "new", (10, 10)),
    ],
)
def test_repetitions(number: int, asked: tuple[int, int], experience: str, given_: tuple[int, int]) -> None:
    assert reps(number, *asked, experience) == given_


@pytest.mark.parametrize(
    ("asked", "experience", "given_"),
    [
        (Work(sets=2, hold=(15, 15)), "new", Work(sets=3, hold=(10, 10))),
        (Work(sets=2, hold=(15, 15)), "some", Work(sets=2, hold=(15, 15))),
        (Work(sets=5, hold=(5, 5)), "new", Work(sets=5, hold=(5, 5))),
        (Work(sets=2, hold=(20, 60)), "new", Work(sets=6, hold=(10, 10))),
        (Work(sets=8, hold=(20, 60)), "new", Work(sets=8, hold=(10, 10))),
    ],
)
def test_holds_are_short_and_repeated_for_beginners(asked: Work, experience: str, given_: Work) -> None:
    assert dose(asked, kind_of(exercise("side-plank"), block="core"), experience=experience).work == given_


@pytest.mark.parametrize("experience", EXPERIENCES)
def test_stretches_and_held_repetitions_stay_as_written(experience: str) -> None:
    stretch, held = Work(sets=2, hold=(30, 30)), Work(sets=3, reps=(5, 5), hold=(3, 3))
    assert (
        dose(stretch, kind_of(exercise("knee-hug"), block="stretch"), experience=experience).work == stretch
    )
    assert dose(held, kind_of(exercise("seated-knee-raise")), experience=experience).work == held


works = st.builds(
    lambda sets, low, more, is_hold: Work(
        sets=sets,
        reps=NO_RANGE if is_hold else (low, low + more),
        hold=(low, low + more) if is_hold else NO_RANGE,
    ),
    sets=st.integers(1, 10),
    low=st.integers(1, 60),
    more=st.integers(0, 40),
    is_hold=st.booleans(),
)


@given(asked=works, row=st.sampled_from(rows("exercises")), experience=st.sampled_from(EXPERIENCES))
def test_a_dose_is_possible_steady_and_says_why_it_differs(asked: Work, row: Row, experience: str) -> None:
    dosed = dose(asked, kind_of(row), experience=experience)
    assert bool(dosed.reason) == (dosed.work != asked)
    assert 1 <= asked.sets <= dosed.work.sets <= 10
    low, high = dosed.work.reps if dosed.work.counts == "reps" else dosed.work.hold
    assert low
    assert high
    assert low <= high
    assert dosed.work.counts == asked.counts
    # A second reading of what was given changes nothing.
    assert dose(dosed.work, kind_of(row), experience=experience).work == dosed.work


@given(asked=works, row=st.sampled_from(rows("exercises")), experience=st.sampled_from(EXPERIENCES))
def test_fewer_than_ten_repetitions_are_for_experienced_people_and_steady_exercises(
    asked: Work, row: Row, experience: str
) -> None:
    low, _high = dose(asked, kind_of(row), experience=experience).work.reps
    if low is not None and low < 10:
        assert (experience, row["slug"] in LOW_BALANCE) == ("experienced", True)

"""What is taken, buffers included, is offered to nobody else."""

import pytest

from assessments.availability import Rules, Taken
from tests.assessments.openings import booked, busy, make_rules, offered

MONDAY = "2024-03-04"


def blocks(rules: Rules, *spans: tuple[str, int]) -> list[Taken]:
    return [busy(rules, f"{MONDAY} {wall}", minutes=minutes) for wall, minutes in spans]


def test_a_booked_hour_is_gone_and_its_neighbours_stay() -> None:
    rules = make_rules("09:00-13:00")
    assert offered(rules, MONDAY, taken=[booked(rules, f"{MONDAY} 10:00")]) == ["09:00", "11:00", "12:00"]


def test_one_shared_second_is_an_overlap() -> None:
    rules = make_rules("09:00-13:00")
    ten = booked(rules, f"{MONDAY} 10:00")
    early = Taken(ten.blocked_start - 1, ten.blocked_end, None)
    late = Taken(ten.blocked_start, ten.blocked_end + 1, None)
    assert offered(rules, MONDAY, taken=[early]) == ["11:00", "12:00"]
    assert offered(rules, MONDAY, taken=[late]) == ["09:00", "12:00"]


@pytest.mark.parametrize(
    ("before", "after", "free"),
    [
        (0, 0, ["09:00", "09:30", "11:30", "12:00"]),
        (30, 0, ["09:00", "09:30", "12:00"]),
        (0, 30, ["09:00", "11:30", "12:00"]),
        (30, 30, ["09:00", "12:00"]),
        (31, 31, []),
    ],
)
def test_buffers_keep_their_distance_on_their_own_side(before: int, after: int, free: list[str]) -> None:
    rules = make_rules("09:00-13:00", step=30, before=before, after=after)
    assert offered(rules, MONDAY, taken=blocks(rules, ("10:30", 60))) == free


def test_buffers_may_lie_outside_opening_hours() -> None:
    rules = make_rules("09:00-11:00", before=30, after=30)
    assert offered(rules, MONDAY) == ["09:00", "10:00"]


def test_what_is_taken_outside_opening_hours_reaches_in_through_a_buffer() -> None:
    rules = make_rules("09:00-11:00", before=30, after=30)
    assert offered(rules, MONDAY, taken=blocks(rules, ("08:00", 45))) == ["10:00"]
    assert offered(rules, MONDAY, taken=blocks(rules, ("11:15", 45))) == ["09:00"]


def test_a_short_block_inside_a_long_one_frees_nothing() -> None:
    rules = make_rules("09:00-14:00")
    assert offered(rules, MONDAY, taken=blocks(rules, ("09:00", 240), ("10:00", 30))) == ["13:00"]


def test_a_block_from_the_day_before_reaches_over_midnight() -> None:
    rules = make_rules("00:00-04:00")
    taken = [busy(rules, "2024-03-03 20:00", minutes=330)]
    assert offered(rules, MONDAY, taken=taken) == ["02:00", "03:00"]


def test_the_order_of_what_is_taken_does_not_matter() -> None:
    rules = make_rules("09:00-14:00")
    taken = blocks(rules, ("12:00", 60), ("09:00", 60), ("11:00", 30))
    assert offered(rules, MONDAY, taken=taken) == offered(rules, MONDAY, taken=reversed(taken))
    assert offered(rules, MONDAY, taken=taken) == ["10:00", "13:00"]


def test_an_empty_block_takes_nothing() -> None:
    rules = make_rules("09:00-11:00")
    assert offered(rules, MONDAY, taken=blocks(rules, ("09:30", 0))) == ["09:00", "10:00"]

"""Slots lie inside the opening hours, whole steps after the opening."""

from collections.abc import Callable
from functools import partial

import pytest

from assessments.availability import Hours, Rules, Slot, free_slots, merged
from tests.assessments.openings import instant, make_rules, offered, open_hours

MONDAY, TUESDAY = "2024-03-04", "2024-03-05"


def test_the_last_visit_ends_at_closing_time() -> None:
    rules = make_rules("09:00-12:00", step=30)
    assert offered(rules, MONDAY) == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_starts_count_from_the_opening_not_from_the_full_hour() -> None:
    assert offered(make_rules("09:10-12:00", step=45), MONDAY) == ["09:10", "09:55", "10:40"]


def test_each_opening_of_a_day_has_its_own_count() -> None:
    rules = make_rules("09:00-11:30", "13:15-15:30")
    assert offered(rules, MONDAY) == ["09:00", "10:00", "13:15", "14:15"]


def test_hours_too_short_for_a_visit_offer_nothing() -> None:
    assert offered(make_rules("09:00-09:59"), MONDAY) == []


def test_touching_and_overlapping_hours_are_one_opening() -> None:
    rules = make_rules("10:30-12:00", "09:00-10:00", "10:00-10:45")
    assert offered(rules, MONDAY) == ["09:00", "10:00", "11:00"]


def test_a_visit_runs_past_midnight_when_both_days_are_open() -> None:
    rules = make_rules("00:00-01:00", "23:30-24:00", step=30)
    assert offered(rules, MONDAY, days=2, show="%d %H:%M") == ["04 00:00", "04 23:30", "05 00:00", "05 23:30"]


def test_a_visit_stops_at_midnight_when_the_next_day_is_closed() -> None:
    rules = make_rules("00:00-01:00", "22:30-24:00", step=30, weekdays=[0])
    assert offered(rules, MONDAY) == ["00:00", "22:30", "23:00"]


def test_a_visit_longer_than_a_day_fits_where_nights_are_open() -> None:
    wednesday = {"2024-03-06": open_hours("00:00-02:00")}
    rules = make_rules("00:00-24:00", weekdays=[0, 1], overrides=wednesday, duration=30 * 60, step=240)
    assert offered(rules, MONDAY, days=2, show="%a %H:%M") == [
        f"Mon {hour:02}:00" for hour in range(0, 24, 4)
    ]


def test_the_window_holds_its_first_instant_and_not_its_last() -> None:
    rules = make_rules("09:00-12:00")
    nine, ten = instant(rules, f"{MONDAY} 09:00"), instant(rules, f"{MONDAY} 10:00")
    assert free_slots(rules, [], since=nine, until=ten, now=nine) == [Slot(nine, nine + 3600)]
    assert free_slots(rules, [], since=ten, until=nine, now=nine) == []


def test_a_window_opened_between_two_starts_keeps_to_the_count() -> None:
    rules = make_rules("09:00-12:00")
    since, until = instant(rules, f"{MONDAY} 09:00") + 1, instant(rules, TUESDAY)
    starts = [slot.start for slot in free_slots(rules, [], since=since, until=until, now=since)]
    assert starts == [instant(rules, f"{MONDAY} 10:00"), instant(rules, f"{MONDAY} 11:00")]


def test_merged_hours_are_sorted_and_the_fewest() -> None:
    assert merged(open_hours("13:00-14:00", "09:00-12:00", "10:00-11:00", "12:00-12:30")) == open_hours(
        "09:00-12:30", "13:00-14:00"
    )
    assert merged(()) == ()


@pytest.mark.parametrize(("opens", "closes"), [(-1, 60), (60, 60), (61, 60), (0, 1_441)])
def test_hours_outside_one_day_are_refused(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="open hours"):
        Hours(opens, closes)


@pytest.mark.parametrize("make", [partial(make_rules, duration=0), partial(make_rules, step=0)])
def test_a_visit_and_a_step_last_at_least_a_minute(make: Callable[[], Rules]) -> None:
    with pytest.raises(ValueError, match="at least one minute"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        partial(make_rules, before=-1),
        partial(make_rules, after=-1),
        partial(make_rules, notice=-1),
        partial(make_rules, horizon=-1),
        partial(make_rules, daily_cap=-1),
    ],
)
def test_no_other_length_and_no_cap_is_negative(make: Callable[[], Rules]) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        make()

"""The slot picker: a month of whole weeks, and the hours of one day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assessments.picker import Day, FreeDays, Picker, Window, by_day, make_picker, nearest

TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
WINDOW = Window(now=NOW, opens=NOW, closes=NOW + timedelta(days=60))
BERLIN = ZoneInfo("Europe/Berlin")


def at(*instant: int) -> int:
    return int(datetime(*instant, tzinfo=UTC).timestamp())


def picked(*starts: int, **asked: Any) -> Picker:
    given = {"zone": BERLIN, "venue": BERLIN, "month": None, "day": None, "window": WINDOW} | asked
    return make_picker(FreeDays(free=by_day(starts, given["zone"])), **given)


def days_of(picker: Picker) -> list[Day]:
    return [day for week in picker.weeks for day in week]


THURSDAY = (at(2026, 12, 3, 9), at(2026, 12, 3, 15), at(2026, 12, 3, 17))
NEW_YEAR = at(2027, 1, 4, 9)


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2027, 2, 1), date(2027, 5, 1), date(2028, 2, 1)])
def test_weeks_are_whole_from_monday_and_hold_every_day_of_the_month(month: date) -> None:
    weeks = picked(month=month).weeks
    assert {len(week) for week in weeks} == {7}
    assert {week[0].date.weekday() for week in weeks} == {0}
    days = [day.date for week in weeks for day in week]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    inside = [day.date for week in weeks for day in week if day.in_month]
    assert inside[0] == month
    assert (inside[-1] + timedelta(days=1)).day == 1
    assert all(any(day.in_month for day in week) for week in weeks)


def test_weeks_that_are_over_are_left_out_of_this_month_only() -> None:
    assert [week[0].date for week in picked(month=date(2026, 11, 1)).weeks] == [TODAY]
    assert len(picked(day=date(2026, 11, 3)).weeks) == 6
    assert len(picked(month=date(2026, 10, 1)).weeks) == 5


def test_it_opens_on_the_first_free_day() -> None:
    picker = picked(*THURSDAY, NEW_YEAR)
    assert (picker.month, picker.chosen) == (date(2026, 12, 1), date(2026, 12, 3))
    assert [hour.instant for hour in picker.hours] == [
        "2026-12-03T09:00:00Z",
        "2026-12-03T15:00:00Z",
        "2026-12-03T17:00:00Z",
    ]
    assert [day.free for day in days_of(picker) if day.is_chosen] == [3]


def test_the_nearest_day_is_the_earlier_of_two() -> None:
    days = [date(2026, 7, 1), date(2026, 7, 5), date(2026, 7, 30)]
    assert nearest(days, date(2026, 7, 3)) == days[0]
    assert nearest(days, date(2026, 7, 4)) == days[1]
    assert nearest(days, date(2026, 12, 24)) == days[2]
    assert nearest([], days[0]) is None


def test_the_hours_are_parted_by_the_visitors_clock() -> None:
    assert [(str(name), len(hours)) for name, hours in picked(*THURSDAY).parts] == [
        ("Morning", 1),
        ("Afternoon", 1),
        ("Evening", 1),
    ]
    tokyo = picked(*THURSDAY, zone=ZoneInfo("Asia/Tokyo"))
    assert [(str(name), len(hours)) for name, hours in tokyo.parts] == [("Evening", 1)]


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Pacific/Kiritimati", date(2026, 12, 4), "07:00"),
        ("Europe/Berlin", date(2026, 12, 3), "18:00"),
        ("Pacific/Niue", date(2026, 12, 3), "06:00"),
    ],
)
def test_an_hour_stands_under_the_visitors_own_date(zone: str, day: date, clock: str) -> None:
    picker = picked(THURSDAY[2], zone=ZoneInfo(zone))
    assert picker.chosen == day
    assert [f"{hour.start:%H:%M}" for hour in picker.hours] == [clock]
    assert [each.date for each in days_of(picker) if each.free] == [day]


def test_an_hour_may_change_its_month_with_the_zone() -> None:
    eve = at(2026, 12, 31, 20)
    assert picked(eve).month == date(2026, 12, 1)
    assert picked(eve, zone=ZoneInfo("Asia/Tokyo")).month == date(2027, 1, 1)


def test_a_day_asked_for_is_chosen_with_or_without_hours() -> None:
    assert picked(*THURSDAY, day=date(2026, 12, 3)).hours
    empty = picked(*THURSDAY, day=date(2026, 12, 2))
    assert (empty.chosen, empty.hours, empty.next_free) == (date(2026, 12, 2), (), date(2026, 12, 3))


def test_a_day_outside_the_month_asked_for_is_left_aside() -> None:
    picker = picked(*THURSDAY, NEW_YEAR, month=date(2027, 1, 1), day=date(2026, 12, 3))
    assert picker.chosen == date(2027, 1, 4)


def test_the_next_free_day_follows_the_chosen_one() -> None:
    assert picked(*THURSDAY, NEW_YEAR).next_free == date(2027, 1, 4)
    assert picked(*THURSDAY, NEW_YEAR, day=date(2027, 1, 4)).next_free is None


def test_past_the_last_free_day_it_leads_back_to_the_first() -> None:
    assert picked(*THURSDAY, NEW_YEAR, day=date(2027, 1, 20)).next_free == date(2026, 12, 3)


def test_an_empty_month_says_so_and_leads_on() -> None:
    picker = picked(NEW_YEAR, month=date(2026, 12, 1))
    assert picker.is_empty
    assert (picker.chosen, picker.hours, picker.next_free) == (None, (), date(2027, 1, 4))


def test_with_nothing_free_at_all_it_shows_the_month_of_today() -> None:
    picker = picked()
    assert picker.is_empty
    assert (picker.month, picker.chosen, picker.next_free) == (date(2026, 11, 1), None, None)
    assert [day.date for day in days_of(picker) if day.is_today] == [TODAY]


@pytest.mark.parametrize(
    ("month", "earlier", "later"),
    [
        (date(2026, 11, 1), None, date(2026, 12, 1)),
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2026, 12, 1), None),
        (date(1970, 1, 1), None, date(1970, 2, 1)),
        (date(9998, 12, 1), date(9998, 11, 1), None),
    ],
)
def test_one_turns_pages_from_this_month_to_the_end_of_the_horizon(
    month: date, earlier: date | None, later: date | None
) -> None:
    picker = picked(*THURSDAY, month=month)
    assert (picker.earlier, picker.later) == (earlier, later)

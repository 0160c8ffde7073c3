"""A date's own hours replace those of its weekday."""

from assessments.availability import Refusal, refusal
from tests.assessments.openings import instant, make_rules, offered, open_hours

MONDAY, TUESDAY, SUNDAY = "2024-03-04", "2024-03-05", "2024-03-03"


def test_a_date_without_hours_is_closed() -> None:
    rules = make_rules("09:00-12:00", overrides={MONDAY: ()})
    assert offered(rules, MONDAY, days=2, show="%a %H:%M") == ["Tue 09:00", "Tue 10:00", "Tue 11:00"]


def test_special_hours_replace_the_usual_ones() -> None:
    rules = make_rules("09:00-12:00", overrides={MONDAY: open_hours("10:30-11:30", "18:00-19:00")})
    assert offered(rules, MONDAY) == ["10:30", "18:00"]


def test_a_weekday_that_is_usually_closed_can_open_for_once() -> None:
    rules = make_rules("09:00-12:00", weekdays=range(5), overrides={SUNDAY: open_hours("09:00-11:00")})
    assert offered(rules, SUNDAY) == ["09:00", "10:00"]


def test_special_hours_are_merged_like_any_others() -> None:
    rules = make_rules(overrides={MONDAY: open_hours("10:30-12:00", "09:00-10:45")})
    assert offered(rules, MONDAY) == ["09:00", "10:00", "11:00"]


def test_a_closed_date_ends_the_night_before_at_midnight() -> None:
    rules = make_rules("00:00-24:00", step=30, overrides={TUESDAY: ()})
    assert offered(rules, MONDAY)[-1] == "23:00"


def test_a_closed_date_is_refused_as_closed() -> None:
    rules = make_rules("09:00-12:00", overrides={MONDAY: ()})
    start = instant(rules, f"{MONDAY} 09:00")
    assert refusal(rules, [], start=start, now=start) is Refusal.CLOSED


def test_an_override_is_for_the_trainers_local_date() -> None:
    rules = make_rules("00:00-02:00", zone="Pacific/Auckland", overrides={MONDAY: open_hours("01:00-02:00")})
    assert offered(rules, MONDAY, days=2, show="%a %H:%M") == ["Mon 01:00", "Tue 00:00", "Tue 01:00"]

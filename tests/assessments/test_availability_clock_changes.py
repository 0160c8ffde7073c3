"""Skipped hours are never offered, repeated ones once per instant, and every visit has its full length.

Dates are years past, so that no later change of law can turn them.
"""

import pytest

from tests.assessments.openings import booked, make_rules, offered, open_hours

SPRING, AUTUMN = "2024-03-31", "2024-10-27"  # Berlin: 02:00 becomes 03:00, 03:00 becomes 02:00
ZONED = "%H:%M %Z"


def test_the_skipped_hour_is_not_offered_and_visits_run_across_it() -> None:
    rules = make_rules("01:00-05:00", step=30)
    assert offered(rules, SPRING, show=ZONED) == [
        "01:00 CET",
        "01:30 CET",
        "03:00 CEST",
        "03:30 CEST",
        "04:00 CEST",
    ]


def test_hours_that_are_skipped_altogether_offer_nothing() -> None:
    assert offered(make_rules("02:00-03:00", duration=15, step=15), SPRING) == []


def test_an_opening_that_is_skipped_still_anchors_the_steps() -> None:
    assert offered(make_rules("02:15-04:15", duration=30, step=30), SPRING) == ["03:15", "03:45"]


def test_a_visit_that_would_fit_only_on_the_wall_is_not_offered() -> None:
    assert offered(make_rules("01:30-03:00"), SPRING) == []


def test_the_repeated_hour_is_offered_twice_each_instant_once() -> None:
    rules = make_rules("02:00-03:00", duration=30, step=30)
    assert offered(rules, AUTUMN, show=ZONED) == ["02:00 CEST", "02:30 CEST", "02:00 CET", "02:30 CET"]


def test_a_visit_longer_than_the_wall_shows_fits_the_repeated_hour() -> None:
    rules = make_rules("02:00-03:00", duration=90, step=30)
    assert offered(rules, AUTUMN, show=ZONED) == ["02:00 CEST", "02:30 CEST"]


def test_a_clock_set_back_to_before_the_opening_closes_again() -> None:
    rules = make_rules("02:30-04:00", step=30)
    assert offered(rules, AUTUMN, show=ZONED) == ["02:30 CET", "03:00 CET"]


def test_a_booking_takes_one_of_two_repeated_hours() -> None:
    rules = make_rules("02:00-03:00")
    taken = [booked(rules, f"{AUTUMN} 02:00")]
    assert offered(rules, AUTUMN, taken=taken, show=ZONED) == ["02:00 CET"]


def test_half_hour_changes_keep_the_steps_of_the_wall_clock() -> None:
    rules = make_rules("01:00-04:00", zone="Australia/Lord_Howe", duration=30, step=30)
    spring = offered(rules, "2024-10-06", show="%H:%M %z")
    assert spring[:3] == ["01:00 +1030", "01:30 +1030", "02:30 +1100"]
    autumn = offered(rules, "2024-04-07", show="%H:%M %z")
    assert autumn[:4] == ["01:00 +1100", "01:30 +1100", "01:30 +1030", "02:00 +1030"]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Santiago", "2024-09-08"),
        ("Asia/Beirut", "2024-03-31"),
        ("Africa/Cairo", "2024-04-26"),
        ("America/Asuncion", "2023-10-01"),
    ],
)
def test_a_day_that_begins_at_one_has_23_hours(zone: str, day: str) -> None:
    hours = [f"{hour:02}:00" for hour in range(1, 24)]
    assert offered(make_rules("00:00-24:00", zone=zone), day) == hours


def test_a_day_set_back_at_midnight_is_one_date_under_one_cap() -> None:
    rules = make_rules("22:00-24:00", zone="Africa/Cairo", daily_cap=1)
    assert offered(rules, "2024-10-31", show=ZONED) == ["22:00 EEST", "23:00 EEST", "23:00 EET"]
    assert offered(rules, "2024-10-31", taken=[booked(rules, "2024-10-31 23:00")]) == []


def test_a_date_that_is_left_and_entered_again_keeps_its_own_hours() -> None:
    rules = make_rules(
        zone="America/St_Johns",
        overrides={"2010-11-06": open_hours("23:00-24:00"), "2010-11-07": open_hours("00:00-00:30")},
        duration=1,
        step=15,
    )
    # 00:01 on the 7th became 23:01 on the 6th.
    assert offered(rules, "2010-11-06", days=2, show="%d %H:%M %Z") == [
        *("06 23:00 NDT", "06 23:15 NDT", "06 23:30 NDT", "06 23:45 NDT", "07 00:00 NDT"),
        *("06 23:15 NST", "06 23:30 NST", "06 23:45 NST", "07 00:00 NST", "07 00:15 NST"),
    ]


def test_a_date_that_never_was_is_stepped_over() -> None:
    rules = make_rules("00:00-01:00", "23:00-24:00", zone="Pacific/Apia", duration=120)
    assert offered(rules, "2011-12-29", days=3, show="%d %H:%M") == ["29 23:00", "31 23:00"]


def test_a_day_that_a_zone_skips_offers_nothing() -> None:
    """Samoa went from the 29th of December 2011 to the 31st, across the date line."""
    rules = make_rules("09:00-11:00", zone="Pacific/Apia")
    days = offered(rules, "2011-12-29", days=3, show="%d %H:%M")
    assert days == ["29 09:00", "29 10:00", "31 09:00", "31 10:00"]


def test_hours_that_lead_into_a_skipped_day_go_on_after_it() -> None:
    rules = make_rules("00:00-24:00", zone="Pacific/Apia")
    days = offered(rules, "2011-12-29", days=3, show="%d %H:%M")
    assert days[22:26] == ["29 22:00", "29 23:00", "31 00:00", "31 01:00"]

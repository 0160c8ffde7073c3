"""Not too soon, not too far ahead, not too many a day; each limit exact to the second."""

from tests.assessments.openings import booked, busy, make_rules, offered

MONDAY, TUESDAY = "2024-03-04", "2024-03-05"


def test_notice_kept_to_the_second_is_enough() -> None:
    rules = make_rules("09:00-12:00", notice=60)
    assert offered(rules, MONDAY, now=f"{MONDAY} 08:00:00") == ["09:00", "10:00", "11:00"]
    assert offered(rules, MONDAY, now=f"{MONDAY} 08:00:01") == ["10:00", "11:00"]


def test_without_notice_a_visit_can_begin_this_very_second() -> None:
    rules = make_rules("09:00-12:00")
    assert offered(rules, MONDAY, now=f"{MONDAY} 10:00:00") == ["10:00", "11:00"]
    assert offered(rules, MONDAY, now=f"{MONDAY} 10:00:01") == ["11:00"]


def test_the_horizon_itself_is_already_too_far() -> None:
    rules = make_rules("09:00-12:00", horizon=1)
    assert offered(rules, TUESDAY, now=f"{MONDAY} 10:00:00") == ["09:00"]
    assert offered(rules, TUESDAY, now=f"{MONDAY} 10:00:01") == ["09:00", "10:00"]


def test_a_visit_may_end_beyond_the_horizon() -> None:
    rules = make_rules("09:00-12:00", horizon=1, duration=120)
    assert offered(rules, TUESDAY, now=f"{MONDAY} 09:30") == ["09:00"]


def test_horizon_days_are_24_hours_also_when_the_clock_changes() -> None:
    rules = make_rules("08:00-12:00", horizon=1)
    assert offered(rules, "2024-03-31", now="2024-03-30 09:00") == ["08:00", "09:00"]


def test_a_horizon_within_the_notice_offers_nothing() -> None:
    assert offered(make_rules("09:00-12:00", notice=1_440, horizon=1), MONDAY, days=3) == []


def test_a_full_day_offers_nothing_and_the_next_day_does() -> None:
    rules = make_rules("09:00-12:00", daily_cap=2)
    taken = [booked(rules, f"{MONDAY} 09:00"), booked(rules, f"{MONDAY} 11:00")]
    assert offered(rules, MONDAY, taken=taken[:1]) == ["10:00", "11:00"]
    assert offered(rules, MONDAY, taken=taken) == []
    assert offered(rules, TUESDAY, taken=taken) == ["09:00", "10:00", "11:00"]


def test_busy_blocks_do_not_fill_a_day() -> None:
    rules = make_rules("09:00-12:00", daily_cap=1)
    assert offered(rules, MONDAY, taken=[busy(rules, f"{MONDAY} 09:00")]) == ["10:00", "11:00"]


def test_a_visit_counts_for_the_date_it_starts_on() -> None:
    rules = make_rules("00:00-24:00", step=240, daily_cap=1)
    taken = [booked(rules, f"{MONDAY} 23:30")]
    assert offered(rules, MONDAY, taken=taken) == []
    assert offered(rules, TUESDAY, taken=taken) == ["04:00", "08:00", "12:00", "16:00", "20:00"]


def test_dates_are_those_of_the_trainers_zone() -> None:
    rules = make_rules("09:00-12:00", zone="Pacific/Auckland", daily_cap=1)
    # 09:00 on Tuesday in Auckland is still Monday in UTC, where Monday's own visits are too.
    taken = [booked(rules, f"{TUESDAY} 09:00")]
    assert offered(rules, MONDAY, taken=taken, days=2, show="%a %H:%M") == [
        "Mon 09:00",
        "Mon 10:00",
        "Mon 11:00",
    ]


def test_a_cap_of_none_a_day_closes_the_calendar() -> None:
    assert offered(make_rules("09:00-12:00", daily_cap=0), MONDAY, days=7) == []

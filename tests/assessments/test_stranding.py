"""A visit is stranded exactly when one of its minutes is not open, or is off."""

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.availability import Rules
from assessments.stranding import Booked, stranded
from tests.assessments.openings import instant, make_rules, open_hours
from tests.assessments.oracle import Oracle
from tests.assessments.test_availability_oracle import rules_for, zones_and_windows

MINUTE = 60


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Rules, list[Booked], list[tuple[int, int]]]:
    """Hours mostly around a clock change, visits among them, and time off."""
    zone, since, until = draw(zones_and_windows())
    rules = draw(rules_for(zone, datetime.fromtimestamp(since, zone).date()))
    minute = st.integers(since // MINUTE, until // MINUTE).map(lambda number: number * MINUTE)
    length = st.sampled_from([5, 30, 60, 60, 90, 600]).map(lambda number: number * MINUTE)
    ranges = st.builds(lambda start, size: (start, start + size), minute, length)
    visits = [
        Booked(key=key, start=start, end=end)
        for key, (start, end) in enumerate(draw(st.lists(ranges, min_size=1, max_size=8)))
    ]
    return rules, visits, draw(st.lists(ranges, max_size=3))


@settings(max_examples=150)
@given(calendars())
def test_a_visit_is_stranded_when_a_minute_of_it_is_not_open(
    calendar: tuple[Rules, list[Booked], list[tuple[int, int]]],
) -> None:
    rules, visits, time_off = calendar
    oracle = Oracle(rules, [])

    def works(minute: int) -> bool:
        is_off = any(since <= minute < until for since, until in time_off)
        return oracle.open_for(minute) is not None and not is_off

    slow = [
        visit.key
        for visit in visits
        if not all(works(minute) for minute in range(visit.start, visit.end, MINUTE))
    ]
    assert stranded(visits, rules, time_off=time_off) == slow


def tuesday(rules: Rules, since: str, until: str) -> Booked:
    return Booked(
        key=7, start=instant(rules, f"2026-12-01 {since}"), end=instant(rules, f"2026-12-01 {until}")
    )


def test_a_visit_may_cross_hours_that_touch_or_overlap() -> None:
    rules = make_rules("09:00-11:30", "11:30-13:00", "12:00-14:00")
    assert stranded([tuesday(rules, "11:00", "14:00")], rules) == []


def test_the_break_strands_it() -> None:
    rules = make_rules("09:00-11:30", "11:31-14:00")
    assert stranded([tuesday(rules, "11:00", "12:00")], rules) == [7]


def test_a_closed_date_strands_it() -> None:
    rules = make_rules("09:00-17:00", overrides={"2026-12-01": ()})
    assert stranded([tuesday(rules, "11:00", "12:00")], rules) == [7]


def test_special_hours_save_it() -> None:
    rules = make_rules("09:00-10:00", overrides={"2026-12-01": open_hours("11:00-12:00")})
    assert stranded([tuesday(rules, "11:00", "12:00")], rules) == []


def test_time_off_that_only_touches_it_does_not() -> None:
    rules = make_rules("09:00-17:00")
    visit = tuesday(rules, "11:00", "12:00")
    off = [(visit.start - 3600, visit.start), (visit.end, visit.end + 3600)]
    assert stranded([visit], rules, time_off=off) == []
    assert stranded([visit], rules, time_off=[(visit.end - 1, visit.end)]) == [7]


def test_it_may_run_into_the_next_day() -> None:
    rules = make_rules("00:00-24:00")
    visit = Booked(key=1, start=instant(rules, "2026-12-01 23:30"), end=instant(rules, "2026-12-02 00:30"))
    assert stranded([visit], rules) == []

"""Hours for the next visit: the same weekday and time some weeks on, else what is free nearest."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assessments.nexts import Suggestion, round_day, soonest, weeks_on

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 12, 1, 10, tzinfo=BERLIN)


def every_hour(since: datetime, *, days: int) -> list[datetime]:
    """09:00 to 16:00 on each day."""
    midnight = since.replace(hour=0)
    return [
        midnight + timedelta(days=day, hours=hour)
        for day in range(days)
        for hour in range(9, 17)
        if midnight + timedelta(days=day, hours=hour) >= since
    ]


def test_the_same_weekday_and_time_where_it_is_free() -> None:
    found = weeks_on(TUESDAY, every_hour(TUESDAY, days=60), now=TUESDAY)
    assert [(each.weeks, each.start - TUESDAY, each.is_same) for each in found] == [
        (weeks, timedelta(weeks=weeks), True) for weeks in (1, 2, 4, 6)
    ]


def test_else_the_nearest_within_three_days_else_none() -> None:
    in_a_week = TUESDAY + timedelta(weeks=1)
    offered = [in_a_week - timedelta(hours=3), in_a_week + timedelta(hours=2), TUESDAY + timedelta(days=11)]
    assert weeks_on(TUESDAY, offered, now=TUESDAY) == [
        Suggestion(start=offered[1], weeks=1),
        Suggestion(start=offered[2], weeks=2),
    ]


def test_the_time_on_the_clock_stays_over_a_clock_change() -> None:
    before = datetime(2027, 3, 23, 10, tzinfo=BERLIN)
    found = weeks_on(before, every_hour(before, days=60), now=before)
    assert found[0].start.strftime("%Y-%m-%d %H:%M") == "2027-03-30 10:00"
    assert found[0].instant == "2027-03-30T08:00:00Z"


def test_a_visit_of_long_ago_counts_as_last_weeks() -> None:
    now = TUESDAY + timedelta(days=100)
    found = weeks_on(TUESDAY, every_hour(now, days=60), now=now)
    assert [(each.start.weekday(), each.start.hour) for each in found] == [(1, 10)] * 4
    assert found[0].start - now <= timedelta(weeks=1)
    assert [each.weeks for each in found] == [15, 16, 18, 20]


def test_the_soonest_are_the_first_of_each_day() -> None:
    now = datetime(2026, 12, 1, 12, tzinfo=UTC).astimezone(BERLIN)
    assert [
        each.start.strftime("%d %H")
        for each in soonest(every_hour(now, days=9), after=now + timedelta(hours=1))
    ] == [
        "01 14",
        "02 09",
        "03 09",
        "04 09",
    ]


def test_for_the_retest_the_hour_nearest_to_its_day_is_offered() -> None:
    day = (TUESDAY + timedelta(weeks=6)).date()
    same, near, far = (
        TUESDAY + timedelta(weeks=6),
        TUESDAY + timedelta(weeks=6) + timedelta(days=2),
        TUESDAY + timedelta(weeks=7),
    )
    assert round_day(day, TUESDAY, [near, same, far]) == Suggestion(start=same, is_same=True)
    assert round_day(day, TUESDAY, [near, far]) == Suggestion(start=near)
    assert round_day(day, TUESDAY, [far]) is None

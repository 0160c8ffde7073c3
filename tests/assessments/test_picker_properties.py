"""Turning the picker's pages shows every free hour exactly once, under the visitor's date."""

from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from assessments.picker import FreeDays, Hour, Picker, Window, by_day, make_picker

QUARTER = 900
NOW = int(datetime(2026, 10, 20, 12, tzinfo=UTC).timestamp())
HORIZON = 60 * 86_400
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/Los_Angeles",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Niue",
]

starts = st.sets(st.integers(0, HORIZON // QUARTER - 1).map(lambda step: NOW + step * QUARTER), max_size=25)
zones = st.sampled_from(ZONES).map(ZoneInfo)


def open_picker(
    starts: set[int], zone: ZoneInfo, *, month: date | None = None, day: date | None = None
) -> Picker:
    now, closes = (datetime.fromtimestamp(instant, UTC) for instant in (NOW, NOW + HORIZON))
    return make_picker(
        FreeDays(free=by_day(sorted(starts), zone)),
        zone=zone,
        venue=zone,
        month=month,
        day=day,
        window=Window(now=now, opens=now, closes=closes),
    )


def leaf_through(starts: set[int], zone: ZoneInfo) -> list[Picker]:
    """The picker of every day that a visitor reaches from today's month by the page's own links."""
    today = datetime.fromtimestamp(NOW, zone).date()
    pages, month = [], today.replace(day=1)
    while month:
        page = open_picker(starts, zone, month=month)
        pages += [
            open_picker(starts, zone, month=month, day=day.date)
            for week in page.weeks
            for day in week
            if day.in_month and day.free
        ]
        month = page.later
    return pages


# The hour that Berlin's clock repeats.
@example(starts={1792976400, 1792976400 + 3600}, zone=ZoneInfo("Europe/Berlin"))
@given(starts=starts, zone=zones)
def test_every_hour_is_reached_once_under_its_date(starts: set[int], zone: ZoneInfo) -> None:
    shown: Counter[str] = Counter()
    for page in leaf_through(starts, zone):
        assert {hour.start.date() for hour in page.hours} == {page.chosen}
        assert sum(len(hours) for _, hours in page.parts) == len(page.hours)
        shown.update(hour.instant for hour in page.hours)
    expected = (Hour(start=datetime.fromtimestamp(start, UTC)).instant for start in starts)
    assert shown == Counter(expected)


@given(starts=starts, zone=zones)
def test_following_next_free_visits_every_free_day_in_order(starts: set[int], zone: ZoneInfo) -> None:
    page, days = open_picker(starts, zone), []
    while page.chosen:
        days.append(page.chosen)
        if page.next_free is None:
            break
        page = open_picker(starts, zone, day=page.next_free)
    assert days == sorted({datetime.fromtimestamp(start, zone).date() for start in starts})


@given(starts=starts, zone=zones, day=st.dates(date(1970, 1, 1), date(9998, 12, 31)))
def test_any_day_at_all_can_be_asked_for(starts: set[int], zone: ZoneInfo, day: date) -> None:
    page = open_picker(starts, zone, day=day)
    assert page.chosen == day
    assert (page.next_free is None) <= (not starts or bool(page.hours))

"""Any simple series, against an expansion by hand: wall clock in its zone, one day after the other."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from assessments.busy_reading import read
from tests.assessments.ical import SINCE, UNTIL, calendar, event, window

ZONES = [
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
hours = st.integers(4, 21)  # No clock of these zones jumps then: what a skipped hour means is another matter.


@st.composite
def series(draw: st.DrawFn) -> tuple[list[str], list[tuple[int, int]]]:
    """(an event's lines, the intervals it should make busy)."""
    zone, first = draw(st.sampled_from(ZONES)), draw(st.dates(date(2026, 1, 1), date(2027, 7, 1)))
    hour, minutes = draw(hours), draw(st.sampled_from([15, 60, 90, 24 * 60]))
    every, count = draw(st.integers(1, 9)), draw(st.integers(1, 60))
    days = draw(st.sets(st.integers(0, 6)))
    out = draw(st.sets(st.integers(0, 59), max_size=5))
    if days:
        days.add(first.weekday())
        picked = [day for day in _days(first, 7 * count) if day.weekday() in days][:count]
        rule = f"FREQ=WEEKLY;COUNT={count};BYDAY={','.join(WEEKDAYS[day] for day in sorted(days))}"
    else:
        picked = [first + timedelta(days=every * number) for number in range(count)]
        rule = f"FREQ=DAILY;INTERVAL={every};COUNT={count}"
    left = [day for number, day in enumerate(picked) if number not in out]
    gone = [f"EXDATE;TZID={zone.key}:{day:%Y%m%d}T{hour:02}0000" for day in picked if day not in left]
    starts = [datetime(day.year, day.month, day.day, hour, tzinfo=zone) for day in left]
    lines = [
        f"DTSTART;TZID={zone.key}:{first:%Y%m%d}T{hour:02}0000",
        f"DURATION:PT{minutes}M",
        f"RRULE:{rule}",
    ]
    return [*lines, *gone], [_span(start, minutes) for start in starts]


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def _span(start: datetime, minutes: int) -> tuple[int, int]:
    """A length given as a duration is one of real time."""
    return int(start.timestamp()), int((start.astimezone(UTC) + timedelta(minutes=minutes)).timestamp())


def minutes_of(spans: list[tuple[int, int]]) -> set[int]:
    """The quarter hours that are busy, as a set: no merging to get wrong."""
    bounds = range(int(SINCE.timestamp()) // 900, int(UNTIL.timestamp()) // 900)
    return {
        quarter for start, end in spans for quarter in range(start // 900, end // 900) if quarter in bounds
    }


@given(st.lists(series(), min_size=1, max_size=4))
def test_a_calendar_is_busy_just_when_its_series_are(
    made: list[tuple[list[str], list[tuple[int, int]]]],
) -> None:
    content = calendar(*(event(*lines, uid=str(number)) for number, (lines, _) in enumerate(made)))
    reading = read(content, window())
    assert reading.unreadable == 0
    assert minutes_of(list(reading.busy)) == minutes_of([span for _, spans in made for span in spans])
    assert all(earlier[1] < later[0] for earlier, later in zip(reading.busy, reading.busy[1:], strict=False))
    assert all(start < end for start, end in reading.busy)


@given(st.text("0123456789TZ;:,=-+\r\n PDHRULEXQSTAVNWK/é\0", max_size=200))
def test_garbage_in_one_event_takes_no_other_away(garbage: str) -> None:
    bad = event(f"DTSTART:2026{garbage}", uid="bad")
    good = event("DTSTART:20260701T100000Z", "DURATION:PT1H", uid="good")
    start = int(datetime(2026, 7, 1, 10, tzinfo=UTC).timestamp())
    reading = read(calendar(bad, good), window())
    assert [1 for begins, ends in reading.busy if begins <= start and ends >= start + 3600] == [1]

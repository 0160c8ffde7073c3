"""The week on paper: spans cut into local days, and placed by the clock on the wall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.week import MIDNIGHT, Axis, Piece, axis_of, cut, free_of, length_of
from hipcoach.common.zones import zone_names

BERLIN = ZoneInfo("Europe/Berlin")
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)


def piece(start: str, end: str, day: date) -> Piece:
    """What lies on the day of a span given in UTC."""
    found = cut(instant(start), instant(end), day=day, zone=BERLIN)
    assert found
    return found


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_visit_over_midnight_lies_on_both_days() -> None:
    start, end = "2026-12-01 22:30", "2026-12-01 23:30"
    before, after = piece(start, end, date(2026, 12, 1)), piece(start, end, date(2026, 12, 2))
    assert (before.at, before.until, before.began_before) == (23 * 60 + 30, MIDNIGHT, False)
    assert (after.at, after.until, after.began_before) == (0, 30, True)
    assert cut(instant(start), instant(end), day=date(2026, 12, 3), zone=BERLIN) is None


@pytest.mark.parametrize(
    ("day", "start", "end", "drawn"),
    [
        (FORWARD, "2027-03-28 00:30", "2027-03-28 01:30", (90, 210)),  # 01:30-03:30, over the skipped hour.
        (FORWARD, "2027-03-28 07:00", "2027-03-28 08:00", (540, 600)),
        (BACK, "2027-10-31 00:30", "2027-10-31 01:30", (150, 210)),  # 02:30-02:30: an hour all the same.
        (BACK, "2027-10-31 08:00", "2027-10-31 09:00", (540, 600)),
    ],
)
def test_nine_stands_at_nine_on_the_day_of_a_clock_change(
    day: date, start: str, end: str, drawn: tuple[int, int]
) -> None:
    found = piece(start, end, day)
    assert (found.at, found.until) == drawn


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25), (date(2026, 12, 1), 24)])
def test_a_whole_day_is_whole_however_long(day: date, hours: int) -> None:
    assert length_of(day, BERLIN) == timedelta(hours=hours)
    found = cut(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC), day=day, zone=BERLIN)
    assert found
    assert (found.at, found.until, found.is_whole_day) == (0, MIDNIGHT, True)


@given(
    st.sampled_from(sorted(zone_names())),
    st.integers(min_value=1_704_240_000, max_value=2_237_932_800),  # 2024 to 2040, epoch seconds.
    st.integers(min_value=1, max_value=3 * 24 * 60),
)
def test_the_pieces_of_a_span_are_the_span(zone: str, epoch: int, minutes: int) -> None:
    tz, start = ZoneInfo(zone), datetime.fromtimestamp(epoch, UTC)
    end = start + timedelta(minutes=minutes)
    first = start.astimezone(tz).date()
    days = [first + timedelta(days=number) for number in range(-1, 5)]
    pieces = [found for day in days if (found := cut(start, end, day=day, zone=tz))]
    lengths = [each.end.astimezone(UTC) - each.start.astimezone(UTC) for each in pieces]
    assert sum(lengths, timedelta()) == end - start
    assert all(0 <= each.at < MIDNIGHT and each.at <= each.until <= MIDNIGHT for each in pieces)


def test_the_axis_makes_room_for_early_and_late_but_not_for_whole_days() -> None:
    day = date(2026, 12, 1)
    early = piece("2026-12-01 05:10", "2026-12-01 06:00", day)
    late = piece("2026-12-01 19:30", "2026-12-01 20:05", day)
    whole = piece("2026-11-01 00:00", "2027-01-01 00:00", day)
    since_yesterday = piece("2026-11-30 00:00", "2026-12-01 09:00", day)
    axis = axis_of([early, late, whole, since_yesterday])
    assert (axis.first, axis.last) == (6, 22)
    assert axis_of([]) == Axis(first=9, last=17)


@pytest.mark.parametrize(
    ("start", "end", "classes"),
    [
        ("08:00", "09:00", "at-0 at-m-0 for-1 for-m-0"),
        ("09:07", "09:52", "at-1 at-m-5 for-0 for-m-45"),
        ("15:55", "16:00", "at-7 at-m-55 for-0 for-m-15"),
        ("03:00", "04:00", ""),
        ("06:00", "08:30", "at-0 at-m-0 for-0 for-m-30"),
        ("17:00", "19:00", ""),
    ],
)
def test_a_piece_is_placed_by_classes(start: str, end: str, classes: str) -> None:
    found = piece(f"2026-12-01 {start}", f"2026-12-01 {end}", date(2026, 12, 1))
    assert Axis(first=9, last=17).place(found) == classes


def test_what_is_free_is_what_is_open_less_what_is_taken() -> None:
    assert free_of([(0, 10), (20, 30)], [(-5, 2), (4, 5), (5, 7), (25, 40)]) == [
        (2, 4),
        (7, 10),
        (20, 25),
    ]
    assert free_of([(0, 10)], [(0, 20), (3, 4)]) == []

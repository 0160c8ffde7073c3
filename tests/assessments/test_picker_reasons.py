"""A day without free hours says why, in the visitor's own dates, and never guesses."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessments.picker import WHY_WORDS, FreeDays, Why, Window, by_day, hours_of, make_picker, why_none

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
WINDOW = Window(now=NOW, opens=NOW + timedelta(hours=12), closes=NOW + timedelta(days=30))
BERLIN = ZoneInfo("Europe/Berlin")


def at(*instant: int) -> int:
    return int(datetime(*instant, tzinfo=UTC).timestamp())


def why(day: date, *opened: int, zone: ZoneInfo = BERLIN) -> Why:
    return why_none(day, days=FreeDays(free={}, opened=by_day(opened, zone)), zone=zone, window=WINDOW)


@pytest.mark.parametrize(
    ("day", "opened", "reason"),
    [
        (date(2026, 11, 29), at(2026, 11, 29, 10), Why.PAST),
        (date(2026, 11, 30), at(2026, 11, 30, 20), Why.TOO_SOON),
        (date(2026, 11, 30), at(2026, 11, 30, 21), Why.FULL),
        (date(2026, 12, 2), at(2026, 12, 2, 10), Why.FULL),
        (date(2026, 12, 3), at(2026, 12, 2, 10), Why.CLOSED),
        (date(2026, 12, 30), at(2026, 12, 30, 8), Why.FULL),
        (date(2026, 12, 30), at(2026, 12, 30, 9), Why.TOO_FAR),
        (date(2026, 12, 31), at(2026, 12, 2, 10), Why.TOO_FAR),
        (date(9998, 12, 31), at(2026, 12, 2, 10), Why.TOO_FAR),
        (date(1970, 1, 1), at(2026, 12, 2, 10), Why.PAST),
    ],
)
def test_each_day_has_its_reason(day: date, opened: int, reason: Why) -> None:
    assert why(day, opened) is reason


def test_dates_are_the_visitors() -> None:
    late = at(2026, 12, 2, 15)
    tokyo = ZoneInfo("Asia/Tokyo")
    assert why(date(2026, 12, 2), late, zone=tokyo) is Why.CLOSED
    assert why(date(2026, 12, 3), late, zone=tokyo) is Why.FULL


def test_every_reason_has_words() -> None:
    assert set(WHY_WORDS) == set(Why)
    assert all(str(word) and str(text).endswith(".") for word, text in WHY_WORDS.values())


def test_the_chosen_day_says_it() -> None:
    picker = make_picker(
        FreeDays(free={}, opened=by_day([at(2026, 12, 2, 10)], BERLIN)),
        zone=BERLIN,
        venue=BERLIN,
        month=None,
        day=date(2026, 12, 2),
        window=WINDOW,
    )
    assert picker.why == WHY_WORDS[Why.FULL][1]
    assert {day.why for week in picker.weeks for day in week if not day.in_month} == {None}


def test_an_hour_that_the_clock_repeats_is_told_apart() -> None:
    first = at(2026, 10, 25, 0, 30)
    hours = hours_of([first, first + 3600, first + 7200], zone=BERLIN, venue=BERLIN)
    assert [hour.clock for hour in hours] == ["02:30 CEST", "02:30 CET", "03:30"]


def test_the_venues_clock_stands_beside_only_where_it_differs() -> None:
    (there,) = hours_of([at(2026, 12, 2, 23)], zone=ZoneInfo("America/New_York"), venue=BERLIN)
    assert (there.clock, there.venue_clock, there.venue_day) == ("18:00", "00:00", date(2026, 12, 3))
    (here,) = hours_of([at(2026, 12, 2, 23)], zone=ZoneInfo("Europe/Paris"), venue=BERLIN)
    assert (here.at_venue, here.venue_clock, here.venue_day) == (None, "", None)


def test_a_date_that_a_zone_skips_or_a_midnight_it_repeats_loses_no_start() -> None:
    apia = [at(2011, 12, 30, hour) for hour in range(8, 14)]
    assert {day: len(found) for day, found in by_day(apia, ZoneInfo("Pacific/Apia")).items()} == {
        date(2011, 12, 29): 2,
        date(2011, 12, 31): 4,
    }
    beirut = [at(2024, 10, 26, hour) for hour in range(20, 24)]
    assert {day: len(found) for day, found in by_day(beirut, ZoneInfo("Asia/Beirut")).items()} == {
        date(2024, 10, 26): 2,
        date(2024, 10, 27): 2,
    }

"""Dates and instants a browser sends: the right ones are read, all others are None, none is an error."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from hipcoach.common.http import ZONE_COOKIE, parse_day, parse_instant, parse_month, utc_text, visitor_zone

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-03", date(2026, 12, 3)),
        ("2028-02-29", date(2028, 2, 29)),
        ("2026-02-29", None),
        ("2026-12-3", None),
        ("20261203", None),
        ("2026-W49-4", None),
        ("1969-12-31", None),
        ("9998-12-31", date(9998, 12, 31)),
        ("9999-01-01", None),
        ("2026-12-03\n", None),
        ("٢٠٢٦-12-03", None),
        ("2026-12-03\0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_read_or_none(text: str | None, expected: date | None) -> None:
    assert parse_day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-12", date(2026, 12, 1)), ("2026-13", None), ("2026-00", None), ("2026-12-03", None), ("", None)],
)
def test_a_month_is_read_as_its_first_day_or_none(text: str, expected: date | None) -> None:
    assert parse_month(text) == expected


NINE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01T09:00:00Z", NINE),
        ("2026-12-01T09:00Z", NINE),
        ("2026-12-01T10:00:00+01:00", NINE),
        ("2026-12-01T10:00:00+0100", NINE),
        ("2026-12-01T10:00:00 01:00", NINE),
        ("2026-12-01 10:00:00+01:00", NINE),
        ("2026-12-01T04:00:00-05:00", NINE),
        ("2026-12-01T09:00:00.000Z", NINE),
        ("2026-12-01T09:00:00.500Z", None),
        ("2026-12-01T09:00:00", None),
        ("2026-12-01", None),
        ("2026-12-01T25:00:00Z", None),
        ("2026-12-01T09:00:00+25:00", None),
        ("1969-12-31T23:59:59Z", None),
        ("9999-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2026-12-01T09:00:00Z\n", None),
        ("1e9", None),
        (None, None),
    ],
)
def test_an_instant_is_read_in_utc_or_none(text: str | None, expected: datetime | None) -> None:
    assert parse_instant(text) == expected


@given(st.integers(min_value=0, max_value=250_000_000_000))
def test_what_our_own_links_write_is_read_again(seconds: int) -> None:
    instant = datetime.fromtimestamp(seconds, tz=UTC)
    assert parse_instant(utc_text(instant)) == instant


@given(st.text() | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:]{5,8})?(Z|[+ -][0-9:]{4,5})?"))
@example("0001-01-01T00:00:00+14:00")
@example("9999-12-31T23:59:59-23:59")
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(parse_day(text), date | None)
    assert isinstance(parse_month(text), date | None)
    assert isinstance(parse_instant(text), datetime | None)


@pytest.mark.parametrize(
    ("query", "cookie", "expected"),
    [
        ("Asia/Kolkata", "America/New_York", "Asia/Kolkata"),
        (None, "America/New_York", "America/New_York"),
        (None, "America%2FNew_York", "America/New_York"),
        ("Mars/Olympus", "America/New_York", "America/New_York"),
        ("Mars/Olympus", None, "Europe/Berlin"),
        (None, "../../etc/passwd", "Europe/Berlin"),
        (None, None, "Europe/Berlin"),
    ],
)
def test_the_asked_zone_wins_then_the_browsers_then_ours(
    query: str | None, cookie: str | None, expected: str
) -> None:
    request = RequestFactory().get("/", {"tz": query} if query else {})
    if cookie:
        request.COOKIES[ZONE_COOKIE] = cookie
    assert str(visitor_zone(request, fallback=BERLIN)) == expected

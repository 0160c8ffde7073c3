"""Files that are broken, huge or meant to hurt: read as far as they go, within bounds, or refused by name."""

from time import monotonic

import pytest

from assessments.busy_apart import Bounds, read_apart
from assessments.busy_reading import MOST_EVENTS, Fault, Unreadable, read
from tests.assessments.ical import LOGIN_PAGE, calendar, event, shown, window

GOOD = event("DTSTART:20260701T100000Z", "DURATION:PT1H", uid="good")
HOUR = ["2026-07-01 10:00/11:00"]
TIGHT = Bounds(cpu_seconds=1, clock_seconds=60, memory_bytes=512 * 1024**2)
SECONDS = ",".join(map(str, range(60)))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.NOT_A_CALENDAR),
        (b" \r\n\r\n", Fault.NOT_A_CALENDAR),
        (LOGIN_PAGE, Fault.NOT_A_CALENDAR),
        (b"\0\xff\xfe" * 1000, Fault.NOT_A_CALENDAR),
        (calendar(GOOD).decode().encode("utf-16"), Fault.NOT_A_CALENDAR),
        (b'{"kind": "calendar#events"}', Fault.NOT_A_CALENDAR),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", Fault.NOT_A_CALENDAR),
        (calendar("END:VEVENT"), Fault.NOT_A_CALENDAR),
        (calendar("BEGIN:VEVENT"), Fault.NOT_A_CALENDAR),
        (calendar("BEGIN:VEVENT\n" * 100_000), Fault.NOT_A_CALENDAR),
        (calendar(GOOD)[:-30], Fault.CUT_OFF),
        (calendar(*[GOOD] * (MOST_EVENTS + 1)), Fault.TOO_MUCH),
    ],
    ids=range(12),
)
def test_what_is_no_calendar_is_refused_by_name(content: bytes, fault: Fault) -> None:
    with pytest.raises(Unreadable) as caught:
        read(content, window())
    assert caught.value.fault == fault


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["DTSTART:garbage"],
        ["DTSTART:"],
        ["DTSTART"],
        ["DTSTART:20260732T100000Z", "DURATION:PT1H"],
        ["DTSTART:20260701T100000Z", "DTEND:20260630T100000Z"],
        ["DTSTART:20260701T100000Z", "DTEND:never"],
        ["DTSTART:20260701T100000Z", "DURATION:-P1000000000D"],
        ["DTSTART:20260701T100000Z", "DURATION:P99999999999999D"],
        ["DTSTART:20260701T100000Z", "RRULE:FREQ=NONSENSE"],
        ["DTSTART:20260701T100000Z", "RRULE:FREQ=SECONDLY"],
        ["DTSTART:20260701T100000Z", "RRULE:FREQ=MINUTELY;INTERVAL=1"],
        ["DTSTART:20260701T100000Z", f"RRULE:FREQ=DAILY;BYMINUTE={SECONDS};BYSECOND={SECONDS}"],
    ],
)
def test_an_event_without_sense_is_counted_and_the_others_stand(lines: list[str]) -> None:
    reading = read(calendar(event(*lines, uid="bad"), GOOD), window())
    assert (shown(reading), reading.unreadable) == (HOUR, 1)


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART:99991231T235959Z", "DTEND:99991231T235959Z"],
        ["DTSTART:00010101T000000Z", "DTEND:00010101T010000Z"],
        ["DTSTART:20260701T100000Z", "DURATION:PT1H", "SUMMARY:\0\x07"],
        ["DTSTART:20260701T100000Z", "DURATION:PT1H", "X" * 100_000],
        ["DTSTART:20260701T100000Z", "DURATION:PT1H", "BEGIN:VALARM\n" * 500 + "END:VALARM\n" * 500 + "X:y"],
        ["DTSTART:20260701T100000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
    ],
)
def test_oddities_do_no_harm(lines: list[str]) -> None:
    assert shown(read(calendar(event(*lines, uid="odd"), GOOD), window())) == HOUR


DATES = ",".join(
    f"2026{n % 12 + 1:02}{n % 28 + 1:02}T{n % 24:02}{n % 60:02}{n % 59:02}Z" for n in range(250_000)
)


@pytest.mark.parametrize(
    "parts",
    [
        [event("DTSTART:20260101T000000Z", "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30")],
        [event("DTSTART:00010101T000000Z", "RRULE:FREQ=HOURLY")],
        [event("DTSTART:20260601T000000Z", "DURATION:PT1M", f"RDATE:{DATES}")],
        [event("DTSTART:19700101T000000Z", "RRULE:FREQ=DAILY", uid=str(n)) for n in range(5_000)],
    ],
    ids=["never matches", "since year 1", "a million dates", "five thousand rules"],
)
def test_what_would_take_for_ever_ends_in_time(parts: list[str]) -> None:
    began = monotonic()
    with pytest.raises(Unreadable) as caught:
        read_apart(calendar(*parts), window(), bounds=TIGHT)
    assert caught.value.fault == Fault.TOO_MUCH
    assert monotonic() - began < TIGHT.clock_seconds


def test_a_huge_calendar_of_the_past_is_read_in_a_moment() -> None:
    past = [event("DTSTART:20200101T100000Z", "DTEND:20200101T110000Z", uid=str(n)) for n in range(50_000)]
    reading = read_apart(calendar(*past, GOOD), window(), bounds=Bounds(cpu_seconds=5))
    assert shown(reading) == HOUR


def test_read_apart_it_says_the_same() -> None:
    content = calendar(event("DTSTART:bad", uid="bad"), GOOD)
    assert read_apart(content, window()) == read(content, window())
    with pytest.raises(Unreadable) as caught:
        read_apart(LOGIN_PAGE, window())
    assert caught.value.fault == Fault.NOT_A_CALENDAR

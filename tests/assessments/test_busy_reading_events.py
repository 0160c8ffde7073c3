"""When an event of a calendar makes its owner busy, as Google, Outlook and iCloud write it."""

from zoneinfo import ZoneInfo

import pytest

from assessments.busy_reading import read
from tests.assessments.ical import busy, calendar, event, shown, window

OUTLOOKS_OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("DTSTART:20260701T100000Z | DTEND:20260701T110000Z", ["2026-07-01 10:00/11:00"]),
        ("DTSTART:20260701T100000Z | DURATION:PT1H30M", ["2026-07-01 10:00/11:30"]),
        ("DTSTART;TZID=America/New_York:20260701T100000 | DURATION:PT1H", ["2026-07-01 14:00/15:00"]),
        # Europe has changed its clocks, America has not.
        ("DTSTART;TZID=America/New_York:20261028T100000 | DURATION:PT1H", ["2026-10-28 14:00/15:00"]),
        ("DTSTART;TZID=Europe/Berlin:20261028T100000 | DURATION:PT1H", ["2026-10-28 09:00/10:00"]),
        ("DTSTART;TZID=W. Europe Standard Time:20260701T100000 | DURATION:PT1H", ["2026-07-01 08:00/09:00"]),
        ('DTSTART;TZID="Eastern Standard Time":20260701T100000 | DURATION:PT1H', ["2026-07-01 14:00/15:00"]),
        # A day by the wall clock, and 24 hours.
        ("DTSTART;TZID=CET:20270327T100000 | DURATION:P1D", ["2027-03-27 09:00/2027-03-28 08:00"]),
        ("DTSTART;TZID=CET:20270327T100000 | DURATION:PT24H", ["2027-03-27 09:00/2027-03-28 09:00"]),
        ("DTSTART;TZID=/vendor/Europe/Berlin:20260701T100000 | DURATION:PT1H", ["2026-07-01 08:00/09:00"]),
        ("DTSTART;TZID=Nowhere At All:20260701T100000 | DURATION:PT1H", ["2026-07-01 08:00/09:00"]),
        ("DTSTART:20260701T100000 | DTEND:20260701T110000", ["2026-07-01 08:00/09:00"]),
        ("DTSTART;VALUE=DATE:20260701", ["2026-06-30 22:00/2026-07-01 22:00"]),
        ("DTSTART;VALUE=DATE:20261025 | DTEND;VALUE=DATE:20261026", ["2026-10-24 22:00/2026-10-25 23:00"]),
        ("DTSTART;VALUE=DATE:20260701 | DTEND;VALUE=DATE:20260704", ["2026-06-30 22:00/2026-07-03 22:00"]),
        ("DTSTART:20260701T100000Z", []),
        ("DTSTART:20260701T100000Z | DTEND:20260701T100000Z", []),
        ("DTSTART:20260501T100000Z | DTEND:20260601T010000Z", ["2026-06-01 00:00/01:00"]),
        ("DTSTART:20200501T100000Z | DTEND:20280601T010000Z", ["2026-06-01 00:00/2027-06-01 00:00"]),
        ("DTSTART:20200501T100000Z | DTEND:20200601T010000Z", []),
        ("DTSTART:20300501T100000Z | DURATION:PT1H", []),
    ],
)  # fmt: skip
def test_one_event(line: str, expected: list[str]) -> None:
    assert busy(event(*line.split(" | "))) == expected


def test_a_zone_that_the_file_brings_along() -> None:
    hours = [f"DTSTART;TZID=Customized Time Zone:{day}T100000" for day in ("20261024", "20261026")]
    events = [event(start, "DURATION:PT1H", uid=start[-15:]) for start in hours]
    assert busy(OUTLOOKS_OWN_ZONE, *events) == ["2026-10-24 08:00/09:00", "2026-10-26 09:00/10:00"]


def test_whole_days_and_times_without_a_zone_are_the_trainers() -> None:
    parts = (
        event("DTSTART;VALUE=DATE:20260701", uid="1"),
        event("DTSTART:20260703T100000", "DURATION:PT1H", uid="2"),
    )
    assert busy(*parts, zone=ZoneInfo("America/New_York")) == [
        "2026-07-01 04:00/2026-07-02 04:00",
        "2026-07-03 14:00/15:00",
    ]


WEEKLY = ["DTSTART;TZID=Europe/Berlin:20261019T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"]


def test_a_rule_keeps_the_wall_clock_over_a_clock_change() -> None:
    assert busy(event(*WEEKLY)) == [
        "2026-10-19 08:00/09:00",
        "2026-10-26 09:00/10:00",
        "2026-11-02 09:00/10:00",
    ]


DECLINED = "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=DECLINED;CN=Mara:mailto:Mara@x.org"


def test_what_the_calendars_owner_has_declined_takes_no_time() -> None:
    name, once = "X-WR-CALNAME:mara@x.org", ("DTSTART:20261001T090000Z", "DTEND:20261001T100000Z")
    accepted = DECLINED.replace("DECLINED", "ACCEPTED")
    assert busy(name, event(*once, DECLINED, "STATUS:CONFIRMED")) == []
    assert busy(name, event(*once, accepted)) == ["2026-10-01 09:00/10:00"]
    assert busy(event(*once, DECLINED)) == ["2026-10-01 09:00/10:00"]
    assert busy(name.replace("mara", "bo"), event(*once, DECLINED)) == ["2026-10-01 09:00/10:00"]


def test_one_of_a_series_may_be_declined() -> None:
    series = event("DTSTART:20261001T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
    off = event("RECURRENCE-ID:20261008T090000Z", "DTSTART:20261008T090000Z", "DURATION:PT1H", DECLINED)
    assert busy("X-WR-CALNAME:mara@x.org", series, off) == ["2026-10-01 09:00/10:00"]


def test_an_hour_taken_out_one_added_one_moved_and_one_cancelled() -> None:
    out = event(
        *WEEKLY, "EXDATE;TZID=Europe/Berlin:20261026T100000", "RDATE;TZID=Europe/Berlin:20261028T120000"
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261019T100000", "DTSTART:20261020T150000Z", "DURATION:PT2H"
    )
    gone = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261102T100000",
        "DTSTART;TZID=Europe/Berlin:20261102T100000",
        "DURATION:PT1H",
        "STATUS:CANCELLED",
    )
    assert busy(out, moved, gone) == ["2026-10-20 15:00/17:00", "2026-10-28 11:00/12:00"]


def test_a_rule_without_an_end_fills_the_window_and_no_more() -> None:
    found = busy(event("DTSTART:19990101T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"))
    assert (len(found), found[0], found[-1]) == (365, "2026-06-01 10:00/11:00", "2027-05-31 10:00/11:00")


@pytest.mark.parametrize("until", ["20260705", "20260705T080000Z"])
def test_a_rule_ends_when_it_says(until: str) -> None:
    start = "DTSTART;VALUE=DATE:20260703" if len(until) == 8 else "DTSTART;TZID=Europe/Berlin:20260703T100000"
    assert len(read(calendar(event(start, f"RRULE:FREQ=DAILY;UNTIL={until}")), window()).busy) <= 3


@pytest.mark.parametrize(
    "free",
    ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "transp:transparent", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
)
def test_what_does_not_make_busy(free: str) -> None:
    assert busy(event("DTSTART:20260701T100000Z", "DURATION:PT1H", free)) == []


@pytest.mark.parametrize("taken", ["STATUS:TENTATIVE", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"])
def test_what_does(taken: str) -> None:
    assert busy(event("DTSTART:20260701T100000Z", "DURATION:PT1H", taken)) == ["2026-07-01 10:00/11:00"]


@pytest.mark.parametrize("uid", ["appointment-41@hips.example", "APPOINTMENT-1@HIPS.EXAMPLE"])
def test_our_own_visits_do_not_come_back(uid: str) -> None:
    assert busy(event("DTSTART:20260701T100000Z", "DURATION:PT1H", uid=uid)) == []


@pytest.mark.parametrize("uid", ["appointment-41@other.example", "appointment-x@hips.example", "", None])
def test_others_do(uid: str | None) -> None:
    assert len(busy(event("DTSTART:20260701T100000Z", "DURATION:PT1H", uid=uid))) == 1


def test_overlapping_and_touching_events_are_one_interval() -> None:
    hours = [("10", "12"), ("11", "13"), ("13", "14"), ("16", "17"), ("16", "17")]
    events = [event(f"DTSTART:20260701T{a}0000Z", f"DTEND:20260701T{b}0000Z", uid=None) for a, b in hours]
    assert busy(*events) == ["2026-07-01 10:00/14:00", "2026-07-01 16:00/17:00"]


def test_alarms_tasks_and_folded_lines_do_not_confuse() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT9H\nREPEAT:3\nEND:VALARM"
    folded = "SUMMARY:a long\n  title\nDTST\n ART:20260701T1000\n 00Z\nDURATION:PT1H"
    todo = "BEGIN:VTODO\nUID:9\nDTSTART:20260702T100000Z\nDUE:20260702T110000Z\nEND:VTODO"
    assert busy(event(folded, alarm), todo) == ["2026-07-01 10:00/11:00"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_any_line_ending_and_any_charset_is_read(ending: str, encoding: str) -> None:
    text = calendar(event("SUMMARY:Hüfte", "DTSTART:20260701T100000Z", "DURATION:PT1H")).decode()
    content = text.replace("\r\n", ending).encode(encoding)
    assert shown(read(content, window())) == ["2026-07-01 10:00/11:00"]

"""When a calendar file says its owner is busy. PURE: bytes in, intervals out.

What tells time is sifted out line by line before a calendar library sees it: titles, notes and guests may
tell of somebody's health and are never even parsed (of guests, only that the owner has declined), and an old
calendar's past costs nothing. A file can still be hostile (a rule with a million dates), so it is read in a
process of its own: see busy_apart.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event
from recurring_ical_events import of

MOST_EVENTS = 10_000
MOST_INTERVALS = 20_000
_DAY = timedelta(days=1)
_BREAK = re.compile(r"\r\n|\r|\n")
_FOLD = re.compile(r"(?:\r\n|\r|\n)[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_DATE = re.compile(r"[:,](\d{8})")
# No calendar of a person repeats within the hour.
_TOO_OFTEN = re.compile(r"FREQ=(SECONDLY|MINUTELY)|BY(SECOND|MINUTE)=\d+,", re.IGNORECASE)
_KEPT = {
    "UID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "SEQUENCE",
    "STATUS",
    "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS",
}
# Google names a person's own calendar by their address, and tells there which invitations they declined.
_OWNER = re.compile(r"X-WR-CALNAME[^:]*:\s*(\S+@\S+)\s*", re.IGNORECASE)
_DECLINED = re.compile(r"ATTENDEE;[^:]*PARTSTAT=DECLINED.*MAILTO:(\S+)", re.IGNORECASE)
# A length of hours is one of real time, one of days follows the wall clock; the library knows just that.
_REAL_TIME = re.compile(r"DURATION[^:]*:[^:]*T", re.IGNORECASE)
_MARK = "X-REAL-TIME"
_REPEATS = {"RRULE", "RDATE", "RECURRENCE-ID", "DURATION"}

Interval = tuple[int, int]  # [start, end) in epoch seconds.
Lines = list[str]


class Fault(StrEnum):
    """Why a whole file can't be read."""

    NOT_A_CALENDAR = "not_a_calendar"
    CUT_OFF = "cut_off"
    TOO_MUCH = "too_much"


class Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Disjoint sorted intervals, and how many of the file's events could not be understood."""

    busy: tuple[Interval, ...]
    unreadable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is asked for: [since, until) in epoch seconds.

    Whole days and times without a zone are in `zone`. Events called `appointment-<number>@own_host` are the
    visits that we hold ourselves, come back through the trainer's calendar.
    """

    since: int
    until: int
    zone: ZoneInfo
    own_host: str

    def reaches(self, first: str, last: str) -> bool:
        """Whether dates written YYYYMMDD come near the window, in whatever zone they are meant."""
        return last >= self._day(self.since, -2 * _DAY) and first <= self._day(self.until, 2 * _DAY)

    def is_ours(self, uid: str) -> bool:
        return bool(re.fullmatch(rf"appointment-\d+@{re.escape(self.own_host)}", uid.strip(), re.IGNORECASE))

    @staticmethod
    def _day(instant: int, slack: timedelta) -> str:
        return f"{datetime.fromtimestamp(instant, UTC) + slack:%Y%m%d}"


def read(content: bytes, window: Window) -> Reading:
    """The busy intervals within the window; raises Unreadable for what is no calendar, or too much of one."""
    zones, series = _sift(content, window)
    busy: list[Interval] = []
    unreadable = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The library warns of zones whose names it had to guess.
        for zone in zones:
            _learn(zone)
        for events in series:
            try:
                found, broken = _occurrences(events, window)
            except MemoryError:
                raise
            except Exception:  # Whatever a stranger's event makes the library do, the others still count.
                found, broken = [], len(events)
            busy += found
            unreadable += broken
    merged = tuple(_merged(busy))
    if len(merged) > MOST_INTERVALS:
        raise Unreadable(Fault.TOO_MUCH)
    return Reading(busy=merged, unreadable=unreadable)


def _sift(content: bytes, window: Window) -> tuple[list[Lines], list[list[Lines]]]:
    """(the file's own time zones, its series as lists of events that could touch the window)."""
    text = _FOLD.sub("", content.decode("utf-8-sig", "replace").replace("\0", ""))
    lines = [line.rstrip() for line in _BREAK.split(text) if line.strip()]
    if not lines or lines[0].upper() != "BEGIN:VCALENDAR":
        raise Unreadable(Fault.NOT_A_CALENDAR)
    if lines[-1].upper() != "END:VCALENDAR":
        raise Unreadable(Fault.CUT_OFF)
    zones: list[Lines] = []
    by_uid: dict[str, list[Lines]] = defaultdict(list)
    owner = next((found[1] for line in lines if (found := _OWNER.fullmatch(line))), "")
    for number, (kind, told) in enumerate(_parts(lines)):
        if kind == "VTIMEZONE":
            zones.append(told)
            continue
        part = _off_where_declined(told, owner)
        values = {_name(line): line for line in part}
        if _REAL_TIME.match(values.get("DURATION", "")):
            part.insert(-1, f"{_MARK}:1")
        uid = values.get("UID", "").partition(":")[2]
        if _may_count(values, window) and not window.is_ours(uid):
            by_uid[uid or str(number)].append(part)
    if sum(map(len, by_uid.values())) > MOST_EVENTS:
        raise Unreadable(Fault.TOO_MUCH)
    return zones, list(by_uid.values())


def _parts(lines: Lines) -> Iterator[tuple[str, Lines]]:
    """Each time zone with all its lines, each event with those that tell time; the rest is left out."""
    path: list[str] = []
    part: Lines = []
    for line in lines:
        name, _, value = line.upper().partition(":")
        if name == "BEGIN":
            path.append(value)
        inside = path[1] if len(path) > 1 else ""
        is_told = _name(line) in _KEPT or name in {"BEGIN", "END"} or _DECLINED.fullmatch(line)
        is_own = len(path) == 2 and is_told
        if inside == "VTIMEZONE" or (inside == "VEVENT" and is_own):
            part.append(line)
        if name == "END":
            if not path or path.pop() != value:
                raise Unreadable(Fault.NOT_A_CALENDAR)
            if len(path) == 1 and part:
                yield inside, part
                part = []


def _off_where_declined(part: Lines, owner: str) -> Lines:
    """The event without its guests; as a cancelled one where the calendar's owner has declined it."""
    off = [found[1] for line in part if (found := _DECLINED.fullmatch(line))]
    told = [line for line in part if _name(line) != "ATTENDEE"]
    if not owner or owner.casefold() not in (address.casefold() for address in off):
        return told
    return [*(line for line in told[:-1] if _name(line) != "STATUS"), "STATUS:CANCELLED", told[-1]]


def _name(line: str) -> str:
    match = _NAME.match(line)
    return match[0].upper() if match else ""


def _may_count(values: dict[str, str], window: Window) -> bool:
    """False for a single event that lies outside the window, by its dates alone."""
    if _REPEATS & values.keys():
        return True
    starts = _DATE.findall(values.get("DTSTART", ""))
    ends = _DATE.findall(values.get("DTEND", "")) or starts
    return not starts or window.reaches(starts[0], ends[-1])


def _learn(zone: Lines) -> None:
    """Tell the library of one of the file's own time zones; one that makes no sense to it stays unknown."""
    try:
        _calendar([zone])
    except MemoryError:
        raise
    except Exception:  # As above.
        return


def _calendar(parts: Iterable[Lines]) -> Calendar:
    inner = [line for part in parts for line in part]
    calendar = Calendar.from_ical(
        "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *inner, "END:VCALENDAR", ""])
    )
    if not isinstance(calendar, Calendar):
        raise TypeError
    return calendar


def _occurrences(events: list[Lines], window: Window) -> tuple[list[Interval], int]:
    """When one series makes busy, and how many of its events are broken. Raises whatever the library does."""
    if any(_TOO_OFTEN.search(line) for event in events for line in event if _name(line) == "RRULE"):
        raise Unreadable(Fault.TOO_MUCH)
    calendar = _calendar(events)
    calendar.subcomponents = [event for event in calendar.walk("VEVENT") if _is_whole(event, window.zone)]
    since, until = (datetime.fromtimestamp(each, UTC) for each in (window.since, window.until))
    # Exceptions are left out after the rules are unfolded: a cancelled hour replaces the one it cancels.
    found = of(calendar, components=["VEVENT"]).between(since - _DAY, until + _DAY)
    spans = [_span(event, window.zone) for event in found if _is_busy(event)]
    busy = [
        (max(start, window.since), min(end, window.until))
        for start, end in spans
        if start < window.until and end > window.since and start < end
    ]
    return busy, len(events) - len(calendar.subcomponents)


def _is_whole(event: Component, zone: ZoneInfo) -> bool:
    start, end = event.get("DTSTART"), event.get("DTEND")
    return not event.errors and (end is None or _instant(start.dt, zone) <= _instant(end.dt, zone))


def _is_busy(event: Event) -> bool:
    return (
        str(event.get("STATUS", "")).upper() != "CANCELLED"
        and str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
        and str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() != "FREE"
    )


def _span(event: Event, zone: ZoneInfo) -> Interval:
    start, end = _instant(event.start, zone), _instant(event.end, zone)
    return start, start + int((event.end - event.start).total_seconds()) if _MARK in event else end


def _instant(moment: date | datetime, zone: ZoneInfo) -> int:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())


def _merged(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """The same instants as the fewest intervals, sorted: overlapping or touching ones become one."""
    held: Interval | None = None
    for start, end in sorted(intervals):
        if held and start <= held[1]:
            held = held[0], max(held[1], end)
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held

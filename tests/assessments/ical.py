"""Calendar files as other programs write them, and what we read in them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assessments.busy_reading import Reading, Window, read

BERLIN = ZoneInfo("Europe/Berlin")
# Both clock changes of a year that has Europe and America change on different days.
SINCE, UNTIL = datetime(2026, 6, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
LOGIN_PAGE = b"<!DOCTYPE html><html><body><form>Sign in</form></body></html>"


def event(*lines: str, uid: str | None = "1@example.com") -> str:
    named = [f"UID:{uid}"] if uid else []
    return "\n".join(["BEGIN:VEVENT", *named, *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    lines = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *parts, "END:VCALENDAR", ""])
    return lines.replace("\n", "\r\n").encode()


def window(
    *,
    since: datetime = SINCE,
    until: datetime = UNTIL,
    zone: ZoneInfo = BERLIN,
    own_host: str = "hips.example",
) -> Window:
    return Window(since=int(since.timestamp()), until=int(until.timestamp()), zone=zone, own_host=own_host)


def shown(reading: Reading) -> list[str]:
    """Intervals as `2026-07-01 10:00/11:00`, in UTC; the end has its date when it is another one."""
    return [_shown(*(datetime.fromtimestamp(each, UTC) for each in pair)) for pair in reading.busy]


def busy(*parts: str, zone: ZoneInfo = BERLIN) -> list[str]:
    """What a calendar of these parts makes busy; every event of it must be understood."""
    reading = read(calendar(*parts), window(zone=zone))
    assert reading.unreadable == 0
    return shown(reading)


def _shown(start: datetime, end: datetime) -> str:
    return (
        f"{start:%Y-%m-%d %H:%M}/{end:%H:%M}"
        if start.date() == end.date()
        else f"{start:%Y-%m-%d %H:%M}/{end:%Y-%m-%d %H:%M}"
    )

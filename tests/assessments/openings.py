"""Opening hours as a trainer would say them, and what they offer on a date."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assessments.availability import Hours, Rules, Taken, free_slots


def open_hours(*spans: str) -> tuple[Hours, ...]:
    """Hours from spans like "09:00-12:30"."""
    return tuple(Hours(*(minute_of(end) for end in span.split("-"))) for span in spans)


def minute_of(wall: str) -> int:
    hour, minute = wall.split(":")
    return int(hour) * 60 + int(minute)


def make_rules(
    *spans: str,
    zone: str = "Europe/Berlin",
    weekdays: Iterable[int] = range(7),
    overrides: Mapping[str, tuple[Hours, ...]] | None = None,
    duration: int = 60,
    step: int = 60,
    before: int = 0,
    after: int = 0,
    notice: int = 0,
    horizon: int = 60,
    daily_cap: int | None = None,
) -> Rules:
    """The same hours on each of the weekdays; one-hour visits on the hour unless told otherwise."""
    return Rules(
        zone=ZoneInfo(zone),
        weekly={weekday: open_hours(*spans) for weekday in weekdays},
        overrides={date.fromisoformat(day): hours for day, hours in (overrides or {}).items()},
        duration=duration,
        step=step,
        before=before,
        after=after,
        notice=notice,
        horizon=horizon,
        daily_cap=daily_cap,
    )


def instant(rules: Rules, wall: str) -> int:
    """Epoch seconds of a local time like "2024-03-04 09:00"; of a repeated one, the first."""
    return int(datetime.fromisoformat(wall).replace(tzinfo=rules.zone).timestamp())


def booked(rules: Rules, wall: str, *, minutes: int = 60) -> Taken:
    start = instant(rules, wall)
    return Taken(start, start + minutes * 60, start)


def busy(rules: Rules, wall: str, *, minutes: int = 60) -> Taken:
    start = instant(rules, wall)
    return Taken(start, start + minutes * 60, None)


def offered(
    rules: Rules,
    day: str,
    *,
    taken: Iterable[Taken] = (),
    days: int = 1,
    now: str | None = None,
    show: str = "%H:%M",
) -> list[str]:
    """Local starts offered on a date, or on so many days from it; asked at its midnight unless told."""
    until = (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    slots = free_slots(
        rules,
        taken,
        since=instant(rules, day),
        until=instant(rules, until),
        now=instant(rules, now or day),
    )
    return [datetime.fromtimestamp(slot.start, rules.zone).strftime(show) for slot in slots]

"""Which hours to offer for the next visit: the same weekday and time some weeks on, and what is free soonest.
PURE."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

WEEKS_ON = (1, 2, 4, 6)
NEAR = timedelta(days=3)
SOONEST = 4
# How far the offered hours must reach.
REACH = timedelta(weeks=WEEKS_ON[-1] + 1) + NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One hour: so many weeks after the last visit (0: simply the next), at the same time or not."""

    start: datetime
    weeks: int = 0
    is_same: bool = False

    @property
    def instant(self) -> str:
        """The start as links and forms carry it, in UTC."""
        return self.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def weeks_on(last: datetime, offered: Sequence[datetime], *, now: datetime) -> list[Suggestion]:
    """For each number of weeks the same weekday and time, else the nearest offered hour within three days.

    `last` and `offered` are in the trainer's zone, so that the time on the clock stays the same. A last visit
    of long ago counts as if it had been within the past week.
    """
    weeks_ago = max(0, (now.astimezone(last.tzinfo).date() - last.date()).days // 7)
    found: list[Suggestion] = []
    for weeks in WEEKS_ON:
        wanted = last + timedelta(weeks=weeks_ago + weeks)
        near = [start for start in offered if abs(start.astimezone(UTC) - wanted.astimezone(UTC)) <= NEAR]
        if near:
            best = min(near, key=lambda start: abs(start.astimezone(UTC) - wanted.astimezone(UTC)))
            found.append(Suggestion(start=best, weeks=weeks_ago + weeks, is_same=best == wanted))
    return found


def round_day(day: date, last: datetime, offered: Sequence[datetime]) -> Suggestion | None:
    """The offered hour nearest to the day of the retest at the last visit's time, within three days of it."""
    wanted = datetime.combine(day, last.timetz())
    near = [start for start in offered if abs(start.astimezone(UTC) - wanted.astimezone(UTC)) <= NEAR]
    if not near:
        return None
    best = min(near, key=lambda start: abs(start.astimezone(UTC) - wanted.astimezone(UTC)))
    return Suggestion(start=best, is_same=best == wanted)


def soonest(offered: Sequence[datetime], *, after: datetime) -> list[Suggestion]:
    """The first offered hour of each of the next few days that have one, from that instant on."""
    first = {start.date(): start for start in reversed(offered) if start >= after}
    return [Suggestion(start=first[day]) for day in sorted(first)[:SOONEST]]

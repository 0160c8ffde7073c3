"""The promise of free hours said the slow way: one minute at a time, the time zone asked about every minute.

It shares the dataclasses with `assessments.availability` and not one line of its arithmetic.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property

from assessments.availability import Refusal, Rules, Slot, Taken


class Oracle:
    """Answers for one trainer's rules and what is taken; remembers the minutes it has looked at."""

    def __init__(self, rules: Rules, taken: Sequence[Taken]) -> None:
        self.rules = rules
        self.taken = taken
        self.days: dict[date, list[int | None]] = {}
        self.minutes: dict[int, int | None] = {}

    def slots(self, *, since: int, until: int, now: int) -> list[Slot]:
        """Every offered slot of `[since, until)`, found by asking about each whole minute in turn."""
        minutes = range(since + -since % 60, until, 60)
        starts = [start for start in minutes if self.refusal(start=start, now=now) is None]
        return [Slot(start, start + self.rules.duration * 60) for start in starts]

    def refusal(self, *, start: int, now: int) -> Refusal | None:
        return next(self.reasons(start, now), None)

    def reasons(self, start: int, now: int) -> Iterator[Refusal]:
        """Every reason against `start`, in the documented order."""
        rules, end = self.rules, start + self.rules.duration * 60
        if start < now:
            yield Refusal.PAST
        if start - now < rules.notice * 60:
            yield Refusal.NOTICE
        if start - now >= rules.horizon * 24 * 3600:
            yield Refusal.HORIZON
        if any(self.open_for(minute) is None for minute in range(start - start % 60, end, 60)):
            yield Refusal.CLOSED
        elif start % 60 or (self.open_for(start) or 0) % rules.step:
            yield Refusal.OFF_GRID
        if rules.daily_cap is not None and self.visit_days.count(self.local(start).date()) >= rules.daily_cap:
            yield Refusal.FULL
        blocked_start, blocked_end = start - rules.before * 60, end + rules.after * 60
        if any(max(blocked_start, t.blocked_start) < min(blocked_end, t.blocked_end) for t in self.taken):
            yield Refusal.TAKEN

    def open_for(self, instant: int) -> int | None:
        """Minutes on the wall clock since the opening of the hours `instant` lies in, None when closed."""
        if instant not in self.minutes:
            local = self.local(instant)
            self.minutes[instant] = self.day(local.date())[local.hour * 60 + local.minute]
        return self.minutes[instant]

    def day(self, day: date) -> list[int | None]:
        """The same for each of the 1440 minutes a clock can show on a date."""
        if day not in self.days:
            hours = self.rules.overrides.get(day, self.rules.weekly.get(day.weekday(), ()))
            self.days[day] = answers = []
            last: int | None = None
            for minute in range(1_440):
                is_open = any(each.opens <= minute < each.closes for each in hours)
                last = (0 if last is None else last + 1) if is_open else None
                answers.append(last)
        return self.days[day]

    @cached_property
    def visit_days(self) -> list[date]:
        return [self.local(entry.start).date() for entry in self.taken if entry.start is not None]

    def local(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant, self.rules.zone)

"""The trainer's week, or one day of it: visits and blocked time, in the trainer's zone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.models import Appointment, BusyBlock
from assessments.screens import CurrentScreen, latest_screens
from hipcoach.common.http import parse_day
from hipcoach.common.zones import day_bounds, midnight

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A visit, or blocked time, as far as it lies within one day."""

    start: datetime
    end: datetime
    visit: Appointment | None = None
    screen: CurrentScreen | None = None
    label: str = ""
    all_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    day: date
    is_today: bool
    entries: list[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days on the page, and the query strings of its neighbours."""

    first: date
    length: timedelta

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.length.days)]

    @property
    def is_week(self) -> bool:
        return self.length == WEEK

    @property
    def week(self) -> str:
        return week_text(self.first)

    @property
    def earlier(self) -> str:
        return self._query(self.first - self.length)

    @property
    def later(self) -> str:
        return self._query(self.first + self.length)

    def _query(self, first: date) -> str:
        return f"week={week_text(first)}" if self.is_week else f"day={first:%Y-%m-%d}"


@trainer_required
@require_safe
def schedule(request: TrainerRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    span = _span(request.GET.get("week"), request.GET.get("day"), today=today)
    zone = request.trainer.tz
    since, until = midnight(span.first, zone), midnight(span.first + span.length, zone)
    visits = list(
        request.trainer.appointments.live()
        .booked()
        .starting_between(since, until)
        .select_related("client", "service")
    )
    screens = latest_screens(clients={visit.client for visit in visits if visit.client}, now=now)
    blocks = list(request.trainer.busy_blocks.filter(start__lt=until, end__gt=since))
    entries = [_visit_entry(visit, screens) for visit in visits]
    context = {
        "span": span,
        "today": today,
        "zone": request.trainer.zone,
        "days": [
            Day(day=day, is_today=day == today, entries=_entries_of(day, entries, blocks, zone=zone))
            for day in span.days
        ],
    }
    return render(request, "desk/schedule.html", context)


def week_text(day: date) -> str:
    """The ISO week of a day, as `?week=` takes it."""
    year, week, _weekday = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def _span(week: str | None, day: str | None, *, today: date) -> Span:
    """The week or the day asked for, else this week; what can't be read is not asked for."""
    if chosen := parse_day(day):
        return Span(first=chosen, length=timedelta(days=1))
    return Span(first=_monday_of(week) or today - timedelta(days=today.weekday()), length=WEEK)


def _monday_of(week: str | None) -> date | None:
    match = re.fullmatch(r"(\d{4})-W(\d\d)", week or "", re.ASCII)
    if not match or not 1971 <= int(match[1]) <= 9997:
        return None
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None


def _visit_entry(visit: Appointment, screens: dict[int, CurrentScreen]) -> Entry:
    return Entry(start=visit.start, end=visit.end, visit=visit, screen=screens.get(visit.client_id or 0))


def _entries_of(
    day: date, visits: Iterable[Entry], blocks: Iterable[BusyBlock], *, zone: ZoneInfo
) -> list[Entry]:
    since, until = day_bounds(day, zone)
    blocked = (
        Entry(
            start=max(block.start, since),
            end=min(block.end, until),
            label=block.label,
            all_day=block.start <= since and block.end >= until,
        )
        for block in blocks
        if block.start < until and block.end > since
    )
    begun = (entry for entry in visits if since <= entry.start < until)
    return sorted([*begun, *blocked], key=lambda entry: entry.start)

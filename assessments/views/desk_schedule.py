"""The trainer's week, or one day of it, in the trainer's zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.free_hours import rules_of
from assessments.models import Service, Trainer
from assessments.screens import latest_screens
from assessments.views.week_blocks import Rows, days_of
from hipcoach.common.http import parse_day
from hipcoach.common.zones import midnight
from hipcoach.privacy import audit

WEEK = timedelta(days=7)


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
    rows = _rows(request.trainer, span, now=now)
    audit.record_listed(actor=request.user, client_ids=rows.screens, fields=["screen"], now=now)
    days, axis = days_of(span.days, rows, now=now)
    context = {
        "span": span,
        "today": today,
        "is_now": today in span.days,
        "now": now,
        "zone": request.trainer.zone,
        "days": days,
        "axis": axis,
    }
    return render(request, "desk/schedule.html", context)


def _rows(trainer: Trainer, span: Span, *, now: datetime) -> Rows:
    since, until = midnight(span.first, trainer.tz), midnight(span.first + span.length, trainer.tz)
    visits = list(
        trainer.appointments.of_own_clients()
        .blocking(since, until, now=now)
        .select_related("client", "service")
        .order_by("start", "pk")
    )
    service = trainer.services.filter(is_active=True).order_by("pk").first()
    return Rows(
        # The hours are the trainer's, whatever they offer.
        rules=rules_of(service or Service(trainer=trainer)),
        service=service,
        visits=visits,
        screens=latest_screens(clients={visit.client for visit in visits if visit.client}, now=now),
        busy=list(trainer.busy_blocks.filter(start__lt=until, end__gt=since)),
    )


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

"""Choosing an hour on the desk: what the trainer's own rules offer in the coming days, or any time typed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from assessments.access import TrainerRequest
from assessments.forms.desk_booking import TimeForm
from assessments.free_hours import desk_slots
from assessments.models import Appointment, Service
from assessments.picker import Hour, hours_of
from hipcoach.common.http import parse_day, utc_text
from hipcoach.common.zones import day_bounds, midnight

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDay:
    day: date
    hours: list[Hour]


def hours_page(
    request: TrainerRequest,
    service: Service,
    context: dict[str, Any],
    *,
    moving: Appointment | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Seven days from `?day=`; a typed `?date=` and `?time=` leads on to `?start=`, or says why it cannot."""
    typed = "date" in request.GET or "time" in request.GET
    form = TimeForm(
        request.GET if typed else None, zone=request.trainer.tz, initial={"date": _first(request)}
    )
    if typed and form.is_valid() and form.start:
        return HttpResponseRedirect(f"{request.path}?{_query(request, form.start)}")
    first = _first(request)
    context |= {
        "service": service,
        "days": _free_days(service, first, moving=moving),
        "earlier": max(first - WEEK, timezone.localdate()) if first > timezone.localdate() else None,
        "later": first + WEEK,
        "time_form": form,
        "problem": problem,
        "keep": _kept(service, context),
        "zone": request.trainer.zone,
    }
    return render(request, "desk/hour_choice.html", context, status=422 if form.errors else status)


def hours_that_day(service: Service, start: datetime, *, moving: Appointment | None = None) -> list[Hour]:
    """What is offered on the trainer's date of `start`, so that nobody types their words twice."""
    since, until = day_bounds(start.astimezone(service.trainer.tz).date(), service.trainer.tz)
    return _offered(service, since, until, moving=moving)


def _first(request: TrainerRequest) -> date:
    """The day asked for, but none that is over, and none after which the calendar ends."""
    asked, today = parse_day(request.GET.get("day")), timezone.localdate()
    return max(asked, today) if asked and asked.year <= 9997 else today


def _free_days(service: Service, first: date, *, moving: Appointment | None) -> list[FreeDay]:
    zone = service.trainer.tz
    hours = _offered(service, midnight(first, zone), midnight(first + WEEK, zone), moving=moving)
    days = (first + timedelta(days=number) for number in range(WEEK.days))
    return [FreeDay(day=day, hours=[hour for hour in hours if hour.start.date() == day]) for day in days]


def _offered(service: Service, since: datetime, until: datetime, *, moving: Appointment | None) -> list[Hour]:
    slots = desk_slots(service, since=since, until=until, now=timezone.now(), excluding=moving)
    zone = service.trainer.tz
    hours = hours_of((slot.start for slot in slots), zone=zone, venue=zone)
    return [hour for hour in hours if moving is None or hour.start != moving.start]


def _kept(service: Service, context: dict[str, Any]) -> str:
    """What the links to other days and to an hour carry on: for a new visit, what it is and for whom."""
    if "moving" in context:
        return ""
    client = context["client"]
    return f"service={service.pk}&" + (f"client={client.pk}&" if client else "")


def _query(request: TrainerRequest, start: datetime) -> str:
    query = request.GET.copy()
    for name in ("date", "time", "which", "day"):
        query.pop(name, None)
    query["start"] = utc_text(start)
    return query.urlencode()

"""The booking form of one hour."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.booking import book as book_hour
from assessments.forms.booking import BookingForm
from assessments.free_hours import as_datetime, free_slots, refusal
from assessments.links import token_of
from assessments.models import Service
from assessments.picker import Hour
from assessments.refusals import NotBookable
from assessments.views.picking import bookable_offer
from hipcoach.common.http import parse_instant, utc_text, visitor_zone
from hipcoach.common.zones import day_bounds, zone_or_none


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    """GET shows the form for `?start=`; POST books, or shows the form again with what was typed."""
    found = bookable_offer(request, trainer, service).service
    if request.method == "POST":
        return _post(request, found)
    start = parse_instant(request.GET.get("start"))
    if start is None:
        return _page(request, found, form=None, start=None, problem=_unreadable(), status=400)
    if reason := refusal(found, start=start, now=timezone.now()):
        return _page(request, found, form=None, start=start, problem=str(NotBookable(reason)), status=409)
    zone = _zone(request, found).key
    form = BookingForm(
        zone=zone,
        initial={
            "start": utc_text(start),
            "timezone": zone,
            "submission": uuid.uuid4(),
            **_known(request),
        },
    )
    return _page(request, found, form=form, start=start)


def _post(request: HttpRequest, service: Service) -> HttpResponse:
    form = BookingForm(request.POST, zone=_zone(request, service).key)
    start = parse_instant(request.POST.get("start") or request.GET.get("start"))
    valid = form.is_valid()
    if start is None:
        return _page(request, service, form=form, start=None, problem=_unreadable(), status=400)
    if not valid:
        return _page(request, service, form=form, start=start, status=422)
    try:
        appointment = book_hour(
            service=service,
            start=start,
            contact=form.contact,
            submission=form.cleaned_data["submission"],
            user=request.user if request.user.is_authenticated else None,
            now=timezone.now(),
        )
    except NotBookable as refused:
        return _page(request, service, form=form, start=start, problem=str(refused), status=409)
    if appointment.is_confirmed:
        messages.success(request, _("Your visit is booked. A confirmation is on its way to your inbox."))
    return redirect("manage", token=token_of(appointment))


def _page(
    request: HttpRequest,
    service: Service,
    *,
    form: BookingForm | None,
    start: datetime | None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    zone = _zone(request, service)
    context: dict[str, Any] = {
        "service": service,
        "form": form,
        "start": start.astimezone(zone) if start else None,
        "zone": zone.key,
        "venue_zone": service.trainer.tz.key if service.trainer.tz.key != zone.key else "",
        "problem": problem,
        "others": _hours_that_day(service, start, zone) if form and start and problem else [],
    }
    return render(request, "booking/book.html", context, status=status)


def _hours_that_day(service: Service, start: datetime, zone: ZoneInfo) -> list[Hour]:
    """What is still free on the visitor's date, so that nobody types their details twice."""
    since, until = day_bounds(start.astimezone(zone).date(), zone)
    slots = free_slots([service], since=since, until=until, now=timezone.now())
    return [Hour(start=as_datetime(slot.start).astimezone(zone)) for slot in slots]


def _zone(request: HttpRequest, service: Service) -> ZoneInfo:
    """The zone that the form carries, else the visitor's."""
    sent = zone_or_none(request.POST.get("timezone"))
    return sent or visitor_zone(request, fallback=service.trainer.tz)


def _known(request: HttpRequest) -> dict[str, str]:
    user = request.user
    return {"name": user.name, "email": user.email} if user.is_authenticated else {}


def _unreadable() -> str:
    return _("We can't read this time. Please pick an hour from the calendar.")

"""The free hours of a service, to pick one."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.free_hours import free_slots
from assessments.offers import Offer, find_offer
from assessments.picker import Picker, make_picker
from hipcoach.common.http import parse_day, parse_month, parse_number, visitor_zone
from hipcoach.common.zones import zone_choices


@require_safe
def service(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    found = bookable_offer(request, trainer, service)
    picker = picker_for(request, found, fallback=found.trainer.tz, now=timezone.now())
    context = {"offer": found, "service": found.service} | picker_context(found, picker)
    return render(request, "booking/service.html", context)


def bookable_offer(request: HttpRequest, trainer: str, service: str) -> Offer:
    """What this address offers, for any trainer of `?practice=`; else 404."""
    found = find_offer(trainer, service, practice=parse_number(request.GET.get("practice")))
    if found is None:
        raise Http404
    return found


def picker_for(request: HttpRequest, offer: Offer, *, fallback: ZoneInfo, now: datetime) -> Picker:
    """The picker that `?month=`, `?day=` and `?tz=` ask for; what makes no sense is left aside."""
    zone = visitor_zone(request, fallback=fallback)
    days = max(service.horizon_days for service in offer.services)
    beyond = now + timedelta(days=days)
    # Whole days, so that the answer can be kept; what is too near or too far is left out all the same.
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return make_picker(
        free_slots(offer.services, since=today, until=today + timedelta(days=days + 1), now=now),
        zone=zone,
        month=parse_month(request.GET.get("month")),
        day=parse_day(request.GET.get("day")),
        today=now.astimezone(zone).date(),
        last_day=beyond.astimezone(zone).date(),
    )


def picker_context(offer: Offer, picker: Picker) -> dict[str, Any]:
    return {
        "picker": picker,
        "zone": picker.zone.key,
        "zones": zone_choices(),
        "venue_zone": offer.trainer.tz.key if offer.trainer.tz.key != picker.zone.key else "",
        "weekdays": [date(2024, 1, day) for day in range(1, 8)],  # A week that starts on a Monday.
    }

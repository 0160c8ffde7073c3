"""What visitors see: trainers, one trainer, and the free hours of a service."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.availability import Slot
from assessments.free_hours import answer, as_datetime, free_slots
from assessments.models import Service, Trainer
from assessments.picker import Picker, make_picker
from hipcoach.common.http import parse_day, parse_month, visitor_zone
from hipcoach.common.zones import day_bounds, midnight, zone_choices, zone_or_none

LONGEST_RANGE = timedelta(days=62)


@require_safe
def trainers(request: HttpRequest) -> HttpResponse:
    listed = Trainer.objects.bookable().select_related("practice").order_by("name")
    return render(request, "booking/trainers.html", {"trainers": listed})


@require_safe
def trainer(request: HttpRequest, trainer: str) -> HttpResponse:
    found = get_object_or_404(Trainer.objects.filter(is_listed=True).select_related("practice"), slug=trainer)
    services = found.services.filter(is_active=True).order_by("pk")
    return render(request, "booking/trainer.html", {"trainer": found, "services": services})


@require_safe
def service(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    found = bookable_service(trainer, service)
    picker = picker_for(request, found, fallback=found.trainer.tz, now=timezone.now())
    context = {"service": found} | picker_context(found, picker)
    return render(request, "booking/service.html", context)


@require_safe
def slots(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    """The free hours of up to 62 days as JSON; the range is given in days of the asked zone."""
    first, last = parse_day(request.GET.get("from")), parse_day(request.GET.get("to"))
    zone = zone_or_none(request.GET.get("tz"))
    if first is None or last is None or zone is None:
        return _bad_request(_("Send from and to as YYYY-MM-DD, and tz as the name of a time zone."))
    if not timedelta(0) <= last - first < LONGEST_RANGE:
        return _bad_request(_("Ask for at least one day and at most 62."))
    found = bookable_service(trainer, service)
    since, until = midnight(first, zone), day_bounds(last, zone)[1]

    def as_json(slots: list[Slot]) -> bytes:
        return JsonResponse(
            {
                "trainer": found.trainer.slug,
                "service": found.slug,
                "timezone": zone.key,
                "duration_minutes": found.duration,
                "slots": [{"start": _iso(slot.start, zone), "end": _iso(slot.end, zone)} for slot in slots],
            }
        ).content

    body = answer(
        found,
        since=since,
        until=until,
        now=timezone.now(),
        shape=as_json,
        form=("json", zone.key, found.trainer.slug, found.slug),
    )
    return HttpResponse(body, content_type="application/json")


def bookable_service(trainer: str, service: str) -> Service:
    return get_object_or_404(Service.objects.bookable(), trainer__slug=trainer, slug=service)


def picker_for(request: HttpRequest, service: Service, *, fallback: ZoneInfo, now: datetime) -> Picker:
    """The picker that `?month=`, `?day=` and `?tz=` ask for; what makes no sense is left aside."""
    zone = visitor_zone(request, fallback=fallback)
    beyond = now + timedelta(days=service.horizon_days)
    # Whole days, so that the answer can be kept; what is too near or too far is left out all the same.
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return make_picker(
        free_slots(service, since=today, until=today + timedelta(days=service.horizon_days + 1), now=now),
        zone=zone,
        month=parse_month(request.GET.get("month")),
        day=parse_day(request.GET.get("day")),
        today=now.astimezone(zone).date(),
        last_day=beyond.astimezone(zone).date(),
    )


def picker_context(service: Service, picker: Picker) -> dict[str, Any]:
    return {
        "picker": picker,
        "zone": picker.zone.key,
        "zones": zone_choices(),
        "venue_zone": service.trainer.zone if service.trainer.zone != picker.zone.key else "",
        "weekdays": [date(2024, 1, day) for day in range(1, 8)],  # A week that starts on a Monday.
    }


def _iso(epoch: int, zone: ZoneInfo) -> str:
    return as_datetime(epoch).astimezone(zone).isoformat()


def _bad_request(problem: str) -> JsonResponse:
    return JsonResponse({"error": problem}, status=400)

"""The free hours of a service, to pick one; with htmx only the picker itself is sent again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from assessments.free_hours import answer, starts_by_hours, starts_to_move
from assessments.models import Appointment
from assessments.models.trainers import ANY_TRAINER
from assessments.offers import Offer, find_offer
from assessments.picker import FreeDays, Picker, Window, by_day, make_picker, nearest
from assessments.schedules import terms_of
from assessments.visitors import holder_of
from hipcoach.common.http import (
    browser_zone,
    parse_day,
    parse_month,
    parse_number,
    utc_text,
    visitor_zone,
    with_query,
)
from hipcoach.common.zones import find_zone, spoken, zone_choices

PART = "booking/_picker.html"


@require_safe
def service(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    return hours_page(request, bookable_offer(request, trainer, service))


def hours_page(
    request: HttpRequest, offer: Offer, *, start: datetime | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The free hours that are asked for; after a refused `start`, those of its day, with the `problem`."""
    now = timezone.now()
    zone = visitor_zone(request, fallback=offer.trainer.tz)
    day = start.astimezone(zone).date() if start else None
    picker = picker_for(request, offer, zone=zone, day=day, now=now)
    action = with_query(reverse("hold", args=_names(offer)), practice=practice_of(request))
    kept = kept_by(request, now=now)
    context = {
        "offer": offer,
        "service": offer.service,
        "problem": problem,
        "kept": kept,
        "go_on": form_of(kept, offer, zone=zone.key) if kept else "",
        **picker_context(request, offer, picker, here=service_path(offer), action=action),
    }
    return respond(request, "booking/service.html", context, status=status)


def respond(request: HttpRequest, page: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """The whole page, or only the picker where htmx asks for that."""
    with timezone.override(context["picker"].zone):
        response = render(request, PART if wants_part(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def bookable_offer(request: HttpRequest, trainer: str, service: str) -> Offer:
    """What this address offers, for any trainer of `?practice=`; else 404."""
    found = offer_here(request, trainer, service)
    if found is None:
        raise Http404
    return found


def offer_here(request: HttpRequest, trainer: str, service: str) -> Offer | None:
    return find_offer(trainer, service, practice=parse_number(request.GET.get("practice")))


def closed_offer(request: HttpRequest, trainer: str, service: str) -> Offer:
    """What this visitor keeps, or kept, of an address that offers nothing any more; else 404."""
    held = Appointment.objects.held_for(holder_of(request)).filter(service__slug=service)
    if trainer != ANY_TRAINER:
        held = held.filter(trainer__slug=trainer)
    kept = get_object_or_404(held.select_related("service__trainer"))
    return Offer(services=(kept.service,), is_any=False)


def picker_for(
    request: HttpRequest,
    offer: Offer,
    *,
    zone: ZoneInfo,
    now: datetime,
    day: date | None = None,
    moving: Appointment | None = None,
) -> Picker:
    """The picker of `day`, else that which `?month=` and `?day=` ask for; nonsense is left aside.

    `moving` is the visit for which another hour is picked: nothing asked for, the free day nearest to it.
    """
    notice = min(service.notice for service in offer.services)
    days = free_days(offer, zone=zone, now=now, moving=moving)
    month = None if day else parse_month(request.GET.get("month"))
    day = day or parse_day(request.GET.get("day"))
    if moving and not (day or month):
        day = nearest(days.free, moving.start.astimezone(zone).date())
    return make_picker(
        days,
        zone=zone,
        venue=venue_of(offer) or zone,
        month=month,
        day=day,
        window=Window(now=now, opens=now + timedelta(minutes=notice), closes=now + _horizon(offer)),
    )


def free_days(offer: Offer, *, zone: ZoneInfo, now: datetime, moving: Appointment | None = None) -> FreeDays:
    """All that can be booked, or that `moving` can be moved to, by the visitor's date and in order."""
    # Whole days, so that the answer can be kept; what is too near or too far is left out all the same.
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    until = since + _horizon(offer) + timedelta(days=1)

    def shape(starts: Sequence[int]) -> FreeDays:
        # From a day before, because somewhere it still is the day before.
        opened = starts_by_hours(offer.services, since=since - timedelta(days=1), until=until)
        return FreeDays(free=by_day(starts, zone), opened=by_day(opened, zone))

    if moving:
        return shape(starts_to_move(moving, since=since, until=until, now=now))
    terms = [terms_of(service) for service in offer.services]
    return answer(terms, since=since, until=until, now=now, shape=shape, form=("days", zone.key))


def picker_context(
    request: HttpRequest, offer: Offer, picker: Picker, *, here: str, action: str
) -> dict[str, Any]:
    """`here` is the address of the picker, `action` where an hour is sent."""
    asked = request.POST.get("tz") or request.GET.get("tz") or ""
    kept = {"tz": picker.zone.key if find_zone(asked) else "", "practice": practice_of(request)}
    device = browser_zone(request)
    venue = venue_of(offer)
    near = [each.key for each in (device, venue) if each]
    return {
        "picker": picker,
        "zones": zone_choices(),
        "near_zones": [(name, spoken(name)) for name in dict.fromkeys(near) if name != picker.zone.key],
        "unknown_zone": asked[:40] if asked and not find_zone(asked) else "",
        **zone_names(picker.zone, venue),
        "weekdays": [date(2024, 1, day) for day in range(1, 8)],  # A week that starts on a Monday.
        "here": here,
        "keep": "".join(f"&{urlencode({name: value})}" for name, value in kept.items() if value),
        "practice": kept["practice"],
        "action": action,
    }


def kept_by(request: HttpRequest, *, now: datetime) -> Appointment | None:
    """The hour that this visitor keeps; asks the database only for those who kept one before."""
    holder = holder_of(request)
    if not holder:
        return None
    held = Appointment.objects.held_for(holder).filter(hold_until__gt=now)
    return held.select_related("service__trainer").first()


def form_of(kept: Appointment, offer: Offer, *, zone: str) -> str:
    """The address of the form that books what is kept.

    Where whoever is free was asked for, the form goes on asking, should the hour be lost.
    """
    trainer, practice = kept.service.trainer.slug, ""
    if offer.is_any and kept.service in offer.services:
        trainer, practice = offer.trainer_slug, str(offer.trainer.practice_id)
    path = reverse("book", args=(trainer, kept.service.slug))
    return with_query(path, practice=practice, start=utc_text(kept.start), tz=zone)


def venue_of(offer: Offer) -> ZoneInfo | None:
    """The zone of the studio; None where whoever is free may work in another one."""
    zones = {service.trainer.zone for service in offer.services}
    return offer.trainer.tz if len(zones) == 1 else None


def zone_names(zone: ZoneInfo, venue: ZoneInfo | None) -> dict[str, str]:
    """The visitor's zone and, where it is another one, the studio's: their names, and as people read them."""
    other = venue.key if venue and venue != zone else ""
    return {
        "zone": zone.key,
        "zone_name": spoken(zone.key),
        "venue_zone": other,
        "venue_zone_name": spoken(other),
    }


def service_path(offer: Offer) -> str:
    return reverse("service", args=_names(offer))


def practice_of(request: HttpRequest) -> str:
    """The number asked for as `?practice=`, or ""."""
    number = parse_number(request.GET.get("practice"))
    return str(number) if number is not None else ""


def wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "picker"


def _horizon(offer: Offer) -> timedelta:
    return timedelta(days=max(service.horizon_days for service in offer.services))


def _names(offer: Offer) -> tuple[str, str]:
    return offer.trainer_slug, offer.service.slug

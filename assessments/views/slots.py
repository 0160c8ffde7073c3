"""The free hours of a service as JSON."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.availability import Slot
from assessments.free_hours import answer, as_datetime
from assessments.views.picking import bookable_offer
from hipcoach.common.http import parse_day
from hipcoach.common.zones import day_bounds, midnight, zone_or_none

LONGEST_RANGE = timedelta(days=62)


@require_safe
def slots(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    """The free hours of up to 62 days as JSON; the range is given in days of the asked zone."""
    first, last = parse_day(request.GET.get("from")), parse_day(request.GET.get("to"))
    zone = zone_or_none(request.GET.get("tz"))
    if first is None or last is None or zone is None:
        return _bad_request(_("Send from and to as YYYY-MM-DD, and tz as the name of a time zone."))
    if not timedelta(0) <= last - first < LONGEST_RANGE:
        return _bad_request(_("Ask for at least one day and at most 62."))
    found = bookable_offer(request, trainer, service)
    since, until = midnight(first, zone), day_bounds(last, zone)[1]

    def as_json(slots: list[Slot]) -> bytes:
        return JsonResponse(
            {
                "trainer": found.trainer_slug,
                "service": found.service.slug,
                "timezone": zone.key,
                "duration_minutes": found.service.duration,
                "slots": [{"start": _iso(slot.start, zone), "end": _iso(slot.end, zone)} for slot in slots],
            }
        ).content

    body = answer(
        found.services,
        since=since,
        until=until,
        now=timezone.now(),
        shape=as_json,
        form=("json", zone.key, found.trainer_slug, found.service.slug),
    )
    return HttpResponse(body, content_type="application/json")


def _iso(epoch: int, zone: ZoneInfo) -> str:
    return as_datetime(epoch).astimezone(zone).isoformat()


def _bad_request(problem: str) -> JsonResponse:
    return JsonResponse({"error": problem}, status=400)

"""The free hours of a service as JSON."""

import json
from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.availability import MINUTE
from assessments.free_hours import answer
from assessments.offers import find_terms
from hipcoach.common.http import parse_day, parse_number
from hipcoach.common.zones import LocalTexts, day_bounds, midnight, zone_or_none

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
    offered = find_terms(trainer, service, practice=parse_number(request.GET.get("practice")))
    if not offered:
        raise Http404
    body = answer(
        offered,
        since=midnight(first, zone),
        until=day_bounds(last, zone)[1],
        now=timezone.now(),
        shape=lambda starts: _as_json(starts, trainer, service, offered[0].duration, zone),
        form=("json", zone.key, trainer, service),
    )
    return HttpResponse(body, content_type="application/json")


def _as_json(starts: Iterable[int], trainer: str, service: str, minutes: int, zone: ZoneInfo) -> bytes:
    """The answer; its slots are written by hand, because there are hundreds and they hold digits only."""
    text, length = LocalTexts(zone), minutes * MINUTE
    head = {"trainer": trainer, "service": service, "timezone": zone.key, "duration_minutes": minutes}
    slots = ", ".join(f'{{"start": "{text(start)}", "end": "{text(start + length)}"}}' for start in starts)
    return f'{json.dumps(head)[:-1]}, "slots": [{slots}]}}'.encode()


def _bad_request(problem: str) -> JsonResponse:
    return JsonResponse({"error": problem}, status=400)

"""Small helpers for views: zones, dates and instants that a browser sends."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from ipaddress import IPv6Address, ip_address
from urllib.parse import unquote, urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from hipcoach.common.zones import find_zone, zone_or_none

ZONE_COOKIE = "zone"
_ISO_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.0{1,9})?(Z|[+ -]\d\d:?\d\d)", re.ASCII
)


class VisitorZoneMiddleware:
    """Show times in the zone that the browser told (a cookie); a page that knows better overrides it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = browser_zone(request)
        with timezone.override(zone or timezone.get_default_timezone()):
            return self.get_response(request)


class SeeOther(HttpResponseRedirect):
    """The answer to a button: what came of it is there, to be fetched with GET."""

    status_code = 303


def visitor_zone(request: HttpRequest, *, fallback: ZoneInfo) -> ZoneInfo:
    """The zone asked for as `tz`, in the address or the form, else the browser's, else the fallback."""
    asked = request.POST.get("tz") or request.GET.get("tz")
    return find_zone(asked) or browser_zone(request) or fallback


def browser_zone(request: HttpRequest) -> ZoneInfo | None:
    """The zone that the device told (a cookie)."""
    return zone_or_none(unquote(request.COOKIES.get(ZONE_COOKIE, "")))


def visitor_network(request: HttpRequest) -> str:
    """Where the request comes from, as rate limits count it: the address, or the /64 of an IPv6 one.

    Behind our proxy it is what the proxy saw; whatever stands before that is the visitor's own claim.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    told = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return _network(told.rpartition(",")[2]) or _network(peer) or ""


def _network(text: str) -> str | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    # Whoever has one such address has the whole block of them.
    return str(IPv6Address(int(address) >> 64 << 64))


def parse_number(text: str | None) -> int | None:
    """A row's number from a query string, or None."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,18}", text, re.ASCII) else None


def parse_day(text: str | None) -> date | None:
    """A date of the years 1970 to 9998 from `YYYY-MM-DD`, or None."""
    if not text or not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 9998 else None


def parse_month(text: str | None) -> date | None:
    """The first day of `YYYY-MM`, or None."""
    return parse_day(f"{text}-01") if text else None


def parse_instant(text: str | None) -> datetime | None:
    """An ISO 8601 instant with an offset, in UTC, or None.

    A space is read as the plus sign that a browser turned into one. Fractions of a second must be zero.
    """
    match = _ISO_INSTANT.fullmatch(text or "")
    if not match:
        return None
    day, clock, offset = match.groups()
    try:
        instant = datetime.fromisoformat(f"{day}T{clock}{offset.replace(' ', '+')}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant if 1970 <= instant.year <= 9998 else None


def with_query(path: str, **asked: str) -> str:
    """The path with these parameters, without the empty ones."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path


def utc_text(instant: datetime) -> str:
    """An instant as our own links write it: `2026-12-01T09:00:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

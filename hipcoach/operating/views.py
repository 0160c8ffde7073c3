"""What machines ask: can this process serve, and how are things."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hipcoach.common.http import utc_text
from hipcoach.operating import metrics, readiness
from hipcoach.operating.failing import RETRY_AFTER


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while this process can serve, else 503; the body says how each part is, in words and seconds."""
    state = readiness.look(timezone.now())
    if state.serves:
        return JsonResponse(state.as_dict())
    return JsonResponse(state.as_dict(), status=503, headers={"Retry-After": RETRY_AFTER})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to tell of a hole (RFC 9116); it ends in half a year, and is always fresh."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    ends = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {utc_text(ends)}",
        f"Canonical: {settings.SITE_URL}{request.path}",
        "Preferred-Languages: en",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def metrics_page(request: HttpRequest) -> HttpResponse:
    """For whoever sends METRICS_TOKEN; to everybody else, and without one, there is no such page."""
    told = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(told, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(metrics.text(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")

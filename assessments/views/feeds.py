"""The trainer's visits for their own calendar program, behind a secret address."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assessments import calendars, links


@cache_control(private=True, no_cache=True)
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    trainer = links.find_feed(token)
    if trainer is None:
        raise Http404
    visits = trainer.appointments.in_feed(timezone.now())
    content = calendars.feed(trainer, visits)
    # A program that looks every few minutes is answered with the digest alone while nothing has changed.
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "ETag": etag,
            "Content-Disposition": 'inline; filename="calendar.ics"',
            "X-Robots-Tag": "noindex",
        },
    )
    return get_conditional_response(request, etag=etag, response=response) or response

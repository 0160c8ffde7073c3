"""Too many at once: who has waited too long for a turn is told to come again, so that others get one."""

import re
from collections.abc import Callable
from time import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hipcoach.operating.failing import short_break

# Whoever has waited so long in line would wait as long again for the page.
LONGEST_WAIT_MS = 5000
# A clock that is far off says nothing.
NO_CLOCK_MS = 120_000
_STAMP = re.compile(r"(?:t=)?([0-9]{13})", re.ASCII)


class OverloadMiddleware:
    """Our proxy writes when a request came (X-Request-Start, in milliseconds); else nobody is sent off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY and LONGEST_WAIT_MS < waited(request, at=time() * 1000) < NO_CLOCK_MS:
            return short_break(request)
        return self.get_response(request)


def waited(request: HttpRequest, *, at: float) -> float:
    """Milliseconds between the proxy and here; 0 when it didn't say."""
    stamp = _STAMP.fullmatch(request.headers.get("X-Request-Start", ""))
    return at - int(stamp[1]) if stamp else 0

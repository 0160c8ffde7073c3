"""Every request gets a name, is timed, counted, and told in one line of the log that names nobody."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from hipcoach.common.counting import book
from hipcoach.common.request_ids import HEADER, named, request_id

logger = logging.getLogger("hipcoach.requests")
# Asked again and again by machines, and of no interest to anybody.
UNTOLD = {"healthz", "readyz", "metrics"}
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
SLOW_SECONDS = 1.0


class WatchMiddleware:
    """The outermost one, so that it sees every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(named(request.headers.get(HEADER)))
        began = perf_counter()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = request_id.get()
            _tell(request, response.status_code, perf_counter() - began)
            return response
        finally:
            request_id.reset(token)


def _tell(request: HttpRequest, status: int, seconds: float) -> None:
    """The page's name stands for its address: a name holds no number, no search and no secret."""
    method = request.method if request.method in METHODS else "other"
    page = (request.resolver_match.view_name if request.resolver_match else "") or "none"
    book.note(method=method, status=status, seconds=seconds)
    # What was only read, and went well, is counted; to write of each would cost the busiest pages a tenth.
    matters = method != "GET" or status >= 500 or seconds > SLOW_SECONDS
    level = logging.INFO if matters and page not in UNTOLD else logging.DEBUG
    if logger.isEnabledFor(level):
        told = {"method": method, "page": page, "status": status, "ms": round(seconds * 1000)}
        logger.log(level, "%(method)s %(page)s %(status)s in %(ms)s ms", told, extra={"told": told})

"""Keep an hour while the form is filled in, or let it go. Buttons only: no link keeps anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessments import booking
from assessments.refusals import NotBookable
from assessments.views.often import told_to_wait, too_often
from assessments.views.picking import bookable_offer, form_of, hours_page, practice_of, service_path
from assessments.visitors import holder_of, may_hold, visitor_of
from hipcoach.common.http import SeeOther, parse_instant, visitor_zone, with_query


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    """POST keeps the hour and leads to its form; a refused one shows the hours of its day.

    GET, when that page's address is opened again, leads to the free hours.
    """
    offer = bookable_offer(request, trainer, service)
    if request.method != "POST":
        return redirect(with_query(service_path(offer), practice=practice_of(request)))
    start, now = parse_instant(request.POST.get("start")), timezone.now()
    if start is None:
        return hours_page(
            request, offer, problem=_("We can't read this time. Please pick an hour."), status=400
        )
    if not may_hold(request, now=now):
        problem = too_often(visitor_zone(request, fallback=offer.trainer.tz), now=now)
        return told_to_wait(hours_page(request, offer, start=start, problem=problem, status=429), now=now)
    visitor = visitor_of(request)
    try:
        if offer.is_any:
            kept = booking.hold_any(services=offer.services, start=start, holder=visitor.holder, now=now)
        else:
            kept = booking.hold(service=offer.service, start=start, holder=visitor.holder, now=now)
    except NotBookable as refused:
        return hours_page(request, offer, start=start, problem=str(refused), status=409)
    response = SeeOther(form_of(kept, offer, zone=visitor_zone(request, fallback=offer.trainer.tz).key))
    visitor.remember(response)
    return response


@never_cache
@require_POST
def release(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    """Give back whatever this visitor keeps, and show the free hours; twice is harmless."""
    if holder := holder_of(request):
        booking.release(holder=holder)
    offer = bookable_offer(request, trainer, service)
    return SeeOther(with_query(service_path(offer), practice=practice_of(request)))

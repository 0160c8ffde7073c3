"""The manage link of one appointment: see, confirm, move, cancel, invitation. A button acts, no link does."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import booking, calendars, changing, links
from assessments.models import Appointment
from assessments.offers import Offer
from assessments.refusals import NotBookable
from assessments.views.often import told_to_wait, too_often
from assessments.views.picking import picker_context, picker_for, respond, zone_names
from assessments.visitors import may_move
from hipcoach.common.http import parse_instant, visitor_zone
from hipcoach.common.zones import zone_or_none

# So long the page says by itself that the visit is booked; a message would make a session for every visitor.
NEWS_LASTS = timedelta(minutes=5)


@never_cache
@require_safe
def manage(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, _opened(token), token, "booking/manage.html")


@never_cache
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    appointment = _opened(token)
    try:
        booking.confirm(appointment=appointment, now=timezone.now())
    except NotBookable as refused:
        return _page(request, appointment, token, "booking/manage.html", problem=str(refused), status=409)
    return redirect("manage", token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: HttpRequest, token: str) -> HttpResponse:
    appointment = _opened(token)
    if request.method != "POST":
        return _picker(request, appointment, token)
    start = parse_instant(request.POST.get("start"))
    if start is None:
        problem = _("We can't read this time. Please pick an hour.")
        return _picker(request, appointment, token, problem=problem, status=400)
    now = timezone.now()
    if not may_move(appointment, now=now):
        problem = too_often(_zone_of(appointment), now=now)
        return told_to_wait(_picker(request, appointment, token, problem=problem, status=429), now=now)
    try:
        changing.reschedule(appointment=appointment, start=start, now=now)
    except NotBookable as refused:
        return _picker(request, appointment, token, problem=str(refused), status=409)
    messages.success(request, _("Your visit is moved. An updated invitation is on its way."))
    return redirect("manage", token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    appointment = _opened(token)
    if request.method == "POST":
        try:
            changing.cancel(appointment=appointment, by=Appointment.By.CLIENT, now=timezone.now())
        except NotBookable as refused:
            return _page(request, appointment, token, "booking/manage.html", problem=str(refused), status=409)
        return redirect("manage", token=token)
    return _page(request, appointment, token, "booking/cancel.html")


@never_cache
@require_safe
def invite(request: HttpRequest, token: str) -> HttpResponse:
    appointment = _opened(token)
    if appointment.awaits_confirmation:
        raise Http404
    is_cancelled = appointment.status == Appointment.Status.CANCELLED
    method: calendars.Method = "CANCEL" if is_cancelled else "REQUEST"
    content = calendars.invitation(appointment, method=method, now=timezone.now())
    return HttpResponse(
        content,
        content_type=f"text/calendar; charset=utf-8; method={method}",
        headers={"Content-Disposition": 'attachment; filename="invite.ics"'},
    )


def _opened(token: str) -> Appointment:
    appointment = links.find(token, now=timezone.now())
    if appointment is None:
        raise Http404
    return appointment


def _zone_of(appointment: Appointment) -> ZoneInfo:
    """The booker's zone; the studio's, should theirs have vanished from the world."""
    return zone_or_none(appointment.contact_zone) or appointment.trainer.tz


def _page(
    request: HttpRequest,
    appointment: Appointment,
    token: str,
    template: str,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    zone = _zone_of(appointment)
    is_new = appointment.version == 1 and now - appointment.booked_at < NEWS_LASTS
    context = {
        "appointment": appointment,
        "service": appointment.service,
        "token": token,
        **zone_names(zone, appointment.trainer.tz),
        "can_change": changing.too_late_to_change(appointment, now=now) is None,
        "can_move": changing.too_late_to_move(appointment, now=now) is None,
        "move_until": changing.movable_until(appointment),
        "free_until": changing.free_to_cancel_until(appointment),
        "is_late": now > changing.free_to_cancel_until(appointment),
        "is_news": appointment.is_confirmed and is_new,
        "book_again": links.booking_path(appointment),
        "has_lapsed": appointment.has_lapsed(now),
        "problem": problem,
    }
    if appointment.awaits_confirmation:
        template = "booking/confirm.html"
    with timezone.override(zone):
        return render(request, template, context, status=status)


def _picker(
    request: HttpRequest, appointment: Appointment, token: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    if too_late := changing.too_late_to_move(appointment, now=now):
        problem = str(NotBookable(too_late))
        return _page(request, appointment, token, "booking/manage.html", problem=problem, status=409)
    service = appointment.service
    offer = Offer(services=(service,), is_any=False)
    zone = visitor_zone(request, fallback=_zone_of(appointment))
    picker = picker_for(request, offer, zone=zone, now=now, moving=appointment)
    here = reverse("reschedule", args=[token])
    context = {
        "appointment": appointment,
        "service": service,
        "token": token,
        "move_until": changing.movable_until(appointment),
        "problem": problem,
        "moves": True,
    }
    context |= picker_context(request, offer, picker, here=here, action=here)
    return respond(request, "booking/reschedule.html", context, status=status)

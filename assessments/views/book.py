"""The booking form of one hour."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.availability import Refusal
from assessments.booking import book as book_hour
from assessments.booking import book_any
from assessments.forms.booking import BookingForm
from assessments.free_hours import free_slots, refusal, who_is_free
from assessments.links import token_of
from assessments.models import Appointment, Service
from assessments.offers import Offer
from assessments.picker import Hour, hours_of
from assessments.refusals import NotBookable
from assessments.signin import has_proven
from assessments.views.often import told_to_wait, too_often
from assessments.views.picking import (
    bookable_offer,
    closed_offer,
    free_days,
    kept_by,
    offer_here,
    practice_of,
    service_path,
    venue_of,
    zone_names,
)
from assessments.visitors import holder_of, may_book
from hipcoach.common.http import parse_instant, utc_text, visitor_zone, with_query
from hipcoach.common.zones import day_bounds, zone_or_none

CHECK_MAIL = "hipcoach.check-mail"
CHECK_MAIL_LASTS = 24 * 3600
OTHER_DAYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why the form isn't simply shown; with `others`, the hours that are left are offered instead.

    Where all `is_closed`, there is nothing to go back to.
    """

    text: str
    status: int
    others: bool = False
    is_closed: bool = False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    """GET shows the form for `?start=`; POST books, or shows the form again with what was typed."""
    if request.method == "POST":
        offer = offer_here(request, trainer, service)
        return _post(request, offer) if offer else _closed(request, trainer, service)
    offer = bookable_offer(request, trainer, service)
    start = parse_instant(request.GET.get("start"))
    if start is None:
        return _page(request, offer, form=None, start=None, problem=_unreadable())
    kept = _kept_here(request, offer, start)
    if not kept and (reason := _refusal(offer, start)):
        problem = Problem(text=str(NotBookable(reason)), status=409)
        return _page(request, offer, form=None, start=start, problem=problem)
    zone = _zone(request, offer).key
    form = BookingForm(
        zone=zone,
        initial={
            "start": utc_text(start),
            "timezone": zone,
            "submission": uuid.uuid4(),
            **_known(request),
        },
    )
    return _page(request, offer, form=form, start=start, kept=kept)


@never_cache
@require_safe
def check_mail(request: HttpRequest, trainer: str, service: str, sealed: str) -> HttpResponse:
    """What to do next where the address is confirmed first. It opens nothing: the mailed link does."""
    try:
        pk = signing.loads(sealed, salt=CHECK_MAIL, max_age=CHECK_MAIL_LASTS)
    except signing.BadSignature as error:
        raise Http404 from error
    asked = Appointment.objects.select_related("service__trainer").filter(
        pk=pk, service__slug=service, trainer__slug=trainer
    )
    appointment, now = asked.first(), timezone.now()
    zone = zone_or_none(appointment.contact_zone) if appointment else None
    context = {
        "trainer_slug": trainer,
        "service_slug": service,
        "appointment": appointment,
        "waits": bool(appointment and appointment.awaits_confirmation and not appointment.has_lapsed(now)),
        **zone_names(zone or ZoneInfo("UTC"), None),
    }
    return render(request, "booking/check_mail.html", context)


def _closed(request: HttpRequest, trainer: str, service: str) -> HttpResponse:
    """What was offered when the form was opened, and isn't any more: what was typed is still there."""
    offer = closed_offer(request, trainer, service)
    form = BookingForm(request.POST, zone=_zone(request, offer).key)
    text = _("This can't be booked any more. What you typed is still here, should you need it.")
    return _page(
        request, offer, form=form, start=None, problem=Problem(text=text, status=409, is_closed=True)
    )


def _post(request: HttpRequest, offer: Offer) -> HttpResponse:
    form = BookingForm(request.POST, zone=_zone(request, offer).key)
    start, now = parse_instant(request.POST.get("start") or request.GET.get("start")), timezone.now()
    valid = form.is_valid()
    if start is None:
        return _page(request, offer, form=form, start=None, problem=_unreadable())
    if not valid:
        kept = _kept_here(request, offer, start)
        return _page(request, offer, form=form, start=start, kept=kept, status=422)
    shown = request.POST.get("shown")
    if shown and not offer.is_any and shown != offer.terms_shown:
        problem = Problem(text=_changed(offer.service), status=409)
        kept = _kept_here(request, offer, start)
        return _page(request, offer, form=form, start=start, kept=kept, problem=problem)
    if not may_book(request, email=form.contact.email, now=now):
        problem = Problem(
            text=too_often(visitor_zone(request, fallback=offer.trainer.tz), now=now), status=429
        )
        kept = _kept_here(request, offer, start)
        page = _page(request, offer, form=form, start=start, kept=kept, problem=problem)
        return told_to_wait(page, now=now)
    try:
        appointment = _book(request, offer, form, start, now)
    except NotBookable as refused:
        problem = Problem(text=str(refused), status=409, others=True)
        return _page(request, offer, form=form, start=start, problem=problem)
    return _after(request, appointment)


def _book(
    request: HttpRequest, offer: Offer, form: BookingForm, start: datetime, now: datetime
) -> Appointment:
    given: dict[str, Any] = {
        "start": start,
        "contact": form.contact,
        "submission": form.cleaned_data["submission"],
        "user": request.user if request.user.is_authenticated else None,
        "holder": holder_of(request),
        "now": now,
    }
    if offer.is_any:
        return book_any(services=offer.services, **given)
    return book_hour(service=offer.service, **given)


def _after(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """To the visit; or, where the address is not proven yet, to a page that opens nothing."""
    user = request.user
    proven = user.is_authenticated and has_proven(user, appointment.contact_email)
    waits = appointment.awaits_confirmation or appointment.trainer.confirm_first
    if proven or not waits:
        return redirect("manage", token=token_of(appointment))
    service = appointment.service
    sealed = signing.dumps(appointment.pk, salt=CHECK_MAIL)
    return redirect("check_mail", trainer=service.trainer.slug, service=service.slug, sealed=sealed)


def _page(
    request: HttpRequest,
    offer: Offer,
    *,
    form: BookingForm | None,
    start: datetime | None,
    kept: Appointment | None = None,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    zone, now = _zone(request, offer), timezone.now()
    others: Sequence[Hour] = ()
    if form and start and problem and problem.others:
        others = _hours_left(offer, start, zone)
    shown = Offer(services=(kept.service,), is_any=False) if kept else offer
    context: dict[str, Any] = {
        "offer": shown,
        "service": shown.service,
        "may_change_hands": kept is not None and len(offer.services) > 1,
        "form": form,
        "start": start.astimezone(zone) if start else None,
        **zone_names(zone, venue_of(shown)),
        "kept": kept,
        "seconds_left": int((kept.hold_until - now).total_seconds()) if kept and kept.hold_until else 0,
        "problem": problem.text if problem else "",
        "is_closed": bool(problem and problem.is_closed),
        "others": others,
        "is_other_day": bool(start and others and others[0].start.date() != start.astimezone(zone).date()),
        "back": _back(request, offer, start, zone),
    }
    return render(request, "booking/book.html", context, status=problem.status if problem else status)


def _kept_here(request: HttpRequest, offer: Offer, start: datetime) -> Appointment | None:
    """What this visitor keeps, if it is this hour."""
    kept = kept_by(request, now=timezone.now())
    return kept if kept and kept.service in offer.services and kept.start == start else None


def _refusal(offer: Offer, start: datetime) -> Refusal | None:
    now = timezone.now()
    if offer.is_any and who_is_free(offer.services, start=start, now=now):
        return None
    return refusal(offer.service, start=start, now=now)


def _hours_left(offer: Offer, start: datetime, zone: ZoneInfo) -> tuple[Hour, ...]:
    """What is still free on the visitor's date, so that nobody types their details twice.

    Where nothing is, the first hours of the next days that have any; after the last one, of the first days.
    """
    day, now = start.astimezone(zone).date(), timezone.now()
    since, until = day_bounds(day, zone)
    starts = [slot.start for slot in free_slots(offer.services, since=since, until=until, now=now)]
    if not starts:
        free = free_days(offer, zone=zone, now=now).free
        later = [each for each in free if each > day]
        starts = [free[each][0] for each in (later or list(free))[:OTHER_DAYS]]
    return hours_of(starts, zone=zone, venue=venue_of(offer) or zone)


def _zone(request: HttpRequest, offer: Offer) -> ZoneInfo:
    """The zone that the form carries, else the visitor's."""
    sent = zone_or_none(request.POST.get("timezone"))
    return sent or visitor_zone(request, fallback=offer.trainer.tz)


def _back(request: HttpRequest, offer: Offer, start: datetime | None, zone: ZoneInfo) -> str:
    """To the free hours, of the same day."""
    day = start.astimezone(zone).date().isoformat() if start else ""
    return with_query(service_path(offer), practice=practice_of(request), day=day, tz=zone.key)


def _known(request: HttpRequest) -> dict[str, str]:
    user = request.user
    return {"name": user.name, "email": user.email} if user.is_authenticated else {}


def _changed(service: Service) -> str:
    """See also Offer.terms_shown."""
    minutes = ngettext("%(n)d minute", "%(n)d minutes", service.duration) % {"n": service.duration}
    place = _("online, by video") if service.is_online else service.trainer.place
    said = " · ".join(filter(None, (minutes, service.price, place)))
    return _("The trainer has just changed this visit: %(said)s. Book it if that suits you.") % {"said": said}


def _unreadable() -> Problem:
    return Problem(text=_("We can't read this time. Please pick an hour from the calendar."), status=400)

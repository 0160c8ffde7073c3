"""Buttons of one visit on the desk: came or not, paid or not, a new link, cancelled, moved."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import changing, scheduling
from assessments.access import TrainerRequest, trainer_required
from assessments.models import Appointment
from assessments.refusals import NotBookable
from assessments.views.desk_appointments import visit_of
from assessments.views.hour_choice import hours_page, hours_that_day
from hipcoach.common.http import parse_instant, utc_text


@trainer_required
@require_POST
def attended(request: TrainerRequest, pk: int) -> HttpResponse:
    try:
        scheduling.mark_attended(appointment=visit_of(request.trainer, pk), now=timezone.now())
    except NotBookable as refused:
        messages.error(request, refused.for_trainer)
    return redirect("appointment", pk=pk)


@trainer_required
@require_POST
def no_show(request: TrainerRequest, pk: int) -> HttpResponse:
    try:
        scheduling.mark_no_show(appointment=visit_of(request.trainer, pk), now=timezone.now())
    except NotBookable as refused:
        messages.error(request, refused.for_trainer)
    return redirect("appointment", pk=pk)


@trainer_required
@require_POST
def paid(request: TrainerRequest, pk: int) -> HttpResponse:
    """`paid=no` takes the mark back."""
    visit = visit_of(request.trainer, pk)
    scheduling.mark_paid(appointment=visit, paid=request.POST.get("paid") != "no", now=timezone.now())
    return redirect("appointment", pk=pk)


@trainer_required
@require_POST
def new_link(request: TrainerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request.trainer, pk)
    try:
        scheduling.replace_link(appointment=visit, now=timezone.now())
    except NotBookable as refused:
        messages.error(request, refused.for_trainer)
    else:
        messages.success(request, _link_message(visit))
    return redirect("appointment", pk=pk)


@trainer_required
@require_POST
def cancel(request: TrainerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request.trainer, pk)
    try:
        changing.cancel(appointment=visit, by=Appointment.By.TRAINER, now=timezone.now())
    except NotBookable as refused:
        messages.error(request, refused.for_trainer)
    else:
        messages.success(request, _cancel_message(visit))
    return redirect("appointment", pk=pk)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: TrainerRequest, pk: int) -> HttpResponse:
    """GET shows free hours, or with `?start=` what moving there means; POST moves."""
    visit, now = visit_of(request.trainer, pk), timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    if too_late := changing.too_late_to_change(visit, now=now):
        messages.error(request, NotBookable(too_late).for_trainer)
        return redirect("appointment", pk=pk)
    start = parse_instant(asked.get("start"))
    if start is None:
        is_wrong = bool(asked.get("start")) or request.method == "POST"
        problem = _("We can't read this time. Please pick an hour.") if is_wrong else ""
        return hours_page(
            request,
            visit.service,
            {"moving": visit},
            moving=visit,
            problem=problem,
            status=400 if is_wrong else 200,
        )
    if request.method != "POST":
        refused = scheduling.objection(service=visit.service, start=start, now=now, moving=visit)
        return _move_page(request, visit, start=start, refused=refused)
    try:
        scheduling.move(appointment=visit, start=start, now=now, insist="insist" in request.POST)
    except NotBookable as refusal:
        return _move_page(request, visit, start=start, refused=refusal, status=409)
    messages.success(request, _move_message(visit))
    return redirect("appointment", pk=pk)


def _move_page(
    request: TrainerRequest,
    visit: Appointment,
    *,
    start: datetime,
    refused: NotBookable | None,
    status: int = 200,
) -> HttpResponse:
    is_lost = refused is not None and not refused.may_insist
    context = {
        "appointment": visit,
        "start": start,
        "end": start + timedelta(minutes=visit.service.duration),
        "instant": utc_text(start),
        "refused": refused,
        "others": hours_that_day(visit.service, start, moving=visit) if is_lost else [],
        "zone": request.trainer.zone,
    }
    return render(request, "desk/move.html", context, status=409 if is_lost else status)


def _link_message(visit: Appointment) -> str:
    if visit.contact_email:
        return _("A new link is on its way to %(name)s; the old one stops working.") % {
            "name": visit.contact_name
        }
    return _("The old link stops working.")


def _cancel_message(visit: Appointment) -> str:
    if visit.contact_email:
        return _("The visit is cancelled, and its hour is free again. %(name)s gets a mail.") % {
            "name": visit.contact_name
        }
    return _("The visit is cancelled. %(name)s has no e-mail, so please tell them yourself.") % {
        "name": visit.contact_name
    }


def _move_message(visit: Appointment) -> str:
    if visit.contact_email:
        return _("The visit is moved. %(name)s gets a mail with the new time.") % {"name": visit.contact_name}
    return _("The visit is moved. %(name)s has no e-mail, so please tell them yourself.") % {
        "name": visit.contact_name
    }

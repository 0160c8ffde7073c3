"""Something went wrong: one tap begins the record, and entries are added to it. Nothing is ever changed."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import incidents
from assessments.access import TrainerRequest, trainer_required
from assessments.forms.incidents import IncidentForm, KindForm
from assessments.incidents import Told
from assessments.models import Incident
from assessments.observed import WentWrong
from assessments.recording import Refused
from assessments.screens import latest_screen
from assessments.views.answers_sent import refusal, wants_json
from assessments.views.desk_appointments import client_of, visit_of
from assessments.views.hidden import hidden_page
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

LONGEST_KEPT = timedelta(days=7)


@trainer_required
@require_POST
def begin(request: TrainerRequest, pk: int) -> HttpResponse:
    """The tap, from a page or from the live screen's script, which may send it later."""
    visit = visit_of(request.trainer, pk)
    client_of(visit)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return _not_begun(request, pk, _("This page was too old. Please tap again."))
    try:
        found = incidents.begin(
            appointment=visit,
            key=key,
            trainer=request.trainer,
            now=timezone.now(),
            ago=_ago(request.POST.get("ago", "")),
        )
        _say_kind(request, found)
    except Refused as refused:
        return _not_begun(request, pk, str(refused))
    if wants_json(request):
        return JsonResponse({"url": reverse("incident", args=[found.pk])})
    return redirect("incident", pk=found.pk)


def _say_kind(request: TrainerRequest, found: Incident) -> None:
    """The live screen's second tap says what it was: the first entry, the words can follow."""
    form = KindForm(request.POST)
    if form.is_valid():
        incidents.add(
            incident=found,
            key=form.cleaned_data["entry"],
            told=Told(kind=WentWrong(form.cleaned_data["kind"]), happened_at=found.begun_at),
            trainer=request.trainer,
            now=timezone.now(),
        )


def _not_begun(request: TrainerRequest, pk: int, reason: str) -> HttpResponse:
    if wants_json(request):
        return refusal(reason)
    messages.error(request, reason)
    return redirect("appointment", pk=pk)


def _ago(seconds: str) -> timedelta:
    """How long the tap lay on the device; what can't be is no time at all."""
    is_possible = seconds.isascii() and seconds.isdigit() and len(seconds) <= len("604800")
    return min(timedelta(seconds=int(seconds)), LONGEST_KEPT) if is_possible else timedelta(0)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: TrainerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Incident.objects.select_related("begun_by"), pk=pk)
    client, now = client_of(visit_of(request.trainer, found.appointment_id)), timezone.now()
    if latest_screen(client=client, now=now).is_hidden:
        return hidden_page(request, client)
    entries = list(found.entries.select_related("written_by"))
    form = IncidentForm(
        request.POST if request.method == "POST" else None,
        begun_at=found.begun_at,
        is_first=not entries,
        now=now,
    )
    if form.is_valid():
        try:
            incidents.add(
                incident=found,
                key=form.cleaned_data["key"],
                told=form.entry,
                trainer=request.trainer,
                now=now,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is on the record."))
            return redirect("incident", pk=pk)
    audit.record(
        actor=request.user,
        client_id=client.pk,
        act=AuditEntry.Act.READ,
        subject=f"incident {pk}",
        fields=["entries"],
        now=now,
    )
    context = {"incident": found, "entries": entries, "client": client, "form": form}
    return render(request, "desk/incident.html", context, status=422 if form.errors else 200)

"""The test itself: setup, trials, finish, and what the client gets to read."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import recording
from assessments.access import TrainerRequest, trainer_required
from assessments.evidence import last_setup, missing_values, reading_of, side_order, thresholds_of
from assessments.findings import Side, TrialKind
from assessments.forms.recording import TakeBackForm, TrialForm, WordsForm
from assessments.forms.setup import PassiveForm, SetupForm
from assessments.models import Appointment, Assessment, Incident
from assessments.recording import Refused
from assessments.screens import latest_screen
from assessments.views.answers_sent import asked_again, refusal, wants_json
from assessments.views.desk_appointments import assessment_of, client_of, visit_of, visit_page
from assessments.views.hidden import hidden_page
from assessments.views.live_state import live_config, live_state
from assessments.views.sides import sides_shown
from assessments.words import SIDE_WORDS
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

HIDDEN = _lazy("The client has taken back their consent, so this record stays closed.")


@trainer_required
@require_POST
def start(request: TrainerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request.trainer, pk)
    try:
        recording.start(appointment=visit, trainer=request.trainer, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("appointment", pk=pk)
    return redirect("assess_setup", pk=pk)


@trainer_required
@require_safe
def assess(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    client = client_of(visit)
    screen = latest_screen(client=client, now=timezone.now())
    if not screen.may_read:
        return hidden_page(request, client)
    if assessment.is_finished and "kept" not in request.GET:
        return redirect("appointment", pk=pk)
    since = screen.answered_at
    why_reopened = recording.why_reopened(client, since=since)
    may_test = screen.may_test and not why_reopened
    order = side_order(assessment)
    sides = sorted(sides_shown(assessment, reading_of(assessment)), key=lambda shown: order.index(shown.side))
    context = {
        "appointment": visit,
        "client": client,
        "assessment": assessment,
        "may_test": may_test,
        "why_reopened": why_reopened if screen.may_test else "",
        "untold": Incident.objects.untold(client, since=since).first() if since else None,
        "sides": sides,
        "missing": missing_values(assessment),
        "incidents": list(visit.incidents.all()),
        "incident_key": uuid4(),
        "live_config": live_config(request, visit, thresholds_of(assessment)),
        "live_state": live_state(assessment, sides, order=order, may_test=may_test),
    }
    _note_read(request, assessment, ["setup", "trials"])
    return render(request, "desk/assess.html", context)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    if not latest_screen(client=client_of(visit), now=timezone.now()).may_read:
        return hidden_page(request, client_of(visit))
    last = last_setup(assessment)
    form = SetupForm(request.POST if request.method == "POST" else None, assessment=assessment, last=last)
    if form.is_valid():
        try:
            recording.save_setup(
                assessment=assessment, values=form.values, trainer=request.trainer, now=timezone.now()
            )
            return redirect("assess", pk=pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    _note_read(request, assessment, ["setup"])
    return _form_page(request, visit, "desk/setup.html", form, last=last, first=side_order(assessment)[0])


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def passive(request: TrainerRequest, pk: int, side: str) -> HttpResponse:
    """The passive range of one side, from its page or from the live screen's script."""
    visit, assessment = _opened(request, pk)
    if side not in {each.value for each in Side}:
        raise Http404
    as_json = wants_json(request)
    if not latest_screen(client=client_of(visit), now=timezone.now()).may_read:
        return refusal(HIDDEN) if as_json else hidden_page(request, client_of(visit))
    form = PassiveForm(
        request.POST if request.method == "POST" else None, assessment=assessment, side=Side(side)
    )
    if form.is_valid():
        try:
            recording.save_passive(
                assessment=assessment,
                side=Side(side),
                lift=form.lift,
                trainer=request.trainer,
                now=timezone.now(),
                anew=not as_json,
            )
            return JsonResponse({}) if as_json else redirect("assess", pk=pk)
        except Refused as refused:
            if as_json:
                return refusal(str(refused))
            form.add_error(None, str(refused))
    if as_json:
        return asked_again(form)
    _note_read(request, assessment, [f"passive_{side}"])
    return _form_page(request, visit, "desk/passive.html", form, side=SIDE_WORDS[Side(side)])


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: TrainerRequest, pk: int) -> HttpResponse:
    """One attempt, from its page or from the live screen's script, which sends the same fields."""
    visit, assessment = _opened(request, pk)
    as_json = wants_json(request)
    if not latest_screen(client=client_of(visit), now=timezone.now()).may_read:
        return refusal(HIDDEN) if as_json else hidden_page(request, client_of(visit))
    form = TrialForm(
        request.POST if request.method == "POST" else None,
        cap=Decimal(str(thresholds_of(assessment).cap)),
        initial=_proposed(assessment, request.GET.get("side")),
    )
    if form.is_valid():
        try:
            recorded = recording.save_trial(
                assessment=assessment,
                key=form.cleaned_data["key"],
                values=form.values,
                trainer=request.trainer,
                now=timezone.now(),
            )
            return JsonResponse({"number": recorded.number}) if as_json else redirect("assess", pk=pk)
        except Refused as refused:
            if as_json:
                return refusal(str(refused))
            form.add_error(None, str(refused))
    return asked_again(form) if as_json else _form_page(request, visit, "desk/trial.html", form)


@trainer_required
@require_POST
def trial_take_back(request: TrainerRequest, pk: int) -> HttpResponse:
    """Undo on the live screen: by the key the device made, for it may not know more."""
    _visit, assessment = _opened(request, pk)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return asked_again(form)
    try:
        recording.take_back(
            assessment=assessment, key=form.cleaned_data["key"], trainer=request.trainer, now=timezone.now()
        )
    except Refused as refused:
        return refusal(str(refused))
    return JsonResponse({})


@trainer_required
@require_POST
def trial_remove(request: TrainerRequest, pk: int, trial: int) -> HttpResponse:
    _visit, assessment = _opened(request, pk)
    try:
        recording.remove_trial(assessment=assessment, pk=trial, trainer=request.trainer, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("assess", pk=pk)


@trainer_required
@require_POST
def finish(request: TrainerRequest, pk: int) -> HttpResponse:
    _visit, assessment = _opened(request, pk)
    try:
        recording.finish(assessment=assessment, trainer=request.trainer, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("assess", pk=pk)
    return redirect("appointment", pk=pk)


@trainer_required
@require_POST
def words(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    if not latest_screen(client=client_of(visit), now=timezone.now()).may_read:
        return hidden_page(request, client_of(visit))
    form = WordsForm(request.POST, asks_why=assessment.shared_at is not None)
    if form.is_valid():
        try:
            recording.save_words(
                assessment=assessment,
                notes=form.cleaned_data["notes"],
                summary=form.cleaned_data["summary"],
                reason=form.cleaned_data.get("reason", ""),
                trainer=request.trainer,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("reason" if "reason" in form.fields else None, str(refused))
        else:
            messages.success(request, _("Your words are saved."))
            return redirect("appointment", pk=pk)
    return visit_page(request, visit, words_form=form, status=422)


@trainer_required
@require_POST
def share(request: TrainerRequest, pk: int) -> HttpResponse:
    _visit, assessment = _opened(request, pk)
    try:
        recording.share(assessment=assessment, trainer=request.trainer, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The client can see this result now."))
    return redirect("appointment", pk=pk)


def _opened(request: TrainerRequest, pk: int) -> tuple[Appointment, Assessment]:
    visit = visit_of(request.trainer, pk)
    assessment = assessment_of(visit)
    if assessment is None:
        raise Http404
    return visit, assessment


def _proposed(assessment: Assessment, side: str | None) -> dict[str, Any]:
    """The side that was tapped, and practice first; neither is preset when no side was."""
    if side not in {each.value for each in Side}:
        return {}
    tried = assessment.trials.filter(side=side).exists()
    return {"side": side, "kind": TrialKind.COUNTED if tried else TrialKind.PRACTICE}


def _note_read(request: TrainerRequest, assessment: Assessment, fields: list[str]) -> None:
    audit.record(
        actor=request.user,
        client_id=assessment.client_id,
        act=AuditEntry.Act.READ,
        subject=f"assessment {assessment.pk}",
        fields=fields,
        now=timezone.now(),
    )


def _form_page(
    request: TrainerRequest, visit: Appointment, template: str, form: forms.Form, **more: Any
) -> HttpResponse:
    context = {"appointment": visit, "client": client_of(visit), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)

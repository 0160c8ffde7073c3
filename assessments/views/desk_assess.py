"""The test itself: setup, trials, finish, and what the client gets to read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import recording
from assessments.access import TrainerRequest, trainer_required
from assessments.evidence import missing_values, reading_of
from assessments.findings import Side, TrialKind
from assessments.forms.recording import TrialForm, WordsForm
from assessments.forms.setup import SetupForm
from assessments.models import Appointment, Assessment
from assessments.recording import Refused
from assessments.screens import latest_screen
from assessments.views.desk_appointments import assessment_of, client_of, visit_of, visit_page
from assessments.views.sides import sides_shown
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry


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
    if assessment.is_finished:
        return redirect("appointment", pk=pk)
    context = {
        "appointment": visit,
        "client": client_of(visit),
        "assessment": assessment,
        "screen": latest_screen(client=client_of(visit), now=timezone.now()),
        "sides": sides_shown(assessment, reading_of(assessment)),
        "missing": missing_values(assessment),
    }
    _note_read(request, assessment, ["setup", "trials"])
    return render(request, "desk/assess.html", context)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    form = SetupForm(request.POST if request.method == "POST" else None, assessment=assessment)
    if form.is_valid():
        try:
            recording.save_setup(
                assessment=assessment, values=form.values, trainer=request.trainer, now=timezone.now()
            )
            return redirect("assess", pk=pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    _note_read(request, assessment, ["setup"])
    return _form_page(request, visit, "desk/setup.html", form)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    form = TrialForm(
        request.POST if request.method == "POST" else None,
        cap=request.trainer.hold_cap,
        initial=_proposed(assessment, request.GET.get("side")),
    )
    if form.is_valid():
        try:
            recording.save_trial(
                assessment=assessment,
                key=form.cleaned_data["key"],
                values=form.values,
                trainer=request.trainer,
                now=timezone.now(),
            )
            return redirect("assess", pk=pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _form_page(request, visit, "desk/trial.html", form)


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
    form = WordsForm(request.POST)
    if not form.is_valid():
        return visit_page(request, visit, words_form=form, status=422)
    recording.save_words(
        assessment=assessment,
        notes=form.cleaned_data["notes"],
        summary=form.cleaned_data["summary"],
        trainer=request.trainer,
        now=timezone.now(),
    )
    messages.success(request, _("Your words are saved."))
    return redirect("appointment", pk=pk)


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
    request: TrainerRequest, visit: Appointment, template: str, form: SetupForm | TrialForm
) -> HttpResponse:
    context = {"appointment": visit, "client": client_of(visit), "form": form}
    return render(request, template, context, status=422 if form.errors else 200)

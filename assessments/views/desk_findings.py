"""What a trainer adds to a visit's record, or corrects in it once it was closed."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import amending, findings, observing
from assessments.access import TrainerRequest, trainer_required
from assessments.evidence import thresholds_of
from assessments.findings import Side, TrialKind
from assessments.forms.recording import TrialForm
from assessments.forms.results import ObservationsForm, OverrideForm, ReasonForm
from assessments.forms.setup import WholeSetupForm
from assessments.models import Appointment, Assessment, Observations, Trial
from assessments.recording import Refused
from assessments.screens import latest_screen
from assessments.views.answers_sent import asked_again, refusal, wants_json
from assessments.views.desk_appointments import assessment_of, client_of, visit_of, visit_page
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry


@trainer_required
@require_POST
def override(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    if not assessment.is_finished:
        messages.error(request, _("Please finish the test first."))
        return redirect("appointment", pk=pk)
    concluded = assessment.finding.concluded
    sides = [side for side in Side if findings.may_override(concluded, side)]
    form = OverrideForm(request.POST, sides=sides)
    if not form.is_valid():
        return visit_page(request, visit, override_form=form, status=422)
    try:
        amending.override(assessment=assessment, trainer=request.trainer, now=timezone.now(), **form.values)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your reading is on record, beside what the rules say."))
    return redirect("appointment", pk=pk)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def observations(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    sent = request.POST if request.method == "POST" else None
    row = Observations.objects.filter(assessment=assessment).first()
    form = ObservationsForm(sent, row=row)
    # What the client has not read yet needs no reason.
    reason = ReasonForm(sent, is_required=False) if assessment.shared_at else None
    if form.is_valid() and (reason is None or reason.is_valid()):
        try:
            observing.save(
                assessment=assessment,
                values=form.values,
                reason=reason.cleaned_data["reason"] if reason else "",
                trainer=request.trainer,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("What you saw is saved."))
            return redirect("appointment" if assessment.is_finished else "assess", pk=pk)
    _note_read(request, assessment, ["observations"])
    return _page(request, visit, "desk/observations.html", form=form, reason_form=reason)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend_setup(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    sent = request.POST if request.method == "POST" else None
    form, reason = WholeSetupForm(sent, assessment=assessment), ReasonForm(sent)
    if form.is_valid() and reason.is_valid():
        try:
            made = amending.amend_setup(
                assessment=assessment,
                values=form.values,
                reason=reason.cleaned_data["reason"],
                trainer=request.trainer,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _amended(request, assessment, is_changed=made is not None)
    _note_read(request, assessment, ["setup"])
    return _page(request, visit, "desk/amend.html", form=form, reason_form=reason, trial=None)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend_trial(request: TrainerRequest, pk: int, trial: int) -> HttpResponse:
    visit, assessment = _opened(request, pk)
    row = get_object_or_404(assessment.trials, pk=trial)
    sent = request.POST if request.method == "POST" else None
    form = TrialForm(sent, cap=_cap(assessment), initial=_as_sent(row))
    reason = ReasonForm(sent)
    if form.is_valid() and reason.is_valid():
        try:
            made = amending.amend_trial(
                assessment=assessment,
                pk=row.pk,
                values=form.values,
                reason=reason.cleaned_data["reason"],
                trainer=request.trainer,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _amended(request, assessment, is_changed=made is not None)
    _note_read(request, assessment, [f"trial {row}"])
    return _page(request, visit, "desk/amend.html", form=form, reason_form=reason, trial=row)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_trial(request: TrainerRequest, pk: int) -> HttpResponse:
    """A trial that was left out of a finished test, from its page or from a device that sent it too late."""
    visit, assessment = _opened(request, pk)
    as_json = wants_json(request)
    if not assessment.is_finished and not as_json:
        return redirect("trial", pk=pk)
    sent = request.POST if request.method == "POST" else None
    side = request.GET.get("side")
    known = {"side": side, "kind": TrialKind.COUNTED} if side in {each.value for each in Side} else {}
    form, reason = TrialForm(sent, cap=_cap(assessment), initial=known), ReasonForm(sent, adds=True)
    if form.is_valid() and reason.is_valid():
        try:
            made = amending.add_trial(
                assessment=assessment,
                key=form.cleaned_data["key"],
                values=form.values,
                reason=reason.cleaned_data["reason"],
                trainer=request.trainer,
                now=timezone.now(),
            )
        except Refused as refused:
            if as_json:
                return refusal(str(refused))
            form.add_error(None, str(refused))
        else:
            return JsonResponse({}) if as_json else _added(request, assessment, is_new=made is not None)
    if as_json:
        return asked_again(form, reason)
    return _page(request, visit, "desk/amend.html", form=form, reason_form=reason, trial=None, is_new=True)


def _opened(request: TrainerRequest, pk: int) -> tuple[Appointment, Assessment]:
    """The visit's record; consent taken back hides it."""
    visit = visit_of(request.trainer, pk)
    assessment = assessment_of(visit)
    if assessment is None or not latest_screen(client=client_of(visit), now=timezone.now()).may_read:
        raise Http404
    return visit, assessment


def _amended(request: TrainerRequest, assessment: Assessment, *, is_changed: bool) -> HttpResponse:
    if is_changed:
        messages.success(request, _("Corrected. What stood there before is kept, with your reason."))
    else:
        messages.info(request, _("Nothing was different, so nothing was changed."))
    return redirect("appointment" if assessment.is_finished else "assess", pk=assessment.appointment_id)


def _added(request: TrainerRequest, assessment: Assessment, *, is_new: bool) -> HttpResponse:
    if is_new:
        messages.success(request, _("Added, with your reason. The result is read anew."))
    return redirect("appointment", pk=assessment.appointment_id)


def _cap(assessment: Assessment) -> Decimal:
    limits = assessment.finding.thresholds if assessment.is_finished else thresholds_of(assessment)
    return Decimal(str(limits.cap))


def _as_sent(row: Trial) -> dict[str, Any]:
    return {
        name: getattr(row, name)
        for name in (
            "side",
            "kind",
            "cleared",
            "hold",
            "knee",
            "knee_height_cm",
            "ended_by",
            "hands_lifted",
            "pain",
            "radiating",
            "pain_place",
            "cramp_place",
        )
    } | {
        "compensations": [lost["kind"] for lost in row.compensations],
        **{f"at_{lost['kind']}": lost["at"] for lost in row.compensations},
    }


def _note_read(request: TrainerRequest, assessment: Assessment, fields: list[str]) -> None:
    audit.record(
        actor=request.user,
        client_id=assessment.client_id,
        act=AuditEntry.Act.READ,
        subject=f"assessment {assessment.pk}",
        fields=fields,
        now=timezone.now(),
    )


def _page(request: TrainerRequest, visit: Appointment, template: str, **context: Any) -> HttpResponse:
    wrong = any(form is not None and form.errors for form in (context["form"], context["reason_form"]))
    context |= {"appointment": visit, "client": client_of(visit), "assessment": assessment_of(visit)}
    return render(request, template, context, status=422 if wrong else 200)

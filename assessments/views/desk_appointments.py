"""One visit, as its trainer sees it: who, when, the screen, and what can be done now."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import findings, screens
from assessments.access import TrainerRequest, trainer_required
from assessments.advice import advise
from assessments.answers import asked, readable
from assessments.comparing import change_text, difference_text
from assessments.evidence import setup_of
from assessments.findings import GRADE_WORDS, Visit
from assessments.forms.clearance import ClearanceForm
from assessments.forms.recording import WordsForm
from assessments.models import Appointment, Assessment, Clearance, Client, Trainer
from assessments.recording import TESTABLE
from assessments.screening import Outcome, locked_because
from assessments.screens import CurrentScreen, latest_screen
from assessments.views.sides import sides_shown
from assessments.words import SIDE_WORDS
from hipcoach.common.cautions import CAUTION_LABELS, Caution
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry


@trainer_required
@require_safe
def appointment(request: TrainerRequest, pk: int) -> HttpResponse:
    return visit_page(request, visit_of(request.trainer, pk))


@trainer_required
@require_POST
def clearance(request: TrainerRequest, pk: int) -> HttpResponse:
    visit, now = visit_of(request.trainer, pk), timezone.now()
    screen = latest_screen(client=client_of(visit), now=now).screen
    if screen is None:
        raise Http404
    form = ClearanceForm(request.POST, current=screen)
    if not form.is_valid():
        return visit_page(request, visit, clearance_form=form, status=422)
    screens.clear(
        screen=screen,
        trainer=request.trainer,
        basis=Clearance.Basis(form.cleaned_data["basis"]),
        limits=form.cleaned_data["limits"],
        note=form.cleaned_data["note"],
        now=now,
    )
    messages.success(request, _("The release is on record."))
    return redirect("appointment", pk=pk)


def visit_of(trainer: Trainer, pk: int) -> Appointment:
    """This trainer's appointment with what its pages need; anybody else's is a 404."""
    visits = trainer.appointments.booked().select_related(
        "client", "service__trainer", "trainer", "assessment__finding"
    )
    return get_object_or_404(visits, pk=pk)


def client_of(visit: Appointment) -> Client:
    if visit.client is None:
        raise Http404
    return visit.client


def assessment_of(visit: Appointment) -> Assessment | None:
    return getattr(visit, "assessment", None)


def visit_page(
    request: TrainerRequest,
    visit: Appointment,
    *,
    clearance_form: ClearanceForm | None = None,
    words_form: WordsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    client = client_of(visit)
    current = latest_screen(client=client, now=now)
    assessment = assessment_of(visit)
    context: dict[str, Any] = {
        "appointment": visit,
        "client": client,
        "zone": request.trainer.zone,
        "client_zone": client.time_zone if client.time_zone != request.trainer.zone else "",
        "screen": current,
        "assessment": assessment,
        "mails": OutgoingEmail.objects.about(visit.ref).latest_first(),
        **_actions(visit, assessment, current, now=now),
    }
    # Consent taken back hides answers and results alike.
    if current.screen is not None:
        context |= _answers(client, current) | _release(current, clearance_form)
        if assessment and assessment.is_finished:
            context |= _results(assessment, words_form)
        _note_read(request, visit, assessment, now=now)
    return render(request, "desk/appointment.html", context, status=status)


def _actions(
    visit: Appointment, assessment: Assessment | None, current: CurrentScreen, *, now: datetime
) -> dict[str, bool]:
    has_begun = visit.start <= now
    stands = visit.status != Appointment.Status.CANCELLED
    can_change = visit.is_confirmed and assessment is None and not has_begun
    return {
        "can_start": assessment is None and visit.status in TESTABLE and current.may_test,
        "can_mark_attended": stands and has_begun and visit.status != Appointment.Status.ATTENDED,
        "can_mark_missed": stands
        and has_begun
        and assessment is None
        and visit.status != Appointment.Status.NO_SHOW,
        "can_change": can_change,
        "can_send_link": can_change and bool(visit.contact_email),
    }


def _answers(client: Client, current: CurrentScreen) -> dict[str, Any]:
    """The newest answers, and what the screen in force rests on, which may be older than they are."""
    intake = client.intakes.submitted().first()
    keys = frozenset(key for match in current.matches for key in match.answers)
    is_screened = intake and current.screen and current.screen.intake_id == intake.pk
    return {
        "intake": intake,
        "steps": readable(intake.answers, flagged=keys if is_screened else frozenset()) if intake else (),
        "advices": advise(current.matches),
        "rests_on": asked(keys),
        "locks": [locked_because(reason) for reason in current.reasons_locked],
        "limits": [CAUTION_LABELS[Caution(limit)] for limit in sorted(current.limits)],
    }


def _release(current: CurrentScreen, form: ClearanceForm | None) -> dict[str, Any]:
    """A screen with something to release, released or not, can be given a (newer) clearance."""
    row = current.screen
    if row is None or not (row.outcome == Outcome.STOP or row.matches):
        return {}
    return {"clearance_form": form or ClearanceForm(current=row, limits=current.limits)}


def _results(assessment: Assessment, form: WordsForm | None) -> dict[str, Any]:
    reading = assessment.finding.reading
    earlier = _test_before(assessment)
    written = {"summary": assessment.summary, "notes": assessment.notes}
    return {
        "reading": reading,
        "overall": GRADE_WORDS[reading.overall] if reading.overall else "",
        "sides": sides_shown(assessment, reading),
        "thresholds": assessment.finding.inputs["thresholds"],
        "difference": difference_text(reading.difference),
        "changes": _changes(earlier, assessment),
        "advises_a_look": findings.advises_a_look(
            reading, earlier=earlier.finding.reading if earlier else None
        ),
        "suggests": findings.suggests(reading),
        "words_form": form or WordsForm(initial=written),
    }


def _test_before(assessment: Assessment) -> Assessment | None:
    return (
        assessment.client.assessments.finished()
        .filter(finished_at__lt=assessment.finished_at)
        .select_related("finding")
        .first()
    )


def _changes(earlier: Assessment | None, assessment: Assessment) -> list[tuple[Any, Any]]:
    """(side, what has changed since the test before); none for a first test."""
    if earlier is None:
        return []
    before, now = (
        Visit(reading=each.finding.reading, setup=setup_of(each)) for each in (earlier, assessment)
    )
    return [(SIDE_WORDS[side], change_text(change)) for side, change in findings.compare(before, now).items()]


def _note_read(
    request: TrainerRequest, visit: Appointment, assessment: Assessment | None, *, now: datetime
) -> None:
    fields = ["note", "intake.answers", "screen.matches"]
    if assessment:
        fields += ["assessment", "finding", "notes", "summary"]
    audit.record(
        actor=request.user,
        client_id=client_of(visit).pk,
        act=AuditEntry.Act.READ,
        subject=f"appointment {visit.pk}",
        fields=fields,
        now=now,
    )

"""One visit, as its trainer sees it: who, when, the screen, and what can be done now."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import findings, questions, recording, screens
from assessments.access import TrainerRequest, trainer_required
from assessments.advice import advise
from assessments.answers import asked, readable
from assessments.comparing import change_text, difference_text
from assessments.evidence import setup_of
from assessments.findings import GRADE_WORDS, Grade, Side, Visit
from assessments.forms.clearance import ClearanceForm
from assessments.forms.recording import WordsForm
from assessments.forms.results import OverrideForm
from assessments.models import Appointment, Assessment, Clearance, Client, Intake, Observations, Trainer
from assessments.reaching import first_words, ways_to_reach
from assessments.screening import Outcome, locked_because
from assessments.screens import CurrentScreen, latest_screen
from assessments.views.observed_shown import observed_rows
from assessments.views.sides import sides_shown
from assessments.words import SIDE_WORDS
from hipcoach.common.cautions import CAUTION_LABELS, Caution
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

MOST_INTAKES = 20
NONE: frozenset[str] = frozenset()


@trainer_required
@require_safe
def appointment(request: TrainerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request.trainer, pk)
    if visit.client is None:
        return render(request, "desk/visit_erased.html", {"appointment": visit, "zone": request.trainer.zone})
    return visit_page(request, visit)


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
    """A visit of one of this trainer's clients, whoever it was with; anybody else's is a 404.

    An hour of their own whose client was erased is theirs too, without a client.
    """
    visits = (
        Appointment.objects.booked()
        .filter(Q(client__trainer=trainer) | Q(client=None, trainer=trainer))
        .select_related("client", "service__trainer", "trainer", "assessment__finding")
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
    override_form: OverrideForm | None = None,
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
        "ways": ways_to_reach(
            visit.contact_phone,
            words=first_words(
                client=client.name, trainer=request.trainer.name, visit=visit.start, zone=client.tz
            ),
        ),
        "screen": current,
        "assessment": assessment,
        "mails": OutgoingEmail.objects.about(visit.ref).latest_first(),
        "incidents": [] if current.is_hidden else list(visit.incidents.all()),
        "incident_key": uuid.uuid4(),
        **_actions(visit, assessment, current, now=now),
    }
    # Consent taken back hides answers and results alike.
    if current.may_read:
        context |= _answers(client, current) | _release(current, clearance_form)
        if assessment and assessment.is_finished:
            context |= _results(assessment, words_form, override_form)
        if assessment:
            context |= _beside(assessment)
    _note_read(request, visit, assessment if current.may_read else None, current, now=now)
    return render(request, "desk/appointment.html", context, status=status)


def _actions(
    visit: Appointment, assessment: Assessment | None, current: CurrentScreen, *, now: datetime
) -> dict[str, Any]:
    has_begun = visit.start <= now
    can_test = assessment is None and visit.status in recording.TESTABLE and current.may_test
    is_under_way = assessment is not None and not assessment.is_finished
    stands = visit.status != Appointment.Status.CANCELLED
    can_change = visit.is_confirmed and assessment is None and not has_begun
    return {
        "can_hand_over": stands and (assessment is None or is_under_way),
        "can_start": can_test and current.is_fresh_for(visit.start, now=now),
        "wants_check": can_test and not current.is_fresh_for(visit.start, now=now),
        "can_mark_attended": stands and has_begun and visit.status != Appointment.Status.ATTENDED,
        "can_mark_missed": stands
        and has_begun
        and assessment is None
        and visit.status != Appointment.Status.NO_SHOW,
        "why_reopened": recording.why_reopened(client_of(visit), since=current.answered_at)
        if is_under_way and current.may_test
        else "",
        "can_change": can_change,
        "can_send_link": can_change and bool(visit.contact_email),
    }


def _answers(client: Client, current: CurrentScreen) -> dict[str, Any]:
    """The newest whole answers and the short checks since, and what the screen in force rests on, which may
    be older than they are.
    """
    submitted = client.intakes.submitted().select_related("handed_over_by")
    intakes = _since_the_whole(list(submitted[:MOST_INTAKES]))
    keys = frozenset(key for match in current.matches for key in match.answers)
    screened = current.screen.intake if current.screen else None
    words = [screened.asked] if screened else []
    return {
        "intakes": [
            (intake, readable(intake.answers, flagged=keys if intake == screened else NONE, to=intake.asked))
            for intake in intakes
        ],
        "advices": advise(current.matches),
        "rests_on": asked(keys, of=[*words, *questions.TODAY.values()]),
        "locks": [locked_because(reason) for reason in current.reasons_locked],
        "limits": [CAUTION_LABELS[Caution(limit)] for limit in sorted(current.limits)],
    }


def _since_the_whole(intakes: list[Intake]) -> list[Intake]:
    """From the newest to the first whole one."""
    for number, intake in enumerate(intakes):
        if intake.kind == Intake.Kind.WHOLE:
            return intakes[: number + 1]
    return intakes


def _release(current: CurrentScreen, form: ClearanceForm | None) -> dict[str, Any]:
    """A screen with something to release, released or not, can be given a (newer) clearance."""
    row = current.screen
    if row is None or not (row.outcome == Outcome.STOP or row.matches):
        return {}
    return {"clearance_form": form or ClearanceForm(current=row, limits=current.limits)}


def _beside(assessment: Assessment) -> dict[str, Any]:
    """What else was seen, and what was changed since."""
    row = Observations.objects.filter(assessment=assessment).first()
    return {
        "observations": row,
        "observed": observed_rows(row),
        "amendments": list(assessment.amendments.select_related("made_by")),
    }


def _results(
    assessment: Assessment, form: WordsForm | None, override_form: OverrideForm | None
) -> dict[str, Any]:
    finding = assessment.finding
    reading, concluded = finding.reading, finding.concluded
    earlier = _test_before(assessment)
    open_sides = [side for side in Side if findings.may_override(concluded, side)]
    written = {"summary": assessment.summary, "notes": assessment.notes}
    return {
        "reading": reading,
        "overall": GRADE_WORDS[reading.overall] if reading.overall else "",
        "sides": sides_shown(assessment, reading),
        "thresholds": finding.thresholds,
        "rule_version": concluded.rule_version,
        "rules_said": [
            (SIDE_WORDS[side], GRADE_WORDS[concluded.of(side).grade])
            for side in Side
            if concluded.of(side).grade != reading.of(side).grade
        ],
        "overrides": [
            (row, SIDE_WORDS[Side(row.side)], GRADE_WORDS[Grade(row.grade)] if row.grade else "")
            for row in finding.overrides.select_related("made_by")
        ],
        "override_form": override_form or (OverrideForm(sides=open_sides) if open_sides else None),
        "difference": difference_text(reading.difference),
        "changes": _changes(earlier, assessment),
        "advises_a_look": findings.advises_a_look(
            concluded, earlier=earlier.finding.concluded if earlier else None
        ),
        "suggests": findings.suggests(reading),
        "words_form": form or WordsForm(initial=written, asks_why=assessment.shared_at is not None),
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
        Visit(reading=each.finding.concluded, setup=setup_of(each)) for each in (earlier, assessment)
    )
    return [(SIDE_WORDS[side], change_text(change)) for side, change in findings.compare(before, now).items()]


def _note_read(
    request: TrainerRequest,
    visit: Appointment,
    assessment: Assessment | None,
    current: CurrentScreen,
    *,
    now: datetime,
) -> None:
    fields = ["note", "intake.answers", "screen.matches"] if current.may_read else ["screen"]
    if assessment:
        fields += ["assessment", "finding", "notes", "summary", "observations", "amendments"]
    audit.record(
        actor=request.user,
        client_id=client_of(visit).pk,
        act=AuditEntry.Act.READ,
        subject=f"appointment {visit.pk}",
        fields=fields,
        now=now,
    )

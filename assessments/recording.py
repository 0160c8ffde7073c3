"""Verbs of the test: start, record the setup and the trials, finish, share.

Each locks the assessment's row first, so that two devices at one visit wait in line.
Source: DOMAIN, "The hip flexor strength test" and "Findings".
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import emails
from assessments.evidence import inputs_of, missing_values, reading_of, stopped_sides
from assessments.findings import Side, TrialKind
from assessments.models import Appointment, Assessment, Client, Finding, Trainer, Trial
from assessments.recorded import SetupValues, TrialValues
from assessments.screens import latest_screen
from assessments.summary import draft
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

MOST_TRIALS = 3  # Of one kind on one side; see also the constraint trial_number_possible.
TESTABLE = (Appointment.Status.CONFIRMED, Appointment.Status.ATTENDED, Appointment.Status.NO_SHOW)


class Refused(Exception):
    """The step is refused; `str()` says why, in the active language."""


def start(*, appointment: Appointment, trainer: Trainer, now: datetime) -> Assessment:
    """Open the record of this visit, or return the one that is open. Raises Refused.

    The client's screen must allow testing. A client marked as missed may still turn up.
    """
    with transaction.atomic():
        appointment = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
        if earlier := Assessment.objects.filter(appointment=appointment).first():
            return earlier
        if appointment.status not in TESTABLE or appointment.client is None:
            raise Refused(_("This visit was cancelled, so there is nothing to test."))
        _demand_open_screen(appointment.client, now=now)
        assessment = Assessment.objects.create(
            appointment=appointment, client=appointment.client, tester=trainer, started_at=now
        )
        _changed(assessment, trainer, ["started_at"], now=now)
        return assessment


def save_setup(*, assessment: Assessment, values: SetupValues, trainer: Trainer, now: datetime) -> Assessment:
    """Record the surface, the support and the passive range.

    Raises Refused once the test is finished, and while the screen does not allow testing.
    """
    columns = values.columns()
    with transaction.atomic():
        assessment = _locked(assessment)
        _demand_unfinished(assessment)
        _demand_open_screen(assessment.client, now=now)
        stopped = stopped_sides(assessment)
        for name, value in columns.items():
            setattr(assessment, name, value)
        assessment.save(update_fields=list(columns))
        _keep_stopped(stopped, assessment)
        _changed(assessment, trainer, list(columns), now=now)
        return assessment


def save_trial(
    *, assessment: Assessment, key: UUID, values: TrialValues, trainer: Trainer, now: datetime
) -> Trial:
    """Record one attempt under the next free number; a repeated key returns the trial it made.

    Raises Refused: finished, the screen or pain stops testing, or three of the kind are recorded.
    """
    with transaction.atomic():
        assessment = _locked(assessment)
        if earlier := Trial.objects.filter(key=key).first():
            if earlier.assessment_id != assessment.pk:
                raise Refused(_("This trial was sent for another visit. Please record it again."))
            return earlier
        _demand_unfinished(assessment)
        _demand_open_screen(assessment.client, now=now)
        if values.side in stopped_sides(assessment):
            raise Refused(_("Pain has stopped this side for today, so no more trials are recorded on it."))
        trial = Trial.objects.create(
            assessment=assessment,
            key=key,
            number=_next_number(assessment, values.side, values.kind),
            recorded_at=now,
            **values.columns(),
        )
        _changed(assessment, trainer, [f"trial {trial}"], now=now)
        return trial


def remove_trial(*, assessment: Assessment, pk: int, trainer: Trainer, now: datetime) -> None:
    """Take back a trial; one that is already gone is fine.

    Raises Refused once finished, or when that would lift a pain stop.
    """
    with transaction.atomic():
        assessment = _locked(assessment)
        _demand_unfinished(assessment)
        trial = assessment.trials.filter(pk=pk).first()
        if trial is None:
            return
        stopped = stopped_sides(assessment)
        name = f"trial {trial}"
        trial.delete()
        _keep_stopped(stopped, assessment)
        _changed(assessment, trainer, [name], now=now)


def finish(*, assessment: Assessment, trainer: Trainer, now: datetime) -> Finding:
    """Close the record, keep what the rules conclude and mark the visit as attended.

    Finishing twice gives the one finding. Raises Refused while a required value is missing.
    """
    with transaction.atomic():
        assessment = _locked(assessment)
        if assessment.is_finished:
            return assessment.finding
        if missing := missing_values(assessment):
            raise Refused(_("Please record this first: %(values)s.") % {"values": ", ".join(missing)})
        reading = reading_of(assessment)
        finding = Finding(
            assessment=assessment,
            rule_version=reading.rule_version,
            overall=reading.overall or "",
            left=reading.left.grade,
            right=reading.right.grade,
            made_at=now,
        )
        finding.inputs = inputs_of(assessment)
        finding.save()
        assessment.finished_at = now
        assessment.summary = assessment.summary or draft(reading)
        assessment.save(update_fields=["finished_at", "summary"])
        Appointment.objects.filter(pk=assessment.appointment_id).update(status=Appointment.Status.ATTENDED)
        _changed(assessment, trainer, ["finished_at", "finding", "summary"], now=now)
        return finding


def save_words(
    *, assessment: Assessment, notes: str, summary: str, trainer: Trainer, now: datetime
) -> Assessment:
    """Keep the trainer's notes and the client's summary, before or after finishing."""
    with transaction.atomic():
        assessment = _locked(assessment)
        assessment.notes, assessment.summary = notes, summary
        assessment.save(update_fields=["notes", "summary"])
        _changed(assessment, trainer, ["notes", "summary"], now=now)
        return assessment


def share(*, assessment: Assessment, trainer: Trainer, now: datetime) -> Assessment:
    """Show the finished result to the client; sharing twice is harmless. Raises Refused."""
    with transaction.atomic():
        assessment = _locked(assessment)
        if not assessment.is_finished:
            raise Refused(_("Please finish the test first."))
        if assessment.shared_at is None:
            assessment.shared_at = now
            assessment.save(update_fields=["shared_at"])
            _changed(assessment, trainer, ["shared_at"], now=now)
            emails.promise_results(assessment, now=now)
        return assessment


def _locked(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)


def _demand_unfinished(assessment: Assessment) -> None:
    if assessment.is_finished:
        raise Refused(_("This test is finished; its record no longer changes."))


def _demand_open_screen(client: Client, *, now: datetime) -> None:
    if not latest_screen(client=client, now=now).may_test:
        raise Refused(_("The safety screen does not allow testing now. It comes first."))


def _keep_stopped(stopped: frozenset[Side], assessment: Assessment) -> None:
    """Pain that was reported stays on the record: nothing overrides a stop."""
    if not stopped <= stopped_sides(assessment):
        raise Refused(_("Pain that stopped a side stays on the record."))


def _next_number(assessment: Assessment, side: Side, kind: TrialKind) -> int:
    taken = set(assessment.trials.filter(side=side, kind=kind).values_list("number", flat=True))
    free = [number for number in range(1, MOST_TRIALS + 1) if number not in taken]
    if not free:
        raise Refused(_("Three trials of this kind are recorded on this side already."))
    return free[0]


def _changed(assessment: Assessment, trainer: Trainer, fields: list[str], *, now: datetime) -> None:
    audit.record(
        actor=trainer.user,
        client_id=assessment.client_id,
        act=AuditEntry.Act.CHANGE,
        subject=f"assessment {assessment.pk}",
        fields=fields,
        now=now,
    )

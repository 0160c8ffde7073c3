"""Verbs of the test: start, record the setup and the trials, finish, share.

Each locks the assessment's row first, so that two devices at one visit wait in line.
Source: DOMAIN, "The hip flexor strength test" and "Findings".
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import emails, retests
from assessments.evidence import conclude, missing_values, radiating_sides, stopped_sides
from assessments.findings import Grade, Passive, Side, TrialKind
from assessments.models import (
    Amendment,
    Appointment,
    Assessment,
    Client,
    Finding,
    Incident,
    IncidentEntry,
    TakenBack,
    Trainer,
    Trial,
)
from assessments.recorded import SetupValues, TrialValues, passive_columns
from assessments.screens import CurrentScreen, latest_screen
from assessments.summary import draft
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

HANDED_OVER = gettext_lazy("The client was handed over to another trainer meanwhile.")
MOST_TRIALS = 3  # Of one kind on one side; see also the constraint trial_number_possible.
TESTABLE = (Appointment.Status.CONFIRMED, Appointment.Status.ATTENDED, Appointment.Status.NO_SHOW)


class Refused(Exception):
    """The step is refused; `str()` says why, in the active language."""


def start(*, appointment: Appointment, trainer: Trainer, now: datetime) -> Assessment:
    """Open the record of this visit, or return the one that is open. Raises Refused.

    The client's screen must allow testing, and they must have answered within 24 hours before the visit
    (DOMAIN, "Intake and the screen"). A client marked as missed may still turn up.
    """
    with transaction.atomic():
        appointment = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
        if earlier := Assessment.objects.filter(appointment=appointment).first():
            return earlier
        if appointment.status not in TESTABLE or appointment.client is None:
            raise Refused(_("This visit was cancelled, so there is nothing to test."))
        if appointment.client.trainer_id != trainer.pk:
            raise Refused(HANDED_OVER)
        screen = _demand_open_screen(appointment.client, now=now)
        if not screen.is_fresh_for(appointment.start, now=now):
            raise Refused(
                _("The client hasn't said yet how they are today. Please ask them for the short check first.")
            )
        assessment = Assessment.objects.create(
            appointment=appointment,
            client=appointment.client,
            tester=trainer,
            started_at=now,
            conventions=asdict(trainer.thresholds),
        )
        _changed(assessment, trainer, ["started_at"], now=now)
        return assessment


def save_setup(*, assessment: Assessment, values: SetupValues, trainer: Trainer, now: datetime) -> Assessment:
    """Record the surface, the support and the passive range.

    Raises Refused once the test is finished, and while the screen does not allow testing.
    """
    columns = values.columns()
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        _demand_unfinished(assessment)
        _demand_open_screen(assessment.client, now=now)
        _keep_lifts(assessment, columns, now=now)
        _changed(assessment, trainer, list(columns), now=now)
        return assessment


def save_passive(
    *, assessment: Assessment, side: Side, lift: Passive, trainer: Trainer, now: datetime, anew: bool = False
) -> Assessment:
    """Record how far one thigh lifts with help; the same values twice are fine.

    Other values than those on record are Refused unless the trainer says it `anew`, so that two devices
    don't overwrite each other. Raises Refused like `save_setup`.
    """
    columns = passive_columns(side, lift)
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        recorded = {name: getattr(assessment, name) for name in columns}
        if recorded == columns:
            return assessment
        _demand_unfinished(assessment)
        _demand_open_screen(assessment.client, now=now)
        if recorded[f"passive_{side}"] and not anew:
            raise Refused(_("The passive range of this side is on record already, with other values."))
        _keep_lifts(assessment, columns, now=now)
        _changed(assessment, trainer, list(columns), now=now)
        return assessment


def save_trial(
    *, assessment: Assessment, key: UUID, values: TrialValues, trainer: Trainer, now: datetime
) -> Trial:
    """Record one attempt under the next free number; a repeated key returns the trial it made.

    Raises Refused: taken back, finished, the screen or pain stops testing, three of the kind are recorded.
    """
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        if earlier := trial_sent_before(assessment, key):
            return earlier
        _demand_unfinished(assessment)
        _demand_open_screen(assessment.client, now=now)
        if values.side in stopped_sides(assessment):
            raise Refused(_("Pain has stopped this side for today, so no more trials are recorded on it."))
        radiated = radiating_sides(assessment)
        trial = Trial.objects.create(
            assessment=assessment,
            key=key,
            number=_next_number(assessment, values.side, values.kind),
            recorded_at=now,
            **values.columns(),
        )
        note_radiating(assessment, radiated, now=now)
        _changed(assessment, trainer, [f"trial {trial}"], now=now)
        return trial


def remove_trial(*, assessment: Assessment, pk: int, trainer: Trainer, now: datetime) -> None:
    """Take back a trial; one that is already gone is fine.

    Raises Refused once finished, or when that would lift a pain stop.
    """
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        _demand_unfinished(assessment)
        _demand_consent(assessment.client, now=now)
        trial = assessment.trials.filter(pk=pk).first()
        if trial is not None:
            _remove(trial, assessment, trainer, now=now)


def take_back(*, assessment: Assessment, key: UUID, trainer: Trainer, now: datetime) -> None:
    """Take back the trial that a device made under this key, even one that is still on its way.

    Raises Refused like `remove_trial`, and for the trial of another visit.
    """
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        if TakenBack.objects.filter(key=key).exists():
            return
        _demand_unfinished(assessment)
        _demand_consent(assessment.client, now=now)
        trial = Trial.objects.filter(key=key).first()
        if trial is None:
            TakenBack.objects.create(assessment=assessment, key=key)
        elif trial.assessment_id == assessment.pk:
            _remove(trial, assessment, trainer, now=now)
        else:
            raise Refused(_("This trial belongs to another visit."))


def finish(*, assessment: Assessment, trainer: Trainer, now: datetime) -> Finding:
    """Close the record, keep what the rules conclude and mark the visit as attended.

    Finishing twice gives the one finding. Raises Refused while a required value is missing, and when the
    client has taken their consent back.
    """
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        if assessment.is_finished:
            return assessment.finding
        _demand_consent(assessment.client, now=now)
        if missing := missing_values(assessment):
            raise Refused(_("Please record this first: %(values)s.") % {"values": ", ".join(missing)})
        finding = Finding(assessment=assessment, made_at=now)
        reading = conclude(finding)
        finding.save()
        assessment.finished_at = now
        assessment.summary = assessment.summary or draft(reading)
        assessment.save(update_fields=["finished_at", "summary"])
        Appointment.objects.filter(pk=assessment.appointment_id).update(status=Appointment.Status.ATTENDED)
        retests.after_test(assessment, is_stopped=reading.overall == Grade.PAIN_STOP)
        _changed(assessment, trainer, ["finished_at", "finding", "summary"], now=now)
        return finding


def save_words(
    *,
    assessment: Assessment,
    notes: str,
    summary: str,
    reason: str = "",
    trainer: Trainer,
    now: datetime,
) -> Assessment:
    """Keep the trainer's notes and the client's summary.

    Once shared, what was changed is kept beside what it was; a summary then needs a reason. Raises Refused.
    """
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        _demand_consent(assessment.client, now=now)
        before = {"summary": assessment.summary, "notes": assessment.notes}
        after = {"summary": summary, "notes": notes}
        is_told = before["summary"] != after["summary"]
        if assessment.shared_at and before != after:
            if is_told and not reason:
                raise Refused(_("The client has read these words. Please say why you change them."))
            Amendment.objects.keep(
                assessment=assessment,
                of=Amendment.Of.WORDS,
                is_told=is_told,
                reason=reason,
                before=before,
                after=after,
                made_by=trainer.user,
                made_at=now,
            )
        assessment.notes, assessment.summary = notes, summary
        assessment.save(update_fields=["notes", "summary"])
        _changed(assessment, trainer, ["notes", "summary"], now=now)
        return assessment


def share(*, assessment: Assessment, trainer: Trainer, now: datetime) -> Assessment:
    """Show the finished result to the client; sharing twice is harmless. Raises Refused."""
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        if not assessment.is_finished:
            raise Refused(_("Please finish the test first."))
        _demand_consent(assessment.client, now=now)
        if assessment.shared_at is None:
            assessment.shared_at = now
            assessment.save(update_fields=["shared_at"])
            _changed(assessment, trainer, ["shared_at"], now=now)
            emails.promise_results(assessment, now=now)
        return assessment


def hold(assessment: Assessment, trainer: Trainer) -> Assessment:
    """The row as it is now, locked. Raises Refused where its client has gone to another trainer meanwhile.

    Whoever hands a client over holds their tests first, so that this is the last word.
    """
    locked = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    if locked.client.trainer_id != trainer.pk:
        raise Refused(HANDED_OVER)
    return locked


def note_radiating(assessment: Assessment, before: frozenset[Side], *, now: datetime) -> None:
    """Numbness, or pain below the knee, on a side that had none before asks for new answers."""
    if radiating_sides(assessment) - before:
        assessment.radiated_at = now
        assessment.save(update_fields=["radiated_at"])


def trial_sent_before(assessment: Assessment, key: UUID) -> Trial | None:
    """The trial that this key has made here. Raises Refused: made for another visit, or taken back."""
    if earlier := Trial.objects.filter(key=key).first():
        if earlier.assessment_id != assessment.pk:
            raise Refused(_("This trial was sent for another visit. Please record it again."))
        return earlier
    if TakenBack.objects.filter(key=key).exists():
        raise Refused(_("This trial was taken back. Please record it again."))
    return None


def _demand_unfinished(assessment: Assessment) -> None:
    if assessment.is_finished:
        raise Refused(_("This test is finished; its record no longer changes."))


def _demand_open_screen(client: Client, *, now: datetime) -> CurrentScreen:
    screen = latest_screen(client=client, now=now)
    if not screen.may_test:
        raise Refused(_("The safety screen does not allow testing now. It comes first."))
    if why := why_reopened(client, since=screen.answered_at):
        raise Refused(why)
    return screen


def why_reopened(client: Client, *, since: datetime | None) -> str:
    """What has happened since these answers and they know nothing of, as a sentence; empty if nothing."""
    if since is None:
        return ""
    if IncidentEntry.objects.reopening(client, since=since).exists():
        return _(
            "After a faint, dizziness, chest symptoms or numbness, the client answers the short check before "
            "you go on."
        )
    noted = Assessment.objects.filter(client=client, radiated_at__gt=since)
    if any(radiating_sides(test) for test in noted):
        return _(
            "After numbness, or pain below the knee, the client answers the short check before you go on."
        )
    if Incident.objects.untold(client, since=since).exists():
        return _("Something went wrong. Please say first what it was; then you see whether testing goes on.")
    return ""


def _demand_consent(client: Client, *, now: datetime) -> None:
    """What is on record about somebody who took their consent back is neither shown nor worked on."""
    if not latest_screen(client=client, now=now).may_read:
        raise Refused(_("The client has taken back their consent, so this record stays closed."))


def _remove(trial: Trial, assessment: Assessment, trainer: Trainer, *, now: datetime) -> None:
    stopped = stopped_sides(assessment)
    name, key = f"trial {trial}", trial.key
    trial.delete()
    _keep_stopped(stopped, assessment)
    TakenBack.objects.create(assessment=assessment, key=key)
    _changed(assessment, trainer, [name], now=now)


def _keep_lifts(assessment: Assessment, columns: Mapping[str, Any], *, now: datetime) -> None:
    stopped, radiated = stopped_sides(assessment), radiating_sides(assessment)
    for name, value in columns.items():
        setattr(assessment, name, value)
    assessment.save(update_fields=list(columns))
    _keep_stopped(stopped, assessment)
    note_radiating(assessment, radiated, now=now)


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

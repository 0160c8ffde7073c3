"""Verbs of an incident: begin the record by one tap, and add to it. Nothing written is ever changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Appointment, Incident, IncidentEntry, Trainer
from assessments.observed import WentWrong
from assessments.recording import Refused
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody writes down at one time; the kind and the time come with the first of them."""

    kind: WentWrong | None = None
    happened_at: datetime | None = None
    what: str = ""
    done: str = ""
    told: str = ""


def begin(
    *, appointment: Appointment, key: UUID, trainer: Trainer, now: datetime, ago: timedelta = timedelta(0)
) -> Incident:
    """Note that something went wrong, now, or so long `ago` on a device that had no network.

    The same tap sent twice is one incident. Raises Refused.
    """
    with transaction.atomic():
        appointment = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
        if earlier := Incident.objects.filter(key=key).first():
            if earlier.appointment_id != appointment.pk:
                raise Refused(_("This page was for another visit. Please open the visit again."))
            return earlier
        if appointment.client_id is None:
            raise Refused(_("The client was erased, so nothing more is noted about this visit."))
        incident = Incident.objects.create(
            appointment=appointment, key=key, begun_at=now - ago, begun_by=trainer.user
        )
        _note(incident, appointment, trainer, ["begun"], now=now)
        return incident


def add(*, incident: Incident, key: UUID, told: Told, trainer: Trainer, now: datetime) -> IncidentEntry:
    """Write one entry under what stands there; the same one sent twice is one. Raises Refused."""
    with transaction.atomic():
        appointment = Appointment.objects.select_for_update(no_key=True).get(pk=incident.appointment_id)
        if earlier := IncidentEntry.objects.filter(key=key).first():
            if earlier.incident_id != incident.pk:
                raise Refused(_("This page was for another incident. Please open it again."))
            return earlier
        entry = IncidentEntry.objects.create(
            incident=incident,
            key=key,
            kind=told.kind.value if told.kind else "",
            happened_at=told.happened_at,
            what=told.what,
            done=told.done,
            told=told.told,
            written_by=trainer.user,
            written_at=now,
        )
        _note(incident, appointment, trainer, [f"entry {entry.pk}"], now=now)
        return entry


def _note(
    incident: Incident, appointment: Appointment, trainer: Trainer, fields: list[str], *, now: datetime
) -> None:
    if appointment.client_id:
        audit.record(
            actor=trainer.user,
            client_id=appointment.client_id,
            act=AuditEntry.Act.CHANGE,
            subject=f"incident {incident.pk}",
            fields=fields,
            now=now,
        )

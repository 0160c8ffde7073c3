"""Verbs of who gets which mail: a trainer's reminders and own line, a client's choice, the end of nudges.

A changed choice affects only what lies ahead.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments import consents, emails, reminding
from assessments.diary import diary_of
from assessments.models import Appointment, Client, Consent, Trainer
from hipcoach.common.text import one_line
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry


def choose_for_practice(
    *,
    trainer: Trainer,
    line: str,
    agenda: bool,
    reminders: Mapping[int, Collection[int]],
    now: datetime,
) -> None:
    """Set the trainer's own line, the morning's agenda, and each service's reminders by its number.

    Raises ValidationError for reminders that don't go together. Services of others are left alone.
    """
    for offsets in reminders.values():
        if wrong := reminding.problem_with(offsets):
            raise ValidationError(wrong)
    with diary_of(trainer.pk) as locked:
        locked.mail_line, locked.mails_agenda = one_line(line), agenda
        locked.save(update_fields=["mail_line", "mails_agenda"])
        changed = []
        for service in locked.services.filter(pk__in=reminders):
            wanted = sorted(reminders[service.pk], reverse=True)
            if wanted != service.reminders:
                service.reminders = wanted
                service.save(update_fields=["reminders"])
                changed.append(service.pk)
        _remind_anew(locked, now=now, service__in=changed)


def choose_for_client(*, client: Client, reminders_off: Collection[int], nudges: bool, now: datetime) -> None:
    """Set which reminders this client would rather not get, and whether nudges are welcome."""
    with diary_of(client.trainer_id) as trainer:
        client = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        client.reminders_off = sorted(set(reminders_off))
        client.save(update_fields=["reminders_off"])
        _remind_anew(trainer, now=now, client=client)
        _consent_to_nudges(client, given=nudges, now=now)


def end_nudges(*, client: Client, now: datetime) -> None:
    """Take back the consent to nudges; twice is harmless."""
    with transaction.atomic():
        client = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        _consent_to_nudges(client, given=False, now=now)


def _remind_anew(trainer: Trainer, *, now: datetime, **which: object) -> None:
    visits: list[Appointment] = list(
        trainer.appointments.confirmed()
        .filter(start__gt=now, **which)
        .select_related("service", "trainer", "client")
    )
    emails.promise_reminders_anew(visits, now=now)


def _consent_to_nudges(client: Client, *, given: bool, now: datetime) -> None:
    if not consents.keep(client, {Consent.Kind.NUDGES: given}, now=now):
        return
    audit.record(
        actor=client.user,
        client_id=client.pk,
        act=AuditEntry.Act.CHANGE,
        subject=f"client {client.pk}",
        fields=["consents"],
        now=now,
    )

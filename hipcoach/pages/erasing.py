"""Verbs of erasing a client's record: ask, take back, carry out after a week, and carry out again.

A request is a row, so no job is its only carrier. Whoever asks, the client can take it back until it is due.
After it a visit is an hour without a word about whose it was, and no table holds the client's name, address
or words; what is kept is their number, in the trail and in the list of erasures.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import changing, contacts
from assessments.diary import diaries_of, hold_records
from assessments.models import Appointment, Client, Trainer
from hipcoach.accounts.models import User
from hipcoach.common.text import new_nonce
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import emails, traces
from hipcoach.pages.records import (
    accounts_of_nobody_else,
    delete_health,
    mails_to,
    numbers_of,
    record_of,
)
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry, ErasureDone, ErasureRequest

logger = logging.getLogger(__name__)

TIME_TO_UNDO = timedelta(days=7)
Reason = ErasureRequest.Reason


def ask(*, client: Client, by: User | None, reason: Reason, now: datetime) -> ErasureRequest:
    """Ask that this record be erased in a week; asking again gives the open request."""
    with transaction.atomic():
        client = (
            Client.objects.select_for_update(no_key=True, of=("self",))
            .select_related("trainer")
            .get(pk=client.pk)
        )
        if earlier := pending(client).get(client.pk):
            return earlier
        erasure = ErasureRequest.objects.create(
            client_ref=client.pk, asked_by=by, reason=reason, asked_at=now, due_at=now + TIME_TO_UNDO
        )
        _note(client.pk, by=by, what="erasure asked", now=now)
        emails.promise_asked(erasure, client, now=now)
        return erasure


def undo(*, client: Client, by: User, now: datetime) -> bool:
    """Take the request back, so that everything stays; False when there is none (left) to take back."""
    with transaction.atomic():
        client = (
            Client.objects.select_for_update(no_key=True, of=("self",))
            .select_related("trainer")
            .get(pk=client.pk)
        )
        erasure = pending(client).get(client.pk)
        if erasure is None:
            return False
        ErasureRequest.objects.open().about(*numbers_of(client)).update(undone_at=now)
        _note(client.pk, by=by, what="erasure taken back", now=now)
        emails.promise_undone(erasure, client, now=now)
        return True


def pending(*clients: Client) -> dict[int, ErasureRequest]:
    """The open requests by client id, the earlier one where a double had its own; two queries."""
    numbers = numbers_of(*clients)
    found = ErasureRequest.objects.open().about(*numbers).order_by("-due_at")
    return {numbers[erasure.client_ref]: erasure for erasure in found}


def carry_out_due(now: datetime) -> int:
    """Carry out every request whose week is over; return how many. One that fails stops no other."""
    done = 0
    for pk in ErasureRequest.objects.due(now).order_by("due_at").values_list("pk", flat=True):
        try:
            done += carry_out(pk, now=now)
        except Exception as error:  # Never what it says: that may hold the row.
            logger.error("Erasure %s failed (%s); the next hour tries again.", pk, type(error).__name__)
    return done


def carry_out(pk: int, *, now: datetime) -> bool:
    """Erase what this request is about; False when it was taken back, is done, or is not due."""
    erasure = ErasureRequest.objects.due(now).filter(pk=pk).first()
    if erasure is None:
        return False
    client = record_of(erasure.client_ref)
    if client is None:
        return bool(ErasureRequest.objects.due(now).filter(pk=pk).update(done_at=now))
    traces.end_sign_ins(client)
    with diaries_of(_diaries(client)) as trainers:
        # Whoever takes it back holds the client's lock, so it is one or the other.
        hold_records([client.pk])
        locked = Client.objects.filter(pk=client.pk).first()
        if locked is None or not ErasureRequest.objects.due(now).filter(pk=pk).update(done_at=now):
            return False
        _erase(locked, trainers, by=erasure.asked_by, now=now)
    traces.settle_file()
    return True


def erase_again(*, client_ref: int, at: datetime, now: datetime) -> bool:
    """Erase a record that a backup brought back, erased before `at` that instant; False when there is none.

    A restored database gives the numbers it lost to new people; those came after the erasure, and stay.
    """
    client = Client.objects.filter(pk=client_ref, created_at__lt=at).first()
    if client is None:
        return False
    traces.end_sign_ins(client)
    with diaries_of(_diaries(client)) as trainers:
        hold_records([client_ref])
        locked = Client.objects.filter(pk=client_ref).first()
        if locked is None:
            return False
        _erase(locked, trainers, by=None, now=now)
    traces.settle_file()
    return True


def _diaries(client: Client) -> set[int]:
    """The trainers who have a visit of this client; one who handed them over has the visits that were."""
    return {client.trainer_id, *client.appointments.values_list("trainer_id", flat=True)}


def _erase(client: Client, trainers: Mapping[int, Trainer], *, by: User | None, now: datetime) -> None:
    number, client.trainer = client.pk, trainers[client.trainer_id]
    accounts = accounts_of_nobody_else(client)
    gone = accounts.values_list("pk", flat=True).first()
    _note(number, by=by, what="erased", now=now)
    numbers = numbers_of(client)
    ErasureRequest.objects.open().about(*numbers).update(done_at=now)
    for each in numbers:
        ErasureDone.objects.create(client_ref=each, user_ref=gone, at=now)
    traces.delete_files_about(client, keys=_forget_mails(client, now=now))
    traces.forget_admin_log(client)
    delete_health(Client.objects.filter(pk=number))
    _empty_visits(client, now=now)
    leaving = list(accounts)
    client.delete()
    contacts.mark_sharing(trainers[client.trainer_id], [client.email])
    for user in leaving:
        user.delete()


def _forget_mails(client: Client, *, now: datetime) -> list[str]:
    """What is still to be sent is not, no row keeps the address or what was to be said; returns the keys."""
    mails = dict(mails_to(client).values_list("pk", "key"))
    rows = OutgoingEmail.objects.filter(pk__in=mails)
    rows.unsettled().settle(OutgoingEmail.State.SKIPPED, now, reason=_("The client was erased."))
    rows.update(to="", secret="")
    return list(mails.values())


def _empty_visits(client: Client, *, now: datetime) -> None:
    """Every visit becomes a shell: time, service, and what came of it. What lies ahead is cancelled."""
    trainer = client.trainer
    unconfirmed = trainer.appointments.filter(
        status=Appointment.Status.HELD, client=None, contact_email__iexact=client.email
    ).exclude(contact_email="")
    if client.shares_email:
        unconfirmed = unconfirmed.filter(contact_name__iexact=client.name)
    unconfirmed.delete()
    visits = list(client.appointments.select_related("service__trainer", "trainer__user"))
    for visit in visits:
        visit.client = None
        visit.contact_name = visit.contact_email = visit.contact_phone = visit.note = ""
        visit.contact_zone, visit.submission, visit.holder = trainer.zone, None, ""
        visit.nonce = new_nonce()
        if changing.too_late_to_change(visit, now=now) is None:
            changing.cancel_locked(visit, by=Appointment.By.CLIENT, now=now)
        else:
            visit.save()


def _note(client: int, *, by: User | None, what: str, now: datetime) -> None:
    audit.record(
        actor=by,
        client_id=client,
        act=AuditEntry.Act.CHANGE,
        subject=f"client {client}",
        fields=[what],
        now=now,
    )

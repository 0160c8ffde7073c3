"""Verbs of the schedule: book, move, cancel, mark as missed.

Each takes the trainer's row lock first, so that rivals wait in line instead of deadlocking in the constraint;
the constraint has the last word.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import emails, free_hours
from assessments.availability import Refusal
from assessments.freshness import raise_version
from assessments.models import Appointment, Assessment, Client, Service, Trainer
from assessments.signin import has_proven
from hipcoach.accounts.models import User
from hipcoach.common.http import utc_text
from hipcoach.common.locks import in_turn


class TooLate(StrEnum):
    """Why an appointment can no longer be changed."""

    STARTED = "started"
    CUT_OFF = "cut_off"
    CANCELLED = "cancelled"
    SETTLED = "settled"


class TooEarly(StrEnum):
    """Why something about an appointment cannot be said yet."""

    NOT_BEGUN = "not_begun"


Reason = Refusal | TooLate | TooEarly

REFUSALS: dict[Reason, Promise] = {
    Refusal.PAST: _("This hour is over. Please pick another one."),
    Refusal.NOTICE: _("This hour starts too soon to book online. Please pick a later one."),
    Refusal.HORIZON: _("This hour is too far ahead to book yet. Please pick an earlier one."),
    Refusal.CLOSED: _("Your trainer doesn't work at this hour. Please pick another one."),
    Refusal.OFF_GRID: _("Visits don't start at this minute. Please pick one of the hours shown."),
    Refusal.FULL: _("This day is full. Please pick another day."),
    Refusal.TAKEN: _("Someone has just taken this hour. Please pick another one."),
    TooLate.STARTED: _("This visit has already begun or is over."),
    TooLate.CUT_OFF: _("It is too late to move this visit online. Please get in touch with your trainer."),
    TooLate.CANCELLED: _("This visit was cancelled."),
    TooLate.SETTLED: _("It is already on record how this visit went."),
    TooEarly.NOT_BEGUN: _("This visit hasn't begun yet."),
}


class NotBookable(Exception):
    """The change is refused; `str()` says why, kindly."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(str(REFUSALS[reason]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who books, as they typed it; nothing of it is proven."""

    name: str
    email: str
    phone: str = ""
    zone: str = "UTC"
    note: str = ""


def book(
    *,
    service: Service,
    start: datetime,
    contact: Contact,
    now: datetime,
    submission: uuid.UUID | None = None,
    user: User | None = None,
) -> Appointment:
    """Book an offered hour, or raise NotBookable.

    A repeated submission, moved or cancelled since or not, returns the one booking.
    """
    # A form kept open on a shared computer is another submission once it names someone else.
    key = uuid.uuid5(submission, f"{service.pk} {utc_text(start)} {contact.email}") if submission else None
    with _schedule_of(service.trainer_id) as trainer:
        if key and (earlier := Appointment.objects.filter(submission=key).first()):
            return earlier
        trainer.appointments.lapsed_holds(now).delete()
        if reason := free_hours.refusal(service, start=start, now=now):
            raise NotBookable(reason)
        appointment = Appointment(
            trainer=trainer,
            service=service,
            client=_client_for(trainer, contact, user),
            contact_name=contact.name,
            contact_email=contact.email,
            contact_phone=contact.phone,
            contact_zone=contact.zone,
            note=contact.note,
            submission=key,
            booked_at=now,
        )
        appointment.set_time(start)
        appointment.save()
        emails.promise_booked(appointment, now=now)
        return appointment


def reschedule(*, appointment: Appointment, start: datetime, now: datetime) -> Appointment:
    """Move a visit to another offered hour; it stays the same record. Raises NotBookable."""
    with _schedule_of(appointment.trainer_id) as trainer:
        appointment = _reread(appointment)
        if start == appointment.start and appointment.is_confirmed:
            return appointment
        if too_late := too_late_to_move(appointment, now=now):
            raise NotBookable(too_late)
        trainer.appointments.lapsed_holds(now).delete()
        if reason := free_hours.refusal(appointment.service, start=start, now=now, excluding=appointment):
            raise NotBookable(reason)
        appointment.set_time(start)
        appointment.version += 1
        appointment.save()
        emails.promise_moved(appointment, now=now)
        return appointment


def cancel(*, appointment: Appointment, by: Appointment.By, now: datetime) -> Appointment:
    """Cancel a visit that has not begun and free its hour; twice is harmless. Raises NotBookable."""
    with _schedule_of(appointment.trainer_id):
        appointment = _reread(appointment)
        if appointment.status == Appointment.Status.CANCELLED:
            return appointment
        if too_late := too_late_to_change(appointment, now=now):
            raise NotBookable(too_late)
        appointment.status = Appointment.Status.CANCELLED
        appointment.cancelled_at = now
        appointment.cancelled_by = by
        appointment.cancelled_late = by == Appointment.By.CLIENT and now > free_to_cancel_until(appointment)
        appointment.version += 1
        appointment.save()
        emails.promise_cancelled(appointment, now=now)
        return appointment


def mark_no_show(*, appointment: Appointment, now: datetime) -> Appointment:
    """Record that the client did not come. Raises NotBookable before the start or once it is settled."""
    with _schedule_of(appointment.trainer_id):
        appointment = _reread(appointment)
        if appointment.status == Appointment.Status.NO_SHOW:
            return appointment
        if appointment.status == Appointment.Status.CANCELLED:
            raise NotBookable(TooLate.CANCELLED)
        if not appointment.is_confirmed:
            raise NotBookable(TooLate.SETTLED)
        if now < appointment.start:
            raise NotBookable(TooEarly.NOT_BEGUN)
        appointment.status = Appointment.Status.NO_SHOW
        appointment.save(update_fields=["status"])
        return appointment


def too_late_to_change(appointment: Appointment, *, now: datetime) -> TooLate | None:
    """Why the visit can neither move nor be cancelled, or None while it can."""
    if appointment.status == Appointment.Status.CANCELLED:
        return TooLate.CANCELLED
    if not appointment.is_confirmed or appointment.start <= now or _test_begun(appointment):
        return TooLate.STARTED
    return None


def too_late_to_move(appointment: Appointment, *, now: datetime) -> TooLate | None:
    """Why the visit cannot move, or None while it can."""
    cut_off = appointment.start - timedelta(minutes=appointment.service.move_cutoff)
    return too_late_to_change(appointment, now=now) or (TooLate.CUT_OFF if now > cut_off else None)


def free_to_cancel_until(appointment: Appointment) -> datetime:
    """A client who cancels after this instant cancels late."""
    return appointment.start - timedelta(minutes=appointment.service.cancel_cutoff)


@contextmanager
def _schedule_of(trainer_id: int) -> Iterator[Trainer]:
    """One writer at a time on a trainer's schedule; the version tells every cache that answers changed."""
    try:
        with in_turn("booking"), transaction.atomic():
            # FOR NO KEY UPDATE: a plain FOR UPDATE deadlocks with the foreign-key checks of others.
            trainer = Trainer.objects.select_for_update(no_key=True).get(pk=trainer_id)
            yield trainer
            raise_version(trainer_id)
    except IntegrityError as error:
        if "appointment_no_overlap" in str(error):
            raise NotBookable(Refusal.TAKEN) from error
        raise


def _client_for(trainer: Trainer, contact: Contact, user: User | None) -> Client:
    """The trainer's client with this address, unchanged, or a new one.

    The user is set only where this very user has proven the address before.
    """
    same_address = list(trainer.clients.with_email(contact.email).order_by("pk"))
    for client in same_address:
        if not client.shares_email or client.name.casefold() == contact.name.casefold():
            return client
    if same_address:
        return same_address[0]
    return Client.objects.create(
        trainer=trainer,
        user=user if user and has_proven(user, contact.email) else None,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        time_zone=contact.zone,
    )


def _test_begun(appointment: Appointment) -> bool:
    """A trainer may start a test early; from then on the visit has begun, whatever the clock says."""
    return Assessment.objects.filter(appointment=appointment).exists()


def _reread(appointment: Appointment) -> Appointment:
    """The row as it is now, locked, so that no test starts meanwhile. See also recording.start."""
    return (
        Appointment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("service__trainer", "trainer", "client")
        .get(pk=appointment.pk)
    )

"""Verbs of those who have booked: move the visit, or cancel it; and until when they may.

Each holds the trainer's diary (one writer at a time); the database's constraint has the last word.
"""

from datetime import datetime, timedelta

from assessments import emails, free_hours
from assessments.diary import diary_of, reread
from assessments.models import Appointment, Assessment
from assessments.refusals import NotBookable, TooEarly, TooLate


def reschedule(*, appointment: Appointment, start: datetime, now: datetime) -> Appointment:
    """Move a visit to another offered hour; it stays the same record. Raises NotBookable."""
    with diary_of(appointment.trainer_id) as trainer:
        appointment = reread(appointment)
        if start == appointment.start and appointment.is_confirmed:
            return appointment
        if too_late := too_late_to_move(appointment, now=now):
            raise NotBookable(too_late)
        if reason := free_hours.refusal(appointment.service, start=start, now=now, excluding=appointment):
            raise NotBookable(reason)
        appointment.set_time(start)
        trainer.appointments.make_way(appointment.blocked_start, appointment.blocked_end, now=now)
        appointment.version += 1
        appointment.save()
        emails.promise_moved(appointment, now=now)
        return appointment


def cancel(*, appointment: Appointment, by: Appointment.By, now: datetime) -> Appointment:
    """Cancel a visit that has not begun and free its hour; twice is harmless. Raises NotBookable."""
    with diary_of(appointment.trainer_id):
        appointment = reread(appointment)
        if appointment.status == Appointment.Status.CANCELLED:
            return appointment
        if too_late := too_late_to_change(appointment, now=now):
            raise NotBookable(too_late)
        return cancel_locked(appointment, by=by, now=now)


def cancel_locked(appointment: Appointment, *, by: Appointment.By, now: datetime) -> Appointment:
    """Cancel a visit that can be cancelled, inside the trainer's diary."""
    appointment.status = Appointment.Status.CANCELLED
    appointment.cancelled_at = now
    appointment.cancelled_by = by
    appointment.cancelled_late = by == Appointment.By.CLIENT and now > free_to_cancel_until(appointment)
    appointment.version += 1
    appointment.save()
    emails.promise_cancelled(appointment, now=now)
    return appointment


def too_late_to_change(appointment: Appointment, *, now: datetime) -> TooLate | TooEarly | None:
    """Why the visit can neither move nor be cancelled, or None while it can."""
    if appointment.status == Appointment.Status.CANCELLED:
        return TooLate.CANCELLED
    if appointment.awaits_confirmation:
        return TooEarly.UNCONFIRMED
    if not appointment.is_confirmed or appointment.start <= now or _test_begun(appointment):
        return TooLate.STARTED
    return None


def too_late_to_move(appointment: Appointment, *, now: datetime) -> TooLate | TooEarly | None:
    """Why the visit cannot move, or None while it can."""
    cut_off = TooLate.CUT_OFF if now > movable_until(appointment) else None
    return too_late_to_change(appointment, now=now) or cut_off


def movable_until(appointment: Appointment) -> datetime:
    """The last instant at which a client can move the visit."""
    return appointment.start - timedelta(minutes=appointment.service.move_cutoff)


def free_to_cancel_until(appointment: Appointment) -> datetime:
    """A client who cancels after this instant cancels late."""
    return appointment.start - timedelta(minutes=appointment.service.cancel_cutoff)


def _test_begun(appointment: Appointment) -> bool:
    """A trainer may start a test early; from then on the visit has begun, whatever the clock says."""
    return Assessment.objects.filter(appointment=appointment).exists()

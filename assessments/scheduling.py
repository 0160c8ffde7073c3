"""Verbs of the trainer's own schedule: book for a client, move, cancel a span, mark what came of a visit.

Their own rules don't bind a trainer who insists; another appointment always does.
"""

from datetime import datetime, timedelta

from assessments import emails, free_hours
from assessments.availability import Refusal
from assessments.booking import cancel_locked, too_late_to_change
from assessments.diary import diary_of, reread
from assessments.models import Appointment, BusyBlock, Client, Service, Trainer
from assessments.refusals import NotBookable, TooEarly, TooLate
from hipcoach.common.text import new_nonce

# A visit that came about without a booking may be noted until then.
WALK_IN = timedelta(days=1)


def book_for(
    *, client: Client, service: Service, start: datetime, now: datetime, insist: bool = False
) -> Appointment:
    """Book a visit for a client. Raises NotBookable, which says whether the trainer may insist."""
    with diary_of(service.trainer_id) as trainer:
        trainer.appointments.lapsed_holds(now).delete()
        visit = Appointment(
            trainer=trainer,
            service=service,
            client=client,
            contact_name=client.name,
            contact_email=client.email,
            contact_phone=client.phone,
            contact_zone=client.time_zone,
            booked_at=now,
        )
        visit.set_time(start)
        if start < now - WALK_IN:
            raise NotBookable(Refusal.PAST)
        _demand_room(visit, now=now, insist=insist)
        visit.save()
        emails.promise_booked(visit, by=Appointment.By.TRAINER, now=now)
        return visit


def move(*, appointment: Appointment, start: datetime, now: datetime, insist: bool = False) -> Appointment:
    """Move a visit; it stays the same record. No cut-off binds the trainer. Raises NotBookable."""
    with diary_of(appointment.trainer_id) as trainer:
        visit = reread(appointment)
        if start == visit.start and visit.is_confirmed:
            return visit
        if too_late := too_late_to_change(visit, now=now):
            raise NotBookable(too_late)
        if start <= now:
            raise NotBookable(Refusal.PAST)
        trainer.appointments.lapsed_holds(now).delete()
        visit.set_time(start)
        _demand_room(visit, now=now, insist=insist)
        visit.version += 1
        visit.save()
        emails.promise_moved(visit, by=Appointment.By.TRAINER, now=now)
        return visit


def cancel_span(
    *, trainer: Trainer, since: datetime, until: datetime, label: str, now: datetime
) -> list[Appointment]:
    """Close [since, until) and cancel every visit in it that has not begun; each client is told.

    Returns the cancelled visits. All of it happens, or nothing.
    """
    with diary_of(trainer.pk):
        BusyBlock.objects.create(trainer=trainer, start=since, end=until, label=label)
        visits = (
            trainer.appointments.confirmed().filter(start__lt=until, end__gt=since).order_by("start", "pk")
        )
        gone = [reread(visit) for visit in visits]
        return [
            cancel_locked(visit, by=Appointment.By.TRAINER, now=now)
            for visit in gone
            if too_late_to_change(visit, now=now) is None
        ]


def mark_attended(*, appointment: Appointment, now: datetime) -> Appointment:
    """Record that the client came. Raises NotBookable before the start or once it is settled otherwise."""
    return _settle(appointment, Appointment.Status.ATTENDED, now=now)


def mark_no_show(*, appointment: Appointment, now: datetime) -> Appointment:
    """Record that the client did not come. Raises NotBookable before the start or once it is settled."""
    return _settle(appointment, Appointment.Status.NO_SHOW, now=now)


def mark_paid(*, appointment: Appointment, paid: bool, now: datetime) -> None:
    """Note that a visit is paid, or that it isn't after all."""
    Appointment.objects.booked().filter(pk=appointment.pk).update(paid_at=now if paid else None)


def replace_link(*, appointment: Appointment, now: datetime) -> Appointment:
    """Make the manage link anew and mail it; the old one opens nothing from now on. Raises NotBookable."""
    with diary_of(appointment.trainer_id):
        visit = reread(appointment)
        if too_late := too_late_to_change(visit, now=now):
            raise NotBookable(too_late)
        visit.nonce = new_nonce()
        visit.save(update_fields=["nonce"])
        emails.promise_new_link(visit, now=now)
        return visit


def _settle(appointment: Appointment, status: Appointment.Status, *, now: datetime) -> Appointment:
    with diary_of(appointment.trainer_id):
        visit = reread(appointment)
        if visit.status == status:
            return visit
        if visit.status == Appointment.Status.CANCELLED:
            raise NotBookable(TooLate.CANCELLED)
        if not visit.is_confirmed:
            raise NotBookable(TooLate.SETTLED)
        if now < visit.start:
            raise NotBookable(TooEarly.NOT_BEGUN)
        visit.status = status
        visit.save(update_fields=["status"])
        return visit


def _demand_room(visit: Appointment, *, now: datetime, insist: bool) -> None:
    """Raise NotBookable where another appointment lies, or where the trainer's own rules object."""
    others = visit.trainer.appointments.blocking(visit.blocked_start, visit.blocked_end, now=now)
    if others.exclude(pk=visit.pk).exists():
        raise NotBookable(Refusal.TAKEN)
    if insist:
        return
    if reason := free_hours.desk_refusal(visit.service, start=visit.start, now=now, excluding=visit):
        raise NotBookable(reason, may_insist=True)

"""Verbs of the trainer's own schedule: book for a client, move, cancel a span, mark what came of a visit.

Their own rules don't bind a trainer who insists; another appointment always does.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from assessments import emails, free_hours
from assessments.availability import Refusal
from assessments.changing import cancel_locked, too_late_to_change
from assessments.contacts import Person, welcome
from assessments.diary import demand_working, diary_of, reread
from assessments.models import Appointment, Assessment, BusyBlock, Client, Service, Trainer
from assessments.refusals import NotBookable, TooEarly, TooLate
from hipcoach.common.http import utc_text
from hipcoach.common.text import new_nonce

# A visit that came about without a booking may be noted until then.
WALK_IN = timedelta(days=1)
# Further ahead is a slip of the finger.
FURTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """What came of closing a span: the time off, the visits cancelled, and those nobody had confirmed yet.

    The rows of the latter are gone; each has been promised a mail that says so.
    """

    time_off: BusyBlock
    cancelled: list[Appointment]
    unconfirmed: list[Appointment]


def book_for(
    *,
    client: Client,
    service: Service,
    start: datetime,
    now: datetime,
    insist: bool = False,
    submission: uuid.UUID | None = None,
) -> Appointment:
    """Book a visit for a client. Raises NotBookable, which says whether the trainer may insist.

    A repeated submission, moved or cancelled since or not, returns the one visit; once that has gone to
    another trainer, it is refused.
    """
    key = _key(submission, service, start, who=str(client.pk))
    return _book(service, start, lambda trainer: _own(client, trainer), key=key, insist=insist, now=now)


def book_new(
    *,
    person: Person,
    service: Service,
    start: datetime,
    now: datetime,
    insist: bool = False,
    submission: uuid.UUID | None = None,
) -> Appointment:
    """Book a visit for somebody new, who becomes a client with it. Raises NotBookable, AlreadyClient."""
    key = _key(submission, service, start, who=f"{person.name} {person.email}")
    client_of = partial(_welcome, person)
    return _book(service, start, client_of, key=key, insist=insist, now=now)


def objection(
    *, service: Service, start: datetime, now: datetime, moving: Appointment | None = None
) -> NotBookable | None:
    """What speaks against this hour before anybody tries it, or None; another visitor may still be faster."""
    visit = Appointment(pk=moving.pk if moving else None, trainer=service.trainer, service=service)
    visit.set_time(start)
    try:
        _demand_time(start, now=now, earliest=now if moving else now - WALK_IN)
        _demand_room(visit, now=now, insist=False)
    except NotBookable as refused:
        return refused
    return None


def move(*, appointment: Appointment, start: datetime, now: datetime, insist: bool = False) -> Appointment:
    """Move a visit; it stays the same record. No cut-off binds the trainer. Raises NotBookable."""
    with diary_of(appointment.trainer_id) as trainer:
        visit = reread(appointment)
        if start == visit.start and visit.is_confirmed:
            return visit
        if too_late := too_late_to_change(visit, now=now):
            raise NotBookable(too_late)
        _demand_time(start, now=now, earliest=now)
        visit.set_time(start)
        _demand_room(visit, now=now, insist=insist)
        trainer.appointments.make_way(visit.blocked_start, visit.blocked_end, now=now)
        visit.version += 1
        visit.save()
        emails.promise_moved(visit, by=Appointment.By.TRAINER, now=now)
        return visit


def cancel_span(*, trainer: Trainer, since: datetime, until: datetime, label: str, now: datetime) -> Cleared:
    """Close [since, until) and cancel every visit in it that has not begun; each client is told.

    Hours that wait for their confirmation are given back, and who wanted them is told too; so are hours
    somebody keeps while they fill in the form. All of it happens, or nothing; twice is harmless.
    """
    with diary_of(trainer.pk):
        time_off = trainer.busy_blocks.filter(source=None, start=since, end=until).first()
        if time_off is None:
            time_off = BusyBlock(trainer=trainer, start=since, end=until, label=label)
        time_off.cleared_at = time_off.cleared_at or now
        time_off.save()
        visits = [reread(visit) for visit in trainer.appointments.meeting(since, until)]
        held = [visit for visit in visits if visit.status == Appointment.Status.HELD]
        unconfirmed = [visit for visit in held if visit.awaits_confirmation and not visit.has_lapsed(now)]
        for visit in unconfirmed:
            emails.promise_given_back(visit, because=emails.time_off_ref(time_off), now=now)
        trainer.appointments.filter(pk__in=[visit.pk for visit in held]).delete()
        cancelled = [
            cancel_locked(visit, by=Appointment.By.TRAINER, now=now)
            for visit in visits
            if visit.is_confirmed and too_late_to_change(visit, now=now) is None
        ]
        return Cleared(time_off=time_off, cancelled=cancelled, unconfirmed=unconfirmed)


def mark_attended(*, appointment: Appointment, now: datetime) -> Appointment:
    """Record that the client came, or did after all. Raises NotBookable before the start."""
    return _settle(appointment, Appointment.Status.ATTENDED, now=now)


def mark_no_show(*, appointment: Appointment, now: datetime) -> Appointment:
    """Record that the client did not come, or didn't after all.

    Raises NotBookable before the start, and once a test shows that they were there.
    """
    return _settle(appointment, Appointment.Status.NO_SHOW, now=now)


def mark_paid(*, appointment: Appointment, paid: bool, now: datetime) -> None:
    """Note that a visit is paid, or that it isn't after all; what is on record keeps its time."""
    visits = Appointment.objects.booked().filter(pk=appointment.pk)
    if paid:
        visits.filter(paid_at=None).update(paid_at=now)
    else:
        visits.update(paid_at=None)


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


def _book(
    service: Service,
    start: datetime,
    client_of: Callable[[Trainer], Client],
    *,
    key: uuid.UUID | None,
    insist: bool,
    now: datetime,
) -> Appointment:
    with diary_of(service.trainer_id) as trainer:
        if key and (earlier := Appointment.objects.booked().filter(submission=key).first()):
            if earlier.trainer_id != trainer.pk:
                raise NotBookable(TooLate.HANDED_OVER)
            return earlier
        demand_working(trainer)
        visit = Appointment(trainer=trainer, service=service, submission=key, booked_at=now)
        visit.set_time(start)
        _demand_time(start, now=now, earliest=now - WALK_IN)
        _demand_room(visit, now=now, insist=insist)
        trainer.appointments.make_way(visit.blocked_start, visit.blocked_end, now=now)
        client = client_of(trainer)
        visit.client = client
        visit.contact_name = client.name
        visit.contact_email = client.email
        visit.contact_phone = client.phone
        visit.contact_zone = client.time_zone
        visit.save()
        if start > now:
            emails.promise_booked(visit, by=Appointment.By.TRAINER, now=now)
        return visit


def _own(client: Client, trainer: Trainer) -> Client:
    """The client as they are now, while they are this trainer's."""
    own = trainer.clients.standing_for(client.pk).first()
    if own is None:
        raise NotBookable(TooLate.HANDED_OVER)
    return own


def _welcome(person: Person, trainer: Trainer) -> Client:
    return welcome(trainer=trainer, person=replace(person, zone=trainer.zone))


def _settle(appointment: Appointment, status: Appointment.Status, *, now: datetime) -> Appointment:
    with diary_of(appointment.trainer_id):
        visit = reread(appointment)
        if visit.status == status:
            return visit
        if visit.status == Appointment.Status.CANCELLED:
            raise NotBookable(TooLate.CANCELLED)
        if visit.status == Appointment.Status.HELD:
            raise NotBookable(TooEarly.UNCONFIRMED)
        if now < visit.start:
            raise NotBookable(TooEarly.NOT_BEGUN)
        if status == Appointment.Status.NO_SHOW and Assessment.objects.filter(appointment=visit).exists():
            raise NotBookable(TooLate.TESTED)
        visit.status = status
        visit.save(update_fields=["status"])
        return visit


def _demand_time(start: datetime, *, now: datetime, earliest: datetime) -> None:
    if start < earliest or start > now + FURTHEST:
        raise NotBookable(Refusal.PAST if start < earliest else Refusal.HORIZON)


def _demand_room(visit: Appointment, *, now: datetime, insist: bool) -> None:
    """Raise NotBookable where another appointment lies, or where the trainer's own rules object."""
    others = visit.trainer.appointments.blocking(visit.blocked_start, visit.blocked_end, now=now)
    if others.exclude(pk=visit.pk).exists():
        raise NotBookable(Refusal.TAKEN)
    if insist:
        return
    if reason := free_hours.desk_refusal(visit.service, start=visit.start, now=now, excluding=visit):
        raise NotBookable(reason, may_insist=True)


def _key(submission: uuid.UUID | None, service: Service, start: datetime, *, who: str) -> uuid.UUID | None:
    """The same page, sent for another hour or another client, is another submission."""
    return uuid.uuid5(submission, f"desk {service.pk} {utc_text(start)} {who}") if submission else None

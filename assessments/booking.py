"""Verbs of those who book: keep an hour, book it, confirm it.

Each holds the trainer's diary (one writer at a time); the database's constraint has the last word.
"""

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet

from assessments import emails, free_hours
from assessments.availability import Refusal
from assessments.changing import too_late_to_change
from assessments.diary import demand_working, diaries_of, diary_of, reread
from assessments.models import Appointment, Client, Service, Trainer
from assessments.refusals import NotBookable, TooLate
from assessments.signin import has_proven
from hipcoach.accounts.models import User
from hipcoach.common.compiled import Compiled, CompiledInsert, CompiledModels
from hipcoach.common.http import utc_text

HOLD = timedelta(minutes=10)
CONFIRM_WITHIN = timedelta(minutes=30)
TABS_AT_ONCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who books, as they typed it; nothing of it is proven."""

    name: str
    email: str
    phone: str = ""
    zone: str = "UTC"
    note: str = ""


def hold(*, service: Service, start: datetime, holder: str, now: datetime) -> Appointment:
    """Keep an offered hour for this visitor while they fill in the form, or raise NotBookable.

    A visitor keeps one hour at a time: another one they kept is given back. `holder` is opaque, never empty.
    """
    for _tab in range(TABS_AT_ONCE):
        # Another tab of the visitor may have just kept an hour of another trainer; then both are known.
        with suppress(IntegrityError):
            return _hold(service, start, holder, now)
    raise NotBookable(Refusal.TAKEN)


def hold_any(*, services: Sequence[Service], start: datetime, holder: str, now: datetime) -> Appointment:
    """Keep this hour at whichever of these services is free; sent twice, it stays where it is kept."""
    held = Appointment.objects.held_for(holder).filter(start=start, service__in=services, hold_until__gt=now)
    return _first_free(
        services,
        start,
        now,
        lambda service: hold(service=service, start=start, holder=holder, now=now),
        holder=holder,
        done=lambda: held.select_related("service__trainer").first(),
    )


def release(*, holder: str) -> None:
    """Give back what this visitor keeps."""
    for kept in Appointment.objects.held_for(holder):
        with diary_of(kept.trainer_id):
            Appointment.objects.held_for(holder).filter(pk=kept.pk).give_back()


def book(
    *,
    service: Service,
    start: datetime,
    contact: Contact,
    now: datetime,
    submission: uuid.UUID | None = None,
    user: User | None = None,
    holder: str = "",
) -> Appointment:
    """Book an offered hour, or raise NotBookable.

    The hour that `holder` keeps becomes the visit. A repeated submission, moved or cancelled since or not,
    returns the one booking. Where the trainer wants addresses confirmed first, the visit is only held.
    """
    key = _key(submission, str(service.pk), start, contact)
    return _book(service, start, contact, key=key, user=user, holder=holder, now=now)


def book_any(
    *,
    services: Sequence[Service],
    start: datetime,
    contact: Contact,
    now: datetime,
    submission: uuid.UUID | None = None,
    user: User | None = None,
    holder: str = "",
) -> Appointment:
    """Book this hour at whichever of these services is free, or raise NotBookable.

    Each is claimed in one transaction; where another visitor was faster, the next free one is.
    """
    key = _key(submission, "any", start, contact)

    def done() -> Appointment | None:
        earlier = Appointment.objects.filter(submission=key).first() if key else None
        return earlier if earlier and not earlier.has_lapsed(now) else None

    return _first_free(
        services,
        start,
        now,
        lambda service: _book(service, start, contact, key=key, user=user, holder=holder, now=now),
        holder=holder,
        done=done,
    )


def confirm(*, appointment: Appointment, now: datetime) -> Appointment:
    """Turn a visit that waits for its confirmation into a booked one; twice is harmless.

    One that has lapsed is still confirmed while its hour is free. Raises NotBookable.
    """
    with diary_of(appointment.trainer_id) as trainer:
        appointment = reread(appointment)
        if appointment.is_confirmed:
            return appointment
        if not appointment.awaits_confirmation:
            raise NotBookable(too_late_to_change(appointment, now=now) or TooLate.SETTLED)
        demand_working(trainer)
        if reason := _lost(appointment, now=now):
            raise NotBookable(reason)
        contact = Contact(
            name=appointment.contact_name,
            email=appointment.contact_email,
            phone=appointment.contact_phone,
            zone=appointment.contact_zone,
        )
        appointment.client = client_for(trainer, contact)
        appointment.status = Appointment.Status.CONFIRMED
        appointment.hold_until = None
        appointment.booked_at = now
        appointment.save()
        emails.promise_booked(appointment, now=now)
        return appointment


def client_for(trainer: Trainer, contact: Contact, user: User | None = None) -> Client:
    """The trainer's client with this address, unchanged, or a new one.

    Of several who share it, the one of this name; under another name it becomes a record of its own, marked
    for the trainer to say who it is: nobody's answers must stand for somebody else's. The user is set only
    where this very user has proven the address before.
    """
    same_address = _same_address.found(trainer.pk, contact.email) if contact.email else []
    for client in same_address:
        if len(same_address) == 1 or client.is_named(contact.name):
            return client
    is_shared = bool(same_address)
    proven = user if user and not is_shared and has_proven(user, contact.email) else None
    client = Client(
        trainer=trainer,
        user=proven,
        name=contact.name,
        email=contact.email,
        shares_email=is_shared,
        is_unsettled=is_shared,
        phone=contact.phone,
        time_zone=contact.zone,
    )
    _new_client.insert(client)
    return client


def _hold(service: Service, start: datetime, holder: str, now: datetime) -> Appointment:
    kept_elsewhere = Appointment.objects.held_for(holder).values_list("trainer_id", flat=True)
    with diaries_of({service.trainer_id, *kept_elsewhere}) as trainers:
        trainer = trainers[service.trainer_id]
        demand_working(trainer)
        # Only in diaries that are held: of one elsewhere the constraint refuses a second.
        Appointment.objects.held_for(holder).filter(trainer__in=trainers).give_back()
        if reason := free_hours.refusal(service, start=start, now=now):
            raise NotBookable(reason)
        kept = Appointment(
            trainer=trainer,
            service=service,
            status=Appointment.Status.HELD,
            # Until then it can be booked: what is kept longer would be promised in vain.
            hold_until=min(now + HOLD, start - timedelta(minutes=service.notice)),
            holder=holder,
            booked_at=now,
        )
        kept.set_time(start)
        trainer.appointments.make_way(kept.blocked_start, kept.blocked_end, now=now)
        _save(kept)
        return kept


def _book(
    service: Service,
    start: datetime,
    contact: Contact,
    *,
    key: uuid.UUID | None,
    user: User | None,
    holder: str,
    now: datetime,
) -> Appointment:
    try:
        with diary_of(service.trainer_id) as trainer:
            earlier, kept = _at_hand(trainer, service, start, key=key, holder=holder, now=now)
            if earlier:
                return earlier
            demand_working(trainer)
            if reason := free_hours.refusal(service, start=start, now=now, excluding=kept):
                raise NotBookable(reason)
            visit = kept or Appointment()
            visit.trainer, visit.service = trainer, service
            return _write(
                visit,
                start,
                contact,
                key=key,
                user=user,
                now=now,
            )
    except IntegrityError:
        # The same form, sent twice at once for whichever trainer is free, reached two of them.
        if key and (earlier := Appointment.objects.filter(submission=key).first()):
            return earlier
        raise


def _at_hand(
    trainer: Trainer,
    service: Service,
    start: datetime,
    *,
    key: uuid.UUID | None,
    holder: str,
    now: datetime,
) -> tuple[Appointment | None, Appointment | None]:
    """(the visit that this submission made before, the hold that becomes the visit).

    Other holds of the visitor go, and lapsed ones in the way; see also make_way.
    """
    asked = (trainer.pk, now, key.hex if key else None, holder or None, *service.blocked_at(start))
    at_hand = [pk for (pk,) in _at_hand_rows.rows(*asked)]
    if not at_hand:
        return None, None
    rows = list(Appointment.objects.filter(pk__in=at_hand))
    earlier = next((row for row in rows if key and row.submission == key and not row.has_lapsed(now)), None)
    kept = next((row for row in rows if row.is_kept_for(holder, service, start)), None)
    if gone := [row.pk for row in rows if row not in (earlier, kept)]:
        Appointment.objects.filter(pk__in=gone).give_back()
    return earlier, kept


def _at_hand_query(trainer: Any, now: Any, key: Any, holder: Any, *hour: Any) -> QuerySet[Any, Any]:
    theirs = Appointment.objects.filter(trainer__pk=trainer)
    found = [theirs.lapsed_holds(now).overlapping(*hour)]
    if holder is not None:
        found.append(theirs.held_for(holder))
    if key is not None:
        found.append(Appointment.objects.filter(submission=key))
    first, *others = (rows.values_list("pk") for rows in found)
    return first.union(*others, all=True)


def _write(
    appointment: Appointment,
    start: datetime,
    contact: Contact,
    *,
    key: uuid.UUID | None,
    user: User | None,
    now: datetime,
) -> Appointment:
    trainer = appointment.trainer
    appointment.contact_name = contact.name
    appointment.contact_email = contact.email
    appointment.contact_phone = contact.phone
    appointment.contact_zone = contact.zone
    appointment.note = contact.note
    appointment.submission = key
    appointment.holder = ""
    appointment.booked_at = now
    appointment.set_time(start)
    if trainer.confirm_first and not (user and has_proven(user, contact.email)):
        appointment.status = Appointment.Status.HELD
        appointment.hold_until = min(now + CONFIRM_WITHIN, start)
        _save(appointment)
        emails.promise_confirmation(appointment, now=now)
    else:
        appointment.status = Appointment.Status.CONFIRMED
        appointment.hold_until = None
        appointment.client = client_for(trainer, contact, user)
        _save(appointment)
        emails.promise_booked(appointment, now=now)
    return appointment


def _save(appointment: Appointment) -> None:
    if appointment.pk is None:
        _new_visit.insert(appointment)
    else:
        appointment.save()


def _lost(appointment: Appointment, *, now: datetime) -> Refusal | None:
    """Why a visit that waits for its confirmation can't be had any more."""
    if appointment.start <= now:
        return Refusal.PAST
    if appointment.hold_until and now < appointment.hold_until:
        return None
    return free_hours.refusal(appointment.service, start=appointment.start, now=now, excluding=appointment)


def _first_free(
    services: Sequence[Service],
    start: datetime,
    now: datetime,
    claim: Callable[[Service], Appointment],
    *,
    holder: str,
    done: Callable[[], Appointment | None],
) -> Appointment:
    """Claim the hour where this visitor keeps it already, else at whoever is free.

    What is `done` already is returned, also where the same form, sent twice at once, did it meanwhile.
    """
    if earlier := done():
        return earlier
    refused = NotBookable(Refusal.TAKEN)
    kept = Appointment.objects.held_for(holder).filter(start=start).values_list("service_id", flat=True)
    own = set(kept)
    for service in (each for each in services if each.pk in own):
        with suppress(NotBookable):
            return claim(service)
    for service in free_hours.who_is_free(services, start=start, now=now):
        try:
            return claim(service)
        except NotBookable as reason:
            refused = reason
    if twin := done():
        return twin
    raise refused


def _key(submission: uuid.UUID | None, what: str, start: datetime, contact: Contact) -> uuid.UUID | None:
    """A form kept open on a shared computer is another submission once it names someone else."""
    return uuid.uuid5(submission, f"{what} {utc_text(start)} {contact.email}") if submission else None


_at_hand_rows = Compiled(_at_hand_query)
_new_client, _new_visit = CompiledInsert(Client), CompiledInsert(Appointment)
_same_address = CompiledModels(
    Client,
    lambda trainer, email: (
        Client.objects.filter(trainer__pk=trainer).with_email(email).order_by("is_unsettled", "pk")
    ),
)

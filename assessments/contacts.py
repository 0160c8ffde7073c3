"""Verbs of who a client is and how to reach them: add, change, say who booked under a shared address.

A trainer writes down what they were told; only a mailed code proves an address. So a changed address cuts the
record from the user who had proven the old one, and the links in mails already sent open nothing any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments import emails
from assessments.diary import diary_of, hold_records
from assessments.models import Appointment, Client, Trainer
from assessments.signin import has_proven
from hipcoach.common.text import new_nonce
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

# The same details once more, so soon, are the same form sent twice.
TWICE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a trainer knows of somebody. Many have no e-mail.

    is_another: the trainer says that they only share the address, or the name, with a client.
    """

    name: str
    email: str = ""
    phone: str = ""
    zone: str = "UTC"
    is_another: bool = False


class AlreadyClient(Exception):
    """Another client of the trainer has this address, or without an address this name."""

    def __init__(self, client: Client) -> None:
        self.client = client
        super().__init__(client.name)


def add(*, trainer: Trainer, person: Person, now: datetime) -> Client:
    """Make a client by hand. Raises AlreadyClient; the same form sent twice gives the one client."""
    with diary_of(trainer.pk) as locked:
        if twin := _sent_before(locked, person, now=now):
            return twin
        return welcome(trainer=locked, person=person)


def welcome(*, trainer: Trainer, person: Person) -> Client:
    """Make the client inside the trainer's diary. Raises AlreadyClient."""
    alike = trainer.clients.with_email(person.email)
    if not person.email:
        alike = trainer.clients.filter(name__iexact=person.name)
    known = alike.order_by("pk").first()
    if known and not person.is_another:
        raise AlreadyClient(known)
    client = Client.objects.create(
        trainer=trainer,
        name=person.name,
        email=person.email,
        phone=person.phone,
        time_zone=person.zone,
        shares_email=bool(known and person.email),
    )
    mark_sharing(trainer, [person.email])
    return client


def change(*, client: Client, person: Person, trainer: Trainer, now: datetime) -> Client:
    """Correct how a client is reached; visits to come that had the old contact get the new one.

    Raises AlreadyClient where another of the trainer's clients has the address and they don't share it.
    """
    with diary_of(trainer.pk) as locked:
        hold_records([client.pk])
        client = locked.clients.get(pk=client.pk)
        known = locked.clients.with_email(person.email).exclude(pk=client.pk).order_by("pk").first()
        if known and not person.is_another:
            raise AlreadyClient(known)
        before = Person(name=client.name, email=client.email, phone=client.phone, zone=client.time_zone)
        client.name, client.phone, client.time_zone = person.name, person.phone, person.zone
        client.email, client.shares_email = person.email, bool(known)
        client.remember(before.name, before.email)
        if client.user and not has_proven(client.user, client.email):
            client.user = None
        client.save(update_fields=["name", "phone", "time_zone", "email", "shares_email", "user", "formerly"])
        mark_sharing(locked, [before.email, client.email])
        _correct_what_lies_ahead(client, before, now=now)
        _note(client, before, trainer=locked, now=now)
        return client


def settle(*, client: Client, trainer: Trainer) -> None:
    """Say that who booked under a shared address is a person of their own; twice is harmless."""
    trainer.clients.filter(pk=client.pk).update(is_unsettled=False)


def mark_sharing(trainer: Trainer, addresses: Iterable[str]) -> None:
    """Note on each record of these addresses whether another one has it too."""
    for address in {each.lower() for each in addresses if each}:
        rows = trainer.clients.with_email(address)
        rows.update(shares_email=len(rows.values_list("pk")[:2]) > 1)


def write_to(visits: Iterable[Appointment], address: str, *, now: datetime) -> None:
    """Give visits to come another address; the links that went to the old one open nothing any more.

    That one was cancelled is said there too, if it was not said yet.
    """
    for visit in visits:
        was, visit.contact_email = visit.contact_email, address
        visit.nonce = new_nonce()
        visit.version += 1
        visit.save(update_fields=["contact_email", "nonce", "version"])
        emails.promise_to_new_address(visit, was=was, now=now)


def visits_to_come(client: Client, *, with_address: str, now: datetime) -> list[Appointment]:
    """The client's visits ahead that are written about to this address, or to nobody, locked.

    Cancelled ones are among them.
    """
    ahead = (
        client.appointments.select_for_update(no_key=True, of=("self",))
        .to_write_about(now)
        .select_related("service", "trainer__user", "client")
    )
    return [visit for visit in ahead if visit.contact_email.casefold() == with_address.casefold()]


def _sent_before(trainer: Trainer, person: Person, *, now: datetime) -> Client | None:
    same = {"name": person.name, "email": person.email, "phone": person.phone, "time_zone": person.zone}
    return trainer.clients.filter(created_at__gt=now - TWICE, **same).first()


def _correct_what_lies_ahead(client: Client, before: Person, *, now: datetime) -> None:
    """What somebody typed otherwise for one visit, such as another phone, stays."""
    ahead = client.appointments.upcoming(now)
    ahead.filter(contact_name=before.name).update(contact_name=client.name)
    ahead.filter(contact_phone=before.phone).update(contact_phone=client.phone)
    ahead.filter(contact_zone=before.zone).update(contact_zone=client.time_zone)
    if before.email.casefold() != client.email.casefold():
        write_to(visits_to_come(client, with_address=before.email, now=now), client.email, now=now)
        emails.send_on(client, was=before.email, now=now)


def _note(client: Client, before: Person, *, trainer: Trainer, now: datetime) -> None:
    after = {"name": client.name, "email": client.email, "phone": client.phone, "zone": client.time_zone}
    changed = [name for name, value in after.items() if value != getattr(before, name)]
    if changed:
        audit.record(
            actor=trainer.user,
            client_id=client.pk,
            act=AuditEntry.Act.CHANGE,
            subject=f"client {client.pk}",
            fields=changed,
            now=now,
        )

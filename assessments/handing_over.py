"""Verbs that hand clients over to another trainer of the practice.

A client's records hang on the client, so they all come along: intakes, results, plans, logged sessions and
every visit that was. What lies ahead goes on at the same hour where the new trainer is free; what can't is
cancelled only when whoever hands over has been shown it and agreed. All of it happens, or nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Lower

from assessments import emails
from assessments.availability import Taken
from assessments.changing import cancel_locked
from assessments.contacts import mark_sharing
from assessments.diary import diaries_of, hold_records
from assessments.models import Appointment, Client, Service, Trainer
from assessments.schedules import DAY_AROUND, epoch, opening_of, taken_times
from assessments.screens import latest_screens
from assessments.takeover import Clash, Wanted, settle
from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

AT_ONCE = 500
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One visit that lies ahead: the service it becomes, or why it can't go on at its hour."""

    visit: Appointment
    service: Service | None
    clash: Clash | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubled:
    """A client whose address the new trainer has too: the same person perhaps, or a partner."""

    client: Client
    theirs: Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What handing over would mean; `doubled` has each client once, however many share the address."""

    clients: Sequence[Client]
    ahead: Sequence[Ahead]
    doubled: Sequence[Doubled]

    @property
    def goes_on(self) -> list[Ahead]:
        return [each for each in self.ahead if each.clash is None]

    @property
    def clashes(self) -> list[Ahead]:
        return [each for each in self.ahead if each.clash is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What has been shown and is wanted all the same: visits to cancel, clients to keep as second records."""

    cancel: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()

    def covers(self, preview: Preview) -> bool:
        return self.cancel.issuperset(each.visit.pk for each in preview.clashes) and self.apart.issuperset(
            each.client.pk for each in preview.doubled
        )


NOTHING_YET = Agreed()


class NeedsAgreement(Exception):
    """Nothing was handed over: visits would be cancelled, or an address would stand twice."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        super().__init__(f"{len(preview.clashes)} visits, {len(preview.doubled)} addresses")


class CannotTakeOver(Exception):
    """The clients are not of one trainer of this practice (any more), or the new trainer has left."""


def preview(*, clients: Collection[Client], to: Trainer, now: datetime) -> Preview:
    """What `move_clients` would do, as things stand. As many queries for many clients as for one."""
    return _preview(clients, _ahead(clients, to, now=now), to, now=now)


def move_client(
    *, client: Client, to: Trainer, by: User, now: datetime, agreed: Agreed = NOTHING_YET
) -> Preview:
    """Hand one client over. See move_clients."""
    return move_clients(clients=[client], to=to, by=by, now=now, agreed=agreed)


def move_clients(
    *, clients: Collection[Client], to: Trainer, by: User, now: datetime, agreed: Agreed = NOTHING_YET
) -> Preview:
    """Hand these clients of one trainer over to another of the practice; return what was done.

    `by` is who decided it, as the audit trail names them. Who is with the new trainer already stays there, so
    twice is harmless. Raises NeedsAgreement with the preview, CannotTakeOver.
    """
    with diaries_of({to.pk, *(client.trainer_id for client in clients)}) as trainers:
        if to.pk not in trainers:
            raise CannotTakeOver
        return hand_over_locked(
            [client.pk for client in clients], trainers, to=trainers[to.pk], by=by, now=now, agreed=agreed
        )


def hand_over_locked(
    client_ids: Collection[int],
    trainers: Mapping[int, Trainer],
    *,
    to: Trainer,
    by: User,
    now: datetime,
    agreed: Agreed,
) -> Preview:
    """The same inside the diaries of these trainers, which `to` is one of."""
    clients = _locked(client_ids)
    clients = [client for client in clients if client.trainer_id != to.pk]
    practices = {client.trainer.practice_id for client in clients}
    origins = {client.trainer_id for client in clients}
    if to.removed_at or len(origins) > 1 or not (origins <= set(trainers) and practices <= {to.practice_id}):
        raise CannotTakeOver
    found = _preview(clients, _locked_ahead(clients, to, now=now), to, now=now)
    if not agreed.covers(found):
        raise NeedsAgreement(found)
    _settle_visits(found, to, now=now)
    _move_mails(clients, to, now=now)
    for origin in origins:
        _move_records(found, trainers[origin], to)
    for client in clients:
        audit.record(
            actor=by,
            client_id=client.pk,
            act=AuditEntry.Act.CHANGE,
            subject=f"client {client.pk}",
            fields=["trainer"],
            now=now,
        )
    _tell(found, to, by=by, now=now)
    return found


def _locked(client_ids: Collection[int]) -> list[Client]:
    """The rows as they are now; whoever writes about one of them waits."""
    hold_records(client_ids)
    rows = Client.objects.select_for_update(no_key=True, of=("self",)).select_related("trainer")
    return list(rows.filter(pk__in=client_ids).order_by("pk"))


def _ahead(clients: Collection[Client], to: Trainer, *, now: datetime) -> list[Appointment]:
    """The visits that have not begun, in no other diary than their client's own trainer's."""
    trainers = {client.trainer_id for client in clients}
    rows = Appointment.objects.confirmed().filter(
        client__in=clients, trainer__in=trainers, start__gt=now, assessment=None
    )
    return list(rows.exclude(trainer=to).select_related("service", "trainer", "client").order_by("start"))


def _locked_ahead(clients: Collection[Client], to: Trainer, *, now: datetime) -> list[Appointment]:
    """The same, locked before it is asked whether a test has begun: a trainer may start one early."""
    visits = Appointment.objects.confirmed().filter(client__in=clients, start__gt=now)
    held = set(visits.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return [visit for visit in _ahead(clients, to, now=now) if visit.pk in held]


def _preview(
    clients: Collection[Client], visits: Sequence[Appointment], to: Trainer, *, now: datetime
) -> Preview:
    services = _alike(visits, to)
    found = _clashes(visits, services, to, now=now)
    ahead = [Ahead(visit=each, service=services.get(each.pk), clash=found[each.pk]) for each in visits]
    return Preview(clients=list(clients), ahead=ahead, doubled=_doubled(clients, to))


def _alike(visits: Iterable[Appointment], to: Trainer) -> dict[int, Service]:
    """The new trainer's service for each visit: the same address, and likewise on site or online.

    It takes as long as the visit, or as the visit's own service does by now. See also offers: so does a
    practice offer whoever of its trainers is free.
    """
    offered = {
        (service.slug, service.is_online, service.duration): service
        for service in to.services.filter(is_active=True).select_related("trainer")
    }
    found = {}
    for visit in visits:
        of = visit.service
        for minutes in ((visit.end - visit.start) // MINUTE, of.duration):
            if service := offered.get((of.slug, of.is_online, minutes)):
                found[visit.pk] = service
                break
    return found


def _clashes(
    visits: Sequence[Appointment], services: dict[int, Service], to: Trainer, *, now: datetime
) -> dict[int, Clash | None]:
    if not visits:
        return {}
    since, until = visits[0].start, visits[-1].end + DAY_AROUND
    taken: list[Taken] = taken_times([to.pk], since=since, until=until, now=now)[to.pk].times
    return settle((_wanted(each, services.get(each.pk)) for each in visits), opening_of(to), taken)


def _wanted(visit: Appointment, service: Service | None) -> Wanted:
    placed = Appointment(start=visit.start, end=visit.end)
    placed.pass_to(service or visit.service)
    return Wanted(
        key=visit.pk,
        start=epoch(placed.start),
        end=epoch(placed.end),
        blocked_start=epoch(placed.blocked_start),
        blocked_end=epoch(placed.blocked_end),
        is_offered=service is not None,
    )


def _doubled(clients: Iterable[Client], to: Trainer) -> list[Doubled]:
    """Case aside, as the database compares."""
    by_pk = {client.pk: client for client in clients if client.email}
    written = Client.objects.annotate(plain=Lower("email"))
    ours = dict(written.filter(pk__in=by_pk).order_by("pk").values_list("pk", "plain"))
    same = written.filter(trainer=to, plain__in=ours.values()).exclude(pk__in=by_pk).order_by("-pk")
    theirs = dict(same.values_list("plain", "pk"))
    named = Client.objects.in_bulk(theirs.values())
    both = [(pk, theirs[plain]) for pk, plain in ours.items() if plain in theirs]
    return [Doubled(client=by_pk[pk], theirs=named[their_pk]) for pk, their_pk in both]


def _settle_visits(found: Preview, to: Trainer, *, now: datetime) -> None:
    for each in found.clashes:
        cancel_locked(each.visit, by=Appointment.By.TRAINER, now=now)
    for each in found.goes_on:
        visit = each.visit
        visit.pass_to(each.service or visit.service)
        to.appointments.make_way(visit.blocked_start, visit.blocked_end, now=now)
        visit.version += 1
        visit.save()
        emails.promise_taken_over(visit, now=now)


def _tell(found: Preview, to: Trainer, *, by: User, now: datetime) -> None:
    """The new trainer, unless it was their own doing and nothing waits; and whom no mail of a visit tells."""
    screens = latest_screens(clients=found.clients, now=now)
    to_read = [number for number, screen in screens.items() if screen.waits_to_be_read]
    if to_read or (found.clients and by != to.user):
        emails.promise_welcome_of_clients(to, count=len(found.clients), to_read=to_read, now=now)
    told = {each.visit.client_id for each in found.goes_on}
    rest = [client for client in found.clients if client.pk not in told]
    emails.promise_new_trainer(rest, to, now=now)


def _move_records(found: Preview, origin: Trainer, to: Trainer) -> None:
    """Who shared an address and is alone with it now, there or here, shares it no more."""
    Client.objects.filter(pk__in=[each.client.pk for each in found.doubled]).update(shares_email=True)
    Client.objects.filter(pk__in=[client.pk for client in found.clients]).update(trainer=to)
    shared = {client.email for client in found.clients if client.shares_email}
    mark_sharing(origin, shared)
    mark_sharing(to, shared | {each.client.email for each in found.doubled})


def _move_mails(clients: Sequence[Client], to: Trainer, *, now: datetime) -> None:
    """The ledger follows: the mails to a client are the business of whoever looks after them.

    What a trainer has heard, or was to hear of a visit, stays with that trainer.
    """
    refs = emails.mail_refs([client.pk for client in clients])
    for first in range(0, len(refs), AT_ONCE):
        mails = OutgoingEmail.objects.filter(subject_ref__in=refs[first : first + AT_ONCE])
        mails.exclude(kind__startswith=emails.TO_A_TRAINER).update(trainer_ref=to.pk)
        emails.hand_on(mails, origin=clients[0].trainer, to=to, now=now)

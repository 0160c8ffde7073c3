"""What hangs on a client's record, and how to take it away in the order that the database protects."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.emails.names import TO_A_TRAINER
from assessments.models import Appointment, Assessment, Client, Incident, Intake, Merge
from hipcoach.accounts.models import User
from hipcoach.common.caseless import caseless
from hipcoach.mail.models import OutgoingEmail, OutgoingEmailQuerySet
from hipcoach.privacy.fields import as_stored
from programs.models import Plan, Question, SessionLog


def delete_health(clients: QuerySet[Client]) -> None:
    """Delete answers, results, incidents, plans, sessions and questions; who these clients are stays."""
    Question.objects.filter(client__in=clients).delete()
    SessionLog.objects.filter(client__in=clients).delete()
    plans = Plan.objects.filter(client__in=clients)
    # A revision protects the plan before it, so the newest go first.
    for version in plans.order_by("-version").values_list("version", flat=True).distinct():
        plans.filter(version=version).delete()
    Assessment.objects.filter(client__in=clients).delete()
    # The base manager: incidents refuse to be deleted by anybody else.
    Incident._base_manager.filter(appointment__client__in=clients).delete()
    clients.update(retest_on=None)
    Intake.objects.filter(client__in=clients).delete()


def with_notes(visits: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those with something written at booking."""
    return visits.alias(sealed=as_stored("note")).exclude(sealed="")


def mails_to(client: Client) -> OutgoingEmailQuerySet:
    """Mails to this client: about their visits, plans and record, and what else went to their address.

    An address that others have too is theirs as well, so then only what is about this record counts.
    """
    visits = Appointment.objects.filter(client=client).values_list("pk", flat=True)
    plans = Plan.objects.filter(client=client).values_list("pk", flat=True)
    refs = [*(f"appointment:{pk}" for pk in visits), *(f"plan:{pk}" for pk in plans)]
    refs += map(ref_of, numbers_of(client))
    theirs = _sent_to([client.email])
    # To whichever trainer the visits were with.
    to_trainers = Q(kind__startswith=TO_A_TRAINER) | Q(caseless("to", client.trainer.user.email))
    mails = Q(subject_ref__in=refs) & (theirs | ~to_trainers)
    others = Client.objects.with_email(client.email).exclude(pk=client.pk)
    if not others.filter(trainer=client.trainer_id).exists():
        mails |= theirs & Q(trainer_ref=client.trainer_id)
    return OutgoingEmail.objects.filter(mails | _sent_to(own_addresses(client)))


def own_addresses(client: Client) -> list[str]:
    """Every address that is, or was, this client's and is nobody else's.

    Beside the record's: those of before a correction, what visits were written about to, and what was given
    up when a double became part of this record, as long as that can be undone.
    """
    found = {client.email, *client.appointments.values_list("contact_email", flat=True)}
    found.update(word for word in client.formerly if "@" in word)
    found.update(*(given_up(merge) for merge in client.merges.standing()))
    mine = {email.lower() for email in found if email}
    return [email for email in sorted(mine) if not _is_anybody_elses(email, client)]


def given_up(merge: Merge) -> set[str]:
    """The addresses that the two records had, as long as it can be undone."""
    record = merge.record
    return {record["before"]["email"], record["gone"]["email"]} - {""} if record else set()


def _is_anybody_elses(email: str, client: Client) -> bool:
    """Another client's; or a trainer's own, who may be somebody's client, or named by a slip of the pen."""
    others = Client.objects.with_email(email).exclude(pk=client.pk)
    at_work = Q(is_staff=True) | Q(trainer__isnull=False) | Q(practices__isnull=False)
    return others.exists() or User.objects.filter(at_work, caseless("email", email)).exists()


def _sent_to(addresses: Iterable[str]) -> Q:
    """To one of these, case aside; to nobody without any."""
    return reduce(or_, (Q(caseless("to", each)) for each in addresses if each), Q(pk=None))


def accounts_of_nobody_else(client: Client) -> QuerySet[User]:
    """Who signs in as this client and has no other record, no desk and no key to the admin."""
    own = Q(pk=client.user_id)
    for email in own_addresses(client):
        # Who only asked for a code, and never typed it, or has another now.
        own |= Q(caseless("email", email))
    others = Client.objects.exclude(pk=client.pk).filter(user=OuterRef("pk"))
    return _clients_only().filter(own, ~Exists(others))


def accounts_without_record(email: str) -> QuerySet[User]:
    """Who signs in with this address, and has no record at all, no desk and no key to the admin."""
    if Client.objects.with_email(email).exists():
        return User.objects.none()
    records = Client.objects.filter(user=OuterRef("pk"))
    return _clients_only().filter(caseless("email", email), ~Exists(records))


def _clients_only() -> QuerySet[User]:
    """See also `at_work` above, which is everybody else."""
    return User.objects.filter(trainer=None, practices=None, is_staff=False)


def numbers_of(*clients: Client) -> dict[int, int]:
    """Under which numbers these records are spoken of, and whose each is: their own, and those of doubles
    that were merged into them. One query."""
    own = {client.pk: client.pk for client in clients}
    return own | dict(Merge.objects.standing().filter(kept__in=own).values_list("gone_ref", "kept"))


def record_of(number: int) -> Client | None:
    """The record of this number, or the one that it was merged into."""
    return Client.objects.standing_for(number).select_related("trainer__user").first()


def ref_of(client: int) -> str:
    """How mails about the record itself name it."""
    return f"client:{client}"

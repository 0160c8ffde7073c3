"""Which mails are about a client, and which of them go to the client's own address: each app says its own."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from assessments.emails import names
from assessments.models import Appointment, Client, Trainer
from hipcoach.mail import outbox
from hipcoach.mail.models import OutgoingEmail, OutgoingEmailQuerySet

MailRefs = Callable[[Collection[int]], Iterable[str]]

_mail_refs: list[MailRefs] = []
_kinds = set(names.TO_THE_CLIENT)
_kinds_to_trainer = set[str]()


def register_mail_refs(*kinds: str, to_trainer: Iterable[str] = ()) -> Callable[[MailRefs], MailRefs]:
    """Decorate `refs(client ids)`: how an app names, in mail rows, what it has about these clients.

    kinds: those of its mails that go to the client's own address; to_trainer: to whoever looks after them.
    """

    def register(refs: MailRefs) -> MailRefs:
        _mail_refs.append(refs)
        _kinds.update(kinds)
        _kinds_to_trainer.update(to_trainer)
        return refs

    return register


def mail_refs(clients: Collection[int]) -> list[str]:
    """How mail rows name the visits of these clients, and all that the apps have about them."""
    visits = Appointment.objects.filter(client__in=clients)
    refs = [Appointment(pk=pk).ref for pk in visits.values_list("pk", flat=True)]
    return refs + [ref for of_app in _mail_refs for ref in of_app(clients)]


def send_on(client: Client, *, was: str, now: datetime) -> None:
    """What has not reached the client at the address that was goes to the one that is, if there is one.

    Mails about a visit go where its contact says. See also `promise_to_new_address`.
    """
    mails = OutgoingEmail.objects.filter(subject_ref__in=mail_refs([client.pk]), kind__in=_kinds)
    outbox.send_on(mails, was=was, to=client.email, now=now)


def send_trainer_on(trainer: Trainer, *, was: str, to: str, now: datetime) -> None:
    """Likewise what has not reached a trainer."""
    mails = OutgoingEmail.objects.filter(trainer_ref=trainer.pk, kind__startswith=names.TO_A_TRAINER)
    outbox.send_on(mails, was=was, to=to, now=now)


def hand_on(mails: OutgoingEmailQuerySet, *, origin: Trainer, to: Trainer, now: datetime) -> None:
    """What of these mails has not reached the old trainer, and is for whoever looks after a client."""
    theirs = mails.filter(kind__in=_kinds_to_trainer)
    (theirs.unsettled() | theirs.repeatable(now)).update(trainer_ref=to.pk)
    outbox.send_on(theirs, was=origin.user.email, to=to.user.email, now=now)

"""Remove the demo, and nothing else."""

from django.db import transaction
from django.db.models import Q, QuerySet

from assessments.models import Appointment, Client, Practice, Trainer
from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.records import delete_health
from programs.models import Exercise, Template


def clear() -> bool:
    """Remove every demo practice with its people and mails; whether there was one.

    The audit trail stays, here as everywhere: it is only ever added to, and its numbers never come back.
    """
    with transaction.atomic():
        practices = Practice.objects.filter(is_demo=True)
        if not practices.exists():
            return False
        trainers = Trainer.objects.filter(practice__in=practices)
        clients = Client.objects.filter(trainer__in=trainers)
        users = _users_of(trainers, clients)
        _delete_mails(trainers, clients)
        _delete_records(clients)
        for owned in (Template, Exercise):
            owned.objects.filter(owner__in=trainers).delete()
        trainers.delete()
        practices.delete()
        User.objects.filter(pk__in=users, practices=None, trainer=None, clients=None, is_staff=False).delete()
    return True


def _users_of(trainers: QuerySet[Trainer], clients: QuerySet[Client]) -> list[int]:
    """Who signs in as one of them, also those who only asked for a code."""
    people = Q(trainer__in=trainers) | Q(clients__in=clients) | Q(email__in=clients.values("email"))
    return list(User.objects.filter(people).values_list("pk", flat=True))


def _delete_mails(trainers: QuerySet[Trainer], clients: QuerySet[Client]) -> None:
    about = Q(trainer_ref__in=trainers) | Q(
        to__in=clients.exclude(email="").values("email"), trainer_ref=None
    )
    OutgoingEmail.objects.filter(about).delete()


def _delete_records(clients: QuerySet[Client]) -> None:
    delete_health(clients)
    Appointment.objects.filter(trainer__in=clients.values("trainer")).delete()
    clients.delete()

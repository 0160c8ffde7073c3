"""A sign-in address that its owner changes takes along the records that carried the old one, the visits ahead
that were to be written about there, and what a trainer was to hear there."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from assessments import emails
from assessments.contacts import visits_to_come, write_to
from assessments.diary import hold_records
from assessments.models import Client, Trainer
from assessments.models.clients import are_several
from assessments.signin import claim_records
from hipcoach.accounts.address import address_changed, address_changing
from hipcoach.accounts.models import User


@receiver(address_changing)
def on_address_changing(sender: Any, user: User, **kwargs: Any) -> None:
    hold_records(Client.objects.filter(user=user).values_list("pk", flat=True))


@receiver(address_changed)
def on_address_changed(sender: Any, user: User, old: str, now: datetime, **kwargs: Any) -> None:
    """Their own records follow, unless their trainer has another record of the new address.

    A shared address stays as it is: it is not theirs alone.
    """
    records = list(Client.objects.with_email(old).filter(user=user).select_related("trainer"))
    own = [] if are_several(records) else [record for record in records if not record.shares_email]
    for record in own:
        if not Client.objects.with_email(user.email).filter(trainer=record.trainer_id).exists():
            _follow(record, user.email, now=now)
    claim_records(user)
    for trainer in Trainer.objects.filter(user=user):
        emails.send_trainer_on(trainer, was=old, to=user.email, now=now)


def _follow(record: Client, email: str, *, now: datetime) -> None:
    before, record.email = record.email, email
    record.remember(before)
    record.save(update_fields=["email", "formerly"])
    write_to(visits_to_come(record, with_address=before, now=now), email, now=now)
    emails.send_on(record, was=before, now=now)

"""What signing in means for clients: a known address may ask for a code, and proves its records."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import user_logged_in
from django.dispatch import receiver

from assessments.models import Client, Trainer
from hipcoach.accounts.admission import (
    register_known_addresses,
    register_password_users,
    signs_in_by_code,
)
from hipcoach.accounts.models import User


@register_known_addresses
def knows_client(email: str) -> bool:
    return Client.objects.with_email(email).exists()


@register_password_users
def is_trainer(user: User) -> bool:
    return Trainer.objects.filter(user=user).exists()


@receiver(user_logged_in)
def on_login(sender: Any, user: User, **kwargs: Any) -> None:
    """A password proves no mailbox, so trainers claim by a code of its own."""
    if signs_in_by_code(user):
        claim_records(user)


def has_proven(user: User, email: str) -> bool:
    """Whether this user has shown, by a mailed code, that the address is theirs."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


def claim_records(user: User) -> None:
    """Set the user on the client records of their proven address.

    Who shares an address says who they are before any page opens, see access.client_required; a record that
    the trainer has yet to place opens to nobody.
    """
    if has_proven(user, user.email):
        Client.objects.with_email(user.email).filter(user=None, is_unsettled=False).update(user=user)


def claim_by_code(user: User) -> None:
    """The same for somebody who has just typed a code that was mailed to their own address."""
    EmailAddress.objects.filter(user=user, email__iexact=user.email).update(verified=True)
    claim_records(user)

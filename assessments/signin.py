"""What signing in means for clients: a known address may ask for a code, and proves its records."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import user_logged_in
from django.dispatch import receiver

from assessments.models import Client
from hipcoach.accounts.admission import register_known_addresses
from hipcoach.accounts.models import User


@register_known_addresses
def knows_client(email: str) -> bool:
    return Client.objects.with_email(email).exists()


@receiver(user_logged_in)
def on_login(sender: Any, user: User, **kwargs: Any) -> None:
    claim_records(user)


def has_proven(user: User, email: str) -> bool:
    """Whether this user has shown, by a mailed code, that the address is theirs."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


def claim_records(user: User) -> None:
    """Set the user on the client records of their proven address.

    Records of people who share an address are left for an explicit choice.
    """
    if has_proven(user, user.email):
        Client.objects.with_email(user.email).filter(user=None, shares_email=False).update(user=user)

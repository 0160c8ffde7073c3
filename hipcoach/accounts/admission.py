"""Who may ask for a sign-in code. The apps above register the addresses they know."""

from collections.abc import Callable
from contextlib import suppress

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from hipcoach.accounts.models import User

Knows = Callable[[str], bool]

_known_by: list[Knows] = []


def register_known_addresses(knows: Knows) -> Knows:
    """Decorate `knows(email)`: whether an app holds a person of this address who may sign in by code."""
    _known_by.append(knows)
    return knows


def signs_in_by_code(user: User) -> bool:
    """People with a password (trainers) never sign in by code alone."""
    return not user.is_staff and not user.has_usable_password()


def admit(email: str) -> None:
    """Make the user for an address that is known but has none yet, with an unproven address.

    Plain letters only: comparing without case, PostgreSQL takes a dotless i for an i, and the code goes
    to the address as typed.
    """
    if not email.isascii() or User.objects.with_email(email):
        return
    if not any(knows(email) for knows in _known_by):
        return
    # Two requests at once make one user; the second finds it there.
    with suppress(IntegrityError), transaction.atomic():
        user = User.objects.create_user(email)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)

"""Who may ask for a sign-in code. The apps above register the addresses they know."""

from collections.abc import Callable
from contextlib import suppress

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from hipcoach.accounts.models import User

Knows = Callable[[str], bool]

NeedsPassword = Callable[[User], bool]

_known_by: list[Knows] = []
_password_users: list[NeedsPassword] = []


def register_known_addresses(knows: Knows) -> Knows:
    """Decorate `knows(email)`: whether an app holds a person of this address who may sign in by code."""
    _known_by.append(knows)
    return knows


def register_password_users(needs: NeedsPassword) -> NeedsPassword:
    """Decorate `needs(user)`: whether an app holds a person who never signs in by code alone."""
    _password_users.append(needs)
    return needs


def signs_in_by_code(user: User) -> bool:
    """Trainers, staff and whoever has a password never sign in by code alone."""
    has_password = user.is_staff or user.has_usable_password()
    return not has_password and not any(needs(user) for needs in _password_users)


def admit(email: str) -> None:
    """Make the user for an address that is known but has none yet, with an unproven address.

    Plain letters only: lower case makes one letter of several, the Kelvin sign a k, and the code goes
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

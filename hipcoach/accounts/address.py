"""A new sign-in address, once a code has shown that it is theirs. Nobody is ever merged."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from hipcoach.accounts.models import User
from hipcoach.accounts.sending import promise_notice

# Both are sent inside the transaction. First with `user`, so that the apps above lock what is theirs before
# the user is locked, in the order of everybody else; then with `user`, `old` and `now`, to let it follow.
address_changing = Signal()
address_changed = Signal()


def is_free(email: str) -> bool:
    """Whether nobody signs in with it.

    Plain letters only: lower case makes one letter of several, the Kelvin sign a k.
    """
    known = User.objects.with_email(email) or EmailAddress.objects.filter(email=email.lower()).exists()
    return email.isascii() and not known


def change_address(*, user: User, email: str, now: datetime) -> bool:
    """Sign in with `email`, which is proven, from now on; False when somebody else has taken it meanwhile."""
    email = email.lower()
    try:
        with transaction.atomic():
            address_changing.send(sender=User, user=user)
            held = User.objects.select_for_update().get(pk=user.pk)
            old = held.email
            if not is_free(email):
                return False
            User.objects.filter(pk=user.pk).update(email=email)
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
            user.email = email
            address_changed.send(sender=User, user=user, old=old, now=now)
            promise_notice(
                old,
                subject=_("Your sign-in address was changed"),
                body=_(
                    "From now on you sign in with another e-mail address; this one no longer works.\n\n"
                    "That wasn't you? Then please tell your trainer at once."
                ),
                now=now,
            )
    except IntegrityError:
        return False
    return True

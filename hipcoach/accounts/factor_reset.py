"""The verb for who has lost phone and recovery codes: take the second factor off, so that they set up anew.

The password stays as it is, so whoever asks for somebody else gains nothing by it; and they are told by mail.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from hipcoach.accounts.models import DeviceSession, User
from hipcoach.accounts.sending import promise_notice
from hipcoach.common.text import one_line

WHAT = "Second factor taken off."


def take_off(*, user: User, by: User | None, now: datetime) -> bool:
    """Delete app, passkeys and recovery codes, and sign them out everywhere; False where there were none.

    `by` is who decided it; None at the command line.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        gone, _rows = Authenticator.objects.filter(user=user).delete()
        if not gone:
            return False
        DeviceSession.objects.filter(user=user).delete()
        LogEntry.objects.create(
            user=by or user,
            action_time=now,
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(user.pk),
            object_repr=str(user)[:200],
            action_flag=CHANGE,
            change_message=WHAT if by else f"{WHAT} At the command line.",
        )
        promise_notice(user.email, subject=_("Your second step was taken off"), body=_body(by), now=now)
        return True


def taken_off_at(user: User) -> datetime | None:
    """When it last was, as long as the office's log knows."""
    log = LogEntry.objects.filter(content_type__model="user", object_id=str(user.pk))
    return log.filter(change_message__startswith=WHAT).values_list("action_time", flat=True).first()


def _body(by: User | None) -> str:
    who = one_line(by.get_full_name()) if by else _("Whoever looks after this site")
    return _(
        "%(who)s has taken off your app, your passkeys and your recovery codes, and signed you out "
        "everywhere. Your password is as it was.\n\n"
        "Sign in with it soon, and set up a new second step.\n\n"
        "You didn't ask for this? Then set a new password at once, and speak with them."
    ) % {"who": who}

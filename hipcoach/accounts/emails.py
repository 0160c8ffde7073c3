"""The mails of signing in."""

import json
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail


@mail_kind("sign-in-code", label=gettext_lazy("Sign-in code"))
def sign_in_code(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    return Letter(
        subject=_("Your sign-in code"),
        paragraphs=(
            _("Type this code on the page where you asked for it. It works once, for ten minutes."),
            _("You didn't ask for it? Then nothing happens, and you can forget this mail."),
        ),
        code=row.secret,
    )


@mail_kind("address-code", label=gettext_lazy("Code for a new address"))
def address_code(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    return Letter(
        subject=_("The code for your new address"),
        paragraphs=(
            _("You want to sign in with this address. Type the code on the page where you asked for it."),
            _("It works once, for ten minutes. You didn't ask for it? Then nothing changes."),
        ),
        code=row.secret,
    )


@mail_kind("password-reset", label=gettext_lazy("New password"))
def password_reset(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    return Letter(
        subject=_("Set a new password"),
        paragraphs=(
            _("You asked for a new password. The link leads to the page where you choose it; it works once."),
            _("You didn't ask for it? Then nothing changes, and you can forget this mail."),
        ),
        button=Button(_("Choose a new password"), row.secret),
    )


@mail_kind("account-notice", label=gettext_lazy("About the account"))
def account_notice(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    notice = json.loads(row.secret)
    return Letter(
        subject=notice["subject"],
        paragraphs=tuple(filter(None, map(str.strip, notice["body"].split("\n\n")))),
    )

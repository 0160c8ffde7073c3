"""The mail that invites somebody to join a practice as a trainer. It goes to an address nobody has proven."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.emails import names
from assessments.emails.wording import zone_of
from assessments.links import invitation_url
from assessments.models import Invitation, Trainer
from hipcoach.common.http import utc_text
from hipcoach.common.text import one_line
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail


def promise_invitation(invitation: Invitation, *, now: datetime) -> None:
    """Each sending is a promise of its own, and takes back the one before."""
    outbox.retire(subject_ref=invitation.ref, reason=_("The invitation was sent again."), now=now)
    sent = utc_text(invitation.sent_at)
    inviter = Trainer.objects.filter(user=invitation.invited_by).values_list("pk", flat=True).first()
    outbox.queue(
        key=f"{invitation.ref}:{names.INVITED}:{sent}",
        kind=names.INVITED,
        subject_ref=invitation.ref,
        to=invitation.email,
        facts={"invitation": invitation.pk, "sent": sent},
        trainer_ref=inviter,
        urgent=True,
        due_at=now,
        useful_until=invitation.expires_at,
        now=now,
    )


def retire_invitation(invitation: Invitation, *, now: datetime) -> None:
    outbox.retire(subject_ref=invitation.ref, reason=_("The invitation was taken back."), now=now)


@mail_kind(names.INVITED, label=pgettext_lazy("mail", "Invitation to a trainer"))
def invited(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    found = Invitation.objects.open(now).select_related("practice", "invited_by")
    invitation = found.filter(pk=row.facts["invitation"]).first()
    if invitation is None or utc_text(invitation.sent_at) != row.facts["sent"]:
        return Skip(_("The invitation no longer stands."))
    said = {
        "who": one_line(invitation.invited_by.get_full_name()),
        "practice": one_line(invitation.practice.name),
    }
    inviters = Trainer.objects.filter(user=invitation.invited_by).values_list("zone", flat=True)
    zone = zone_of(inviters.first() or invitation.invited_by.time_zone)
    until = date_format(invitation.expires_at.astimezone(zone), "l j F")
    return Letter(
        subject=_("%(who)s invites you to %(practice)s") % said,
        heading=_("Work with us?"),
        paragraphs=(
            _("%(who)s would like you to join %(practice)s as a trainer.") % said,
            _("Choose a password and set up your hours: it takes five minutes. The link works until %(day)s.")
            % {"day": until},
        ),
        button=Button(_("Join %(practice)s") % said, invitation_url(invitation)),
        small_print=_("You don't know %(who)s? Then do nothing, and nothing happens.") % said,
        reply_to=invitation.invited_by.email,
    )

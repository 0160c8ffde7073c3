"""Verbs of an invitation to join a practice as a trainer: send, send again, take back, take up.

The link in the mail proves the address, and nothing less does: nobody gets into an account that somebody else
has a password for.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from assessments import emails
from assessments.links import find_invitation
from assessments.models import Invitation, Practice, Trainer
from assessments.practices import NewTrainer, join
from hipcoach.accounts.models import User
from hipcoach.common.caseless import caseless
from hipcoach.common.text import new_nonce

LASTS = timedelta(days=7)
MOST_WAITING = 20


class AlreadyTrainer(Exception):
    """The address is a trainer's; `trainer` says whose."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        super().__init__(trainer.name)


class AlreadyInvited(Exception):
    """An invitation to this address waits already."""


class TooManyInvitations(Exception):
    """As many invitations wait as there may be."""


class InvitationGone(Exception):
    """The link is forged, or the invitation was taken back, sent again, taken up or outlived."""


class NeedsTheirSignIn(Exception):
    """The address belongs to an account with a password, whose owner is not the one who is here."""


def invite(*, practice: Practice, email: str, by: User, now: datetime) -> Invitation:
    """Ask the person behind this address to join.

    Raises AlreadyTrainer, AlreadyInvited, TooManyInvitations.
    """
    with transaction.atomic():
        # One at a time, so that the count holds.
        Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
        if trainer := trainer_with(email):
            raise AlreadyTrainer(trainer)
        waiting = list(practice.invitations.waiting())
        if any(each.email.casefold() == email.casefold() for each in waiting):
            raise AlreadyInvited
        if len(waiting) >= MOST_WAITING:
            raise TooManyInvitations
        invitation = Invitation.objects.create(
            practice=practice, email=email.lower(), invited_by=by, sent_at=now, expires_at=now + LASTS
        )
        emails.promise_invitation(invitation, now=now)
        return invitation


def send_again(*, invitation: Invitation, now: datetime) -> None:
    """Send a new link, good for another week; the old one is dead. Raises InvitationGone."""
    with transaction.atomic():
        waiting = _locked(invitation)
        waiting.nonce, waiting.sent_at, waiting.expires_at = new_nonce(), now, now + LASTS
        waiting.save(update_fields=["nonce", "sent_at", "expires_at"])
        emails.promise_invitation(waiting, now=now)


def revoke(*, invitation: Invitation, now: datetime) -> None:
    """Take an invitation back; its link is dead. Raises InvitationGone where it was taken up meanwhile."""
    with transaction.atomic():
        waiting = _locked(invitation)
        waiting.revoked_at = now
        waiting.save(update_fields=["revoked_at"])
        emails.retire_invitation(waiting, now=now)


def trainer_with(email: str) -> Trainer | None:
    """The trainer, working or removed, of whichever practice, who signs in with this address."""
    return Trainer.objects.select_related("practice").filter(caseless("user__email", email)).first()


def account_with(email: str) -> User | None:
    """The account of this address that only its owner's own sign-in opens; none where no password is set."""
    user = User.objects.with_email(email)
    return user if user and (user.has_usable_password() or user.is_staff) else None


def accept(*, token: str, name: str, password: str, zone: str, here: User | None, now: datetime) -> Trainer:
    """Make whoever holds the link a trainer, who is then led through the first steps.

    `here` is who is signed in. A client without a password gets this one, and keeps everything else; an
    account with one joins when its owner is here, and `password` is left aside. Raises InvitationGone,
    AlreadyTrainer, NeedsTheirSignIn.
    """
    with transaction.atomic():
        found = find_invitation(token, now=now)
        if found is None:
            raise InvitationGone
        invitation = _locked(found)
        if trainer := trainer_with(invitation.email):
            raise AlreadyTrainer(trainer)
        owner = account_with(invitation.email)
        if owner and owner != here:
            raise NeedsTheirSignIn
        new = NewTrainer(name=name, email=invitation.email, password=password, zone=zone)
        trainer = join(invitation.practice, owner or _account(new), new, setting_up=True)
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        return trainer


def _locked(invitation: Invitation) -> Invitation:
    """The row as it is now, while it waits under the nonce it came with."""
    waiting = Invitation.objects.waiting().select_related("practice")
    row = (
        waiting.select_for_update(no_key=True, of=("self",))
        .filter(pk=invitation.pk, nonce=invitation.nonce)
        .first()
    )
    if row is None:
        raise InvitationGone
    return row


def _account(new: NewTrainer) -> User:
    """A new user, or the client's of this address; either way the link in the mail has proven it."""
    # Letter by letter: without case, PostgreSQL takes a dotless i for an i, which is another domain.
    user = User.objects.select_for_update().filter(email=new.email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(new.email, new.password, name=new.name, time_zone=new.zone)
        except IntegrityError as error:
            # Somebody asked for a sign-in code at this very moment, and has the account now.
            raise InvitationGone from error
    else:
        user.name = new.name
        user.set_password(new.password)
        user.save(update_fields=["name", "password"])
    _prove(user)
    return user


def _prove(user: User) -> None:
    if not EmailAddress.objects.filter(user=user, email__iexact=user.email).update(verified=True):
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)

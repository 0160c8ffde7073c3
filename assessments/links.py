"""Secret links that can be made again at any time, so that a mail rendered later can carry them.

A token is a row's number and a keyed hash of number and nonce. Nothing that would open the page lies in the
database; a new nonce revokes the link. The manage link of a visit is dead once the visit is over.
"""

import re
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from assessments.models import Appointment, Invitation, SiteClaim, Trainer
from hipcoach.common.text import new_nonce

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{40})", re.ASCII)
_MANAGE = "hipcoach.manage-link"
_FEED = "hipcoach.calendar-feed"
_CLAIM = "hipcoach.site-claim"
_INVITATION = "hipcoach.invitation"


def token_of(appointment: Appointment) -> str:
    return _token(_MANAGE, appointment.pk, appointment.nonce)


def find(token: str, *, now: datetime) -> Appointment | None:
    """The appointment this link opens, or None for a forged, revoked or outlived one."""
    appointment = (
        Appointment.objects.linked()
        .select_related("service__trainer", "trainer", "client")
        .filter(pk=_number(token), end__gt=now)
        .first()
    )
    return appointment if appointment and constant_time_compare(token, token_of(appointment)) else None


def manage_url(appointment: Appointment) -> str:
    """The full address, for mails and calendar files."""
    return settings.SITE_URL + reverse("manage", args=[token_of(appointment)])


def booking_path(visit: Appointment) -> str:
    """Where whoever had this visit can book again, or ""; who was handed over, at the new trainer's."""
    client, trainer = visit.client, visit.trainer
    if client and client.trainer_id != trainer.pk:
        trainer = client.trainer
    elif visit.service.is_active and trainer.is_listed:
        return visit.service.get_absolute_url()
    offers = trainer.is_listed and trainer.services.filter(is_active=True).exists()
    return trainer.get_absolute_url() if offers else ""


def feed_token_of(trainer: Trainer) -> str:
    return _token(_FEED, trainer.pk, trainer.feed_nonce)


def find_feed(token: str) -> Trainer | None:
    """The trainer whose visits this calendar address tells, or None for a forged or revoked one."""
    trainer = Trainer.objects.working().filter(pk=_number(token), user__is_active=True).first()
    return trainer if trainer and constant_time_compare(token, feed_token_of(trainer)) else None


def feed_url(trainer: Trainer) -> str:
    """The full address, to be put into a calendar program."""
    return settings.SITE_URL + reverse("feed", args=[feed_token_of(trainer)])


def renew_feed(trainer: Trainer) -> None:
    """Give the feed a new address; the old one opens nothing from now on."""
    trainer.feed_nonce = new_nonce()
    trainer.save(update_fields=["feed_nonce"])


def claim_token_of(claim: SiteClaim) -> str:
    return _token(_CLAIM, claim.pk, claim.nonce)


def claim_url(claim: SiteClaim) -> str:
    """The full address of an empty site's first owner, to be shown to whoever runs the machine."""
    return settings.SITE_URL + reverse("welcome", args=[claim_token_of(claim)])


def find_claim(token: str, *, now: datetime) -> SiteClaim | None:
    """The offer this address stands for, or None for a forged, replaced, used or outlived one."""
    claim = SiteClaim.objects.filter(pk=_number(token), expires_at__gt=now).first()
    return claim if claim and constant_time_compare(token, claim_token_of(claim)) else None


def invitation_token_of(invitation: Invitation) -> str:
    return _token(_INVITATION, invitation.pk, invitation.nonce)


def invitation_url(invitation: Invitation) -> str:
    """The full address, for the mail to whoever is invited."""
    return settings.SITE_URL + reverse("join", args=[invitation_token_of(invitation)])


def find_invitation(token: str, *, now: datetime) -> Invitation | None:
    """The invitation this link opens, or None for a forged, revoked, used or outlived one."""
    waiting = Invitation.objects.open(now).select_related("practice__owner")
    found = waiting.filter(pk=_number(token)).first()
    return found if found and constant_time_compare(token, invitation_token_of(found)) else None


def _token(purpose: str, pk: int, nonce: str) -> str:
    return f"{pk}-{salted_hmac(purpose, f'{pk}:{nonce}', algorithm='sha256').hexdigest()[:40]}"


def _number(token: str) -> int:
    """The row that a token names; 0, which no row has, when it can't be one."""
    match = _TOKEN.fullmatch(token)
    return int(match[1]) if match else 0

"""The manage link of one appointment: re-derivable, so that a mail rendered later can carry it.

The token is the row's number and a keyed hash of number and nonce. Nothing that would open the page lies in
the database; a new nonce revokes the link; the link is dead once the visit is over.
"""

import re
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from assessments.models import Appointment

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{40})", re.ASCII)


def token_of(appointment: Appointment) -> str:
    return f"{appointment.pk}-{_signature(appointment)}"


def find(token: str, *, now: datetime) -> Appointment | None:
    """The appointment this link opens, or None for a forged, revoked or outlived one."""
    match = _TOKEN.fullmatch(token)
    if not match:
        return None
    appointment = (
        Appointment.objects.linked()
        .select_related("service__trainer", "trainer", "client")
        .filter(pk=int(match[1]), end__gt=now)
        .first()
    )
    if appointment and constant_time_compare(match[2], _signature(appointment)):
        return appointment
    return None


def manage_url(appointment: Appointment) -> str:
    """The full address, for mails and calendar files."""
    return settings.SITE_URL + reverse("manage", args=[token_of(appointment)])


def _signature(appointment: Appointment) -> str:
    value = f"{appointment.pk}:{appointment.nonce}"
    return salted_hmac("hipcoach.manage-link", value, algorithm="sha256").hexdigest()[:40]

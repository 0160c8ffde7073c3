"""The link that ends a client's nudges: re-derivable, and good for nothing else. It never grows old.

Mail programs press it for their reader (RFC 8058), so it must work without signing in.
"""

import re

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from assessments.models import Client

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{40})", re.ASCII)


def nudges_token(client: Client) -> str:
    return f"{client.pk}-{_signature(client.pk)}"


def nudges_off_url(client: Client) -> str:
    """The full address, for mails."""
    return settings.SITE_URL + reverse("nudges_off", args=[nudges_token(client)])


def client_of(token: str) -> Client | None:
    """Whose nudges this link ends, or None for a forged one."""
    match = _TOKEN.fullmatch(token)
    if not match or not constant_time_compare(match[2], _signature(int(match[1]))):
        return None
    return Client.objects.select_related("trainer").standing_for(int(match[1])).first()


def _signature(pk: int) -> str:
    return salted_hmac("hipcoach.nudges-off", str(pk), algorithm="sha256").hexdigest()[:40]

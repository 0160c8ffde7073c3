"""Verbs of an empty site: offer it to its first owner, and claim it. Nobody else ever can."""

from datetime import datetime, timedelta

from django.db import transaction

from assessments.links import find_claim
from assessments.models import Practice, SiteClaim, Trainer
from assessments.practices import NewTrainer, open_practice
from hipcoach.common.text import new_nonce

LASTS = timedelta(hours=24)


class SiteTaken(Exception):
    """There is a practice already, or the address is forged, replaced, used or outlived."""


def offer_site(now: datetime) -> SiteClaim:
    """A one-time address for the first owner; the one before is dead. Raises SiteTaken."""
    with transaction.atomic():
        claim, _is_new = SiteClaim.objects.update_or_create(
            pk=SiteClaim.THE_ONE, defaults={"nonce": new_nonce(), "expires_at": now + LASTS}
        )
        if Practice.objects.exists():
            raise SiteTaken
        return claim


def is_free(token: str, *, now: datetime) -> bool:
    """Whether this address still claims the site."""
    return find_claim(token, now=now) is not None and not Practice.objects.exists()


def claim_site(*, token: str, practice: str, owner: NewTrainer, now: datetime) -> Trainer:
    """Open the practice of whoever holds the address; of two at once one does. Raises SiteTaken."""
    with transaction.atomic():
        # Whoever comes second waits here, and finds nothing left.
        list(SiteClaim.objects.select_for_update())
        if not is_free(token, now=now):
            raise SiteTaken
        return open_practice(name=practice, owner=owner, setting_up=True)

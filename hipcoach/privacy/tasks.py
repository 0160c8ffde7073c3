"""What is of no use any more goes."""

from celery import shared_task
from django.utils import timezone

from hipcoach.privacy import limits


@shared_task(name="hipcoach.privacy.forget_old")
def forget_old() -> int:
    """Delete the rate counts of windows that are over. Returns how many went."""
    return limits.forget_old(timezone.now())

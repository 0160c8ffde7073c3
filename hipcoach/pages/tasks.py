"""Jobs of the data policy. Each asks what is due, so a lost or doubled message changes nothing."""

from celery import shared_task
from django.utils import timezone

from hipcoach.pages import erasing, retention


@shared_task(name="hipcoach.pages.carry_out_policy")
def carry_out_policy() -> int:
    """Let go of what is old. Returns how many went."""
    return sum(retention.carry_out(timezone.now()).values())


@shared_task(name="hipcoach.pages.erase_due")
def erase_due() -> int:
    """Carry out the erasures whose week is over. Returns how many."""
    return erasing.carry_out_due(timezone.now())

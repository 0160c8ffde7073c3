"""Jobs ask "what is due and unsent?", so a lost or doubled message changes nothing."""

from celery import shared_task
from django.utils import timezone

from hipcoach.mail import delivery


@shared_task(name="hipcoach.mail.sweep")
def sweep() -> int:
    """Send what is due. Returns the number of rows handled."""
    return delivery.sweep(timezone.now())

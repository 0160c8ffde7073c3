"""The job that promises nudges. Lost or doubled, it changes nothing: it asks what is missing."""

from celery import shared_task
from django.utils import timezone

from programs import nudging


@shared_task(name="programs.promise_nudges")
def promise_nudges() -> int:
    """Returns the number of mails newly promised."""
    return nudging.promise_nudges(timezone.now())

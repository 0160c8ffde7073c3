"""The job that takes small steps. Lost or doubled, it changes nothing: it asks what is due."""

from celery import shared_task
from django.utils import timezone

from programs import stepping


@shared_task(name="programs.take_small_steps")
def take_small_steps() -> int:
    """Returns the number of plans that moved on."""
    return stepping.take_small_steps(timezone.now())

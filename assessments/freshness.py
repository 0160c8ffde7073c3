"""Raise a trainer's availability version when their hours or busy times change outside the booking verbs."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from assessments.diary import raise_versions
from assessments.models import BusyBlock, DateOverride, WeeklyHours


@receiver([post_save, post_delete], sender=WeeklyHours)
@receiver([post_save, post_delete], sender=DateOverride)
@receiver([post_save, post_delete], sender=BusyBlock)
def hours_changed(sender: Any, instance: WeeklyHours | DateOverride | BusyBlock, **kwargs: Any) -> None:
    """Bulk operations send no signal: a verb that uses one holds the trainer's diary."""
    raise_versions([instance.trainer_id])

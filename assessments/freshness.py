"""Raise a trainer's availability version when their hours or busy times change outside the booking verbs."""

from typing import Any

from django.db.models import F
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from assessments.models import BusyBlock, DateOverride, Trainer, WeeklyHours


@receiver([post_save, post_delete], sender=WeeklyHours)
@receiver([post_save, post_delete], sender=DateOverride)
@receiver([post_save, post_delete], sender=BusyBlock)
def hours_changed(sender: Any, instance: WeeklyHours | DateOverride | BusyBlock, **kwargs: Any) -> None:
    """Bulk operations send no signal: a verb that uses one calls `raise_version` itself."""
    raise_version(instance.trainer_id)


def raise_version(trainer_id: int) -> None:
    """End every kept answer about this trainer's free hours, in every process."""
    Trainer.objects.filter(pk=trainer_id).update(availability_version=F("availability_version") + 1)

"""Verbs of a trainer's own exercises: add, change, share, retire, bring back. Each takes the trainer's lock.

The shared library is nobody's to change: a trainer copies one of its exercises. Plans hold their lines
as they were assigned, and a retired exercise keeps its row, so neither a change nor a retirement breaks one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Trainer
from programs.coverage import Tag
from programs.models import Exercise, ExerciseMuscle, Muscle
from programs.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a trainer wrote: the fields of the row, and the muscles it trains."""

    fields: Mapping[str, Any]
    work: frozenset[Tag]


def add(*, trainer: Trainer, key: UUID, draft: Draft, source: Exercise | None = None) -> Exercise:
    """A new exercise of the trainer's own, perhaps a copy of `source`. The same `key` twice gives one."""
    slug = f"own-{key.hex}"
    with transaction.atomic():
        _lock(trainer)
        if existing := trainer.exercises.filter(slug=slug).first():
            return existing
        exercise = Exercise(owner=trainer, slug=slug, **draft.fields)
        if source:
            exercise.substitutes = source.substitutes
            exercise.experienced_dose = source.experienced_dose
        exercise.save()
        _set_work(exercise, draft.work)
        return exercise


def change(*, trainer: Trainer, pk: int, version: int, draft: Draft) -> Exercise:
    """Write over an own exercise as it was at `version`.

    Raises Refused when it was changed since, and DoesNotExist for anything that is not the trainer's own.
    """
    with transaction.atomic():
        _lock(trainer)
        exercise = trainer.exercises.get(pk=pk)
        if exercise.version != version:
            raise Refused(_("This exercise was changed in another window. Open it again, then change it."))
        for name, value in draft.fields.items():
            setattr(exercise, name, value)
        exercise.version += 1
        exercise.save()
        _set_work(exercise, draft.work)
        return exercise


def retire(*, trainer: Trainer, pk: int, now: datetime) -> Exercise:
    """Take an own exercise out of the library. What holds it keeps it; twice is harmless."""
    with transaction.atomic():
        _lock(trainer)
        exercise = trainer.exercises.get(pk=pk)
        if exercise.retired_at is None:
            exercise.retire(now)
        return exercise


def bring_back(*, trainer: Trainer, pk: int) -> Exercise:
    with transaction.atomic():
        _lock(trainer)
        exercise = trainer.exercises.get(pk=pk)
        exercise.retired_at = None
        exercise.save(update_fields=["retired_at"])
        return exercise


def share(*, trainer: Trainer, pk: int, shared: bool) -> Exercise:
    """Let the practice use an own exercise, or no longer; templates that hold it then mark it."""
    with transaction.atomic():
        _lock(trainer)
        exercise = trainer.exercises.get(pk=pk)
        exercise.shared = shared
        exercise.save(update_fields=["shared"])
        return exercise


def _lock(trainer: Trainer) -> None:
    Trainer.objects.select_for_update(no_key=True).get(pk=trainer.pk)


def _set_work(exercise: Exercise, work: frozenset[Tag]) -> None:
    muscles = dict(Muscle.objects.values_list("slug", "pk"))
    exercise.work.all().delete()
    ExerciseMuscle.objects.bulk_create(
        ExerciseMuscle(exercise=exercise, muscle_id=muscles[muscle], position=position, role=role)
        for muscle, position, role in sorted(work)
    )

"""The exercises that a filter asks for, on the library's page and beside a template."""

from typing import Any

from django.db.models import Q, QuerySet

from assessments.models import Trainer
from programs.forms.library import NO_KIT
from programs.models import Exercise


def found_exercises(trainer: Trainer, asked: dict[str, Any]) -> list[Exercise]:
    """`asked` is what ExerciseFilter cleaned.

    Kit and cautions are lists in one column, which SQLite cannot search, so they are compared here.
    """
    rows = _shelf(trainer, asked["shelf"]).select_related("owner__user")
    work = {"work__muscle__slug": asked["muscle"], "work__position": asked["range"]}
    if any(work.values()):
        rows = rows.filter(**{name: value for name, value in work.items() if value}).distinct()
    if asked["level"]:
        rows = rows.filter(level=asked["level"])
    if words := asked["q"]:
        rows = rows.filter(Q(name__icontains=words) | Q(summary__icontains=words))
    return [
        exercise
        for exercise in rows
        if asked["without"] not in exercise.cautions and _has_kit(exercise, asked["kit"])
    ]


def _shelf(trainer: Trainer, shelf: str) -> QuerySet[Exercise]:
    if shelf:
        return trainer.exercises.filter(retired_at__isnull=shelf != "retired")
    return Exercise.objects.open_to(trainer)


def _has_kit(exercise: Exercise, kit: str) -> bool:
    if kit == NO_KIT:
        return not exercise.equipment
    return not kit or kit in exercise.equipment

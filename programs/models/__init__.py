"""Rows, constraints and querysets, by concept."""

from programs.models.library import Exercise, ExerciseMuscle, Muscle
from programs.models.logs import ItemLog, SessionLog
from programs.models.plans import Plan, PlanItem
from programs.models.templates import Template, TemplateItem

__all__ = [
    "Exercise",
    "ExerciseMuscle",
    "ItemLog",
    "Muscle",
    "Plan",
    "PlanItem",
    "SessionLog",
    "Template",
    "TemplateItem",
]

"""Rows, constraints and querysets, by concept."""

from programs.models.dose import Block, Dose, Growth
from programs.models.library import Exercise, ExerciseMuscle, Muscle
from programs.models.logs import ItemLog, SessionCorrection, SessionLog
from programs.models.plans import Plan, PlanItem
from programs.models.questions import Question
from programs.models.steps import Decision
from programs.models.templates import Template, TemplateItem

__all__ = [
    "Block",
    "Decision",
    "Dose",
    "Exercise",
    "ExerciseMuscle",
    "Growth",
    "ItemLog",
    "Muscle",
    "Plan",
    "PlanItem",
    "Question",
    "SessionCorrection",
    "SessionLog",
    "Template",
    "TemplateItem",
]

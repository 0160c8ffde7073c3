"""A trainer's own template, built through the real verbs, and what the builder's pages send."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.test import Client as Browser

from assessments.models import Trainer
from programs import template_lines, templating
from programs.forms.template import FULL_CELLS
from programs.models import Exercise, Template, TemplateItem

LIFTS = ("glute-bridge", "hip-flexor-raise", "side-plank")


def shared_exercise(slug: str) -> Exercise:
    return Exercise.objects.get(owner=None, slug=slug)


def make_built(trainer: Trainer, exercises: Iterable[str] = LIFTS, **fields: Any) -> Template:
    """An own template of these shared exercises, each with its usual dose."""
    told = {"name": "Mine", "sessions_per_week": 3, "weeks": 6, "must_cover": FULL_CELLS, **fields}
    made = templating.create(trainer=trainer, key=uuid4(), fields=told)
    for version, slug in enumerate(exercises, start=1):
        exercise = shared_exercise(slug).pk
        template_lines.add(trainer=trainer, pk=made.pk, version=version, exercise=exercise)
    made.refresh_from_db()
    return made


def order_of(template: Template) -> list[str]:
    """The lines as they stand: part and exercise."""
    items = TemplateItem.objects.filter(template=template).select_related("exercise").order_by("order")
    return [f"{item.block}: {item.exercise.slug}" for item in items]


def line_of(template: Template, slug: str) -> TemplateItem:
    return template.items.get(exercise__slug=slug)


def typed_line(item: TemplateItem, **differing: Any) -> dict[str, Any]:
    """What the form of a line of repetitions sends."""
    sent = {
        "version": item.template.version,
        "exercise": item.exercise_id,
        "block": item.block,
        "sets": item.sets,
        "reps_low": item.reps_low or "",
        "reps_high": item.reps_high or "",
        "hold_low": item.hold_low or "",
        "hold_high": item.hold_high or "",
        "rest": item.rest,
        "from_week": item.from_week,
        "to_week": item.to_week,
    }
    return sent | differing


def typed_about(template: Template, **differing: Any) -> dict[str, Any]:
    """What the form about the whole template sends."""
    sent = {
        "version": template.version,
        "name": template.name,
        "summary": template.summary,
        "sessions_per_week": template.sessions_per_week,
        "weeks": template.weeks,
        "aim": "full",
    }
    return sent | differing


def press(desk: Browser, template: Template, *, htmx: bool = False, **button: Any) -> Any:
    """One button of the builder, at the version that `template` has here unless `button` differs."""
    sent = {"version": template.version, **button}
    headers = {"HX-Request": "true"} if htmx else {}
    return desk.post(f"/desk/templates/{template.pk}/lines/", sent, headers=headers)

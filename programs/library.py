"""Load the starting library from `content/` into rows that every trainer shares.

Loading twice changes nothing. Plans and templates point at these rows, so what has left the files is retired,
never deleted; a trainer's own exercises and templates are left alone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from django.db import transaction

from programs.models import Exercise, ExerciseMuscle, Muscle, Template, TemplateItem
from programs.models.dose import REST, Block

Row: TypeAlias = dict[str, Any]
Shared: TypeAlias = Muscle | Exercise | Template

CONTENT = Path(__file__).parent / "content"
FILES = ("muscles", "exercises", "templates")

AS_WRITTEN = (
    "number", "name", "summary", "setup", "steps", "cues", "faults", "equipment", "balance", "level",
    "per_side", "experienced_dose", "cautions", "caution_note", "substitutes", "figure",
)  # fmt: skip
TEMPLATE_AS_WRITTEN = (
    "name", "summary", "client_summary", "for_grades", "conditions", "must_cover", "sessions_per_week",
    "weeks",
)  # fmt: skip
ITEM_AS_WRITTEN = (
    "block", "sets", "reps_low", "reps_high", "hold_low", "hold_high", "from_week", "to_week", "note",
)  # fmt: skip


@dataclass(slots=True)
class Loaded:
    """What a load touched; each row counts once."""

    added: set[Shared] = field(default_factory=set)
    changed: set[Shared] = field(default_factory=set)
    retired: int = 0

    def note(self, row: Shared, *, is_new: bool = False) -> None:
        if is_new:
            self.added.add(row)
        elif row not in self.added:
            self.changed.add(row)


def load(*, now: datetime, content: Mapping[str, list[Row]] | None = None) -> Loaded:
    """Bring the shared rows up to date with `content`, by default the files. All of it or nothing.

    Raises KeyError for a name that the content itself does not hold.
    """
    content = content or read_files()
    loaded = Loaded()
    with transaction.atomic():
        muscles = _load_muscles(content["muscles"], loaded)
        exercises = _load_exercises(content["exercises"], muscles, loaded)
        _load_templates(content["templates"], exercises, loaded)
        loaded.retired = _retire_missing(content, now=now)
    return loaded


def read_files() -> dict[str, list[Row]]:
    return {name: json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8")) for name in FILES}


def _load_muscles(rows: Iterable[Row], loaded: Loaded) -> dict[str, Muscle]:
    muscles = {muscle.slug: muscle for muscle in Muscle.objects.all()}
    for order, row in enumerate(rows):
        muscle = muscles.setdefault(row["slug"], Muscle(slug=row["slug"]))
        _bring_up_to_date(muscle, {**row, "order": order}, loaded)
    return muscles


def _load_exercises(rows: list[Row], muscles: Mapping[str, Muscle], loaded: Loaded) -> dict[str, Exercise]:
    exercises = {each.slug: each for each in Exercise.objects.shared().prefetch_related("work")}
    for row in rows:
        exercise = exercises.setdefault(row["slug"], Exercise(slug=row["slug"]))
        _bring_up_to_date(exercise, _exercise_fields(row), loaded)
        _load_work(exercise, row["muscles"], muscles, loaded)
    # Easier and harder point at other rows of the same file, so they come once all of them exist.
    for row in rows:
        steps = {f"{way}_id": exercises[row[way]].pk if row[way] else None for way in ("easier", "harder")}
        _bring_up_to_date(exercises[row["slug"]], steps, loaded)
    return exercises


def _exercise_fields(row: Row) -> Row:
    dose = row["dose"]
    return {
        **{name: row[name] for name in AS_WRITTEN},
        "dose_kind": dose["kind"],
        "dose_low": dose["low"],
        "dose_high": dose["high"],
        "retired_at": None,
    }


def _load_work(
    exercise: Exercise, rows: Iterable[Row], muscles: Mapping[str, Muscle], loaded: Loaded
) -> None:
    wanted = {(muscles[row["muscle"]].pk, row["role"], row["position"]) for row in rows}
    if wanted == {(work.muscle_id, work.role, work.position) for work in exercise.work.all()}:
        return
    exercise.work.all().delete()
    ExerciseMuscle.objects.bulk_create(
        ExerciseMuscle(exercise=exercise, muscle_id=muscle, role=role, position=position)
        for muscle, role, position in sorted(wanted)
    )
    loaded.note(exercise)


def _load_templates(rows: Iterable[Row], exercises: Mapping[str, Exercise], loaded: Loaded) -> None:
    templates = {
        each.slug: each for each in Template.objects.filter(owner__isnull=True).prefetch_related("items")
    }
    for row in rows:
        template = templates.setdefault(row["slug"], Template(slug=row["slug"]))
        wanted = {name: row[name] for name in TEMPLATE_AS_WRITTEN}
        _bring_up_to_date(template, {**wanted, "retired_at": None}, loaded)
        _load_items(template, row["items"], exercises, loaded)


def _load_items(
    template: Template, rows: Iterable[Row], exercises: Mapping[str, Exercise], loaded: Loaded
) -> None:
    """Replace the lines when one differs: nothing points at a template's line."""
    wanted = [_item_fields(row, order, exercises) for order, row in enumerate(rows, start=1)]
    if wanted == [{name: getattr(item, name) for name in wanted[0]} for item in template.items.all()]:
        return
    template.items.all().delete()
    TemplateItem.objects.bulk_create(TemplateItem(template=template, **fields) for fields in wanted)
    loaded.note(template)


def _item_fields(row: Row, order: int, exercises: Mapping[str, Exercise]) -> Row:
    return {
        **{name: row[name] for name in ITEM_AS_WRITTEN},
        "order": order,
        "rest": row.get("rest", REST[Block(row["block"])]),
        "exercise_id": exercises[row["exercise"]].pk,
        "alternative_id": exercises[row["alternative"]].pk if row["alternative"] else None,
    }


def _retire_missing(content: Mapping[str, list[Row]], *, now: datetime) -> int:
    kept = {name: [row["slug"] for row in content[name]] for name in FILES}
    exercises = Exercise.objects.shared().exclude(slug__in=kept["exercises"])
    templates = Template.objects.filter(owner__isnull=True).exclude(slug__in=kept["templates"])
    return sum(rows.filter(retired_at__isnull=True).update(retired_at=now) for rows in (exercises, templates))


def _bring_up_to_date(row: Shared, wanted: Row, loaded: Loaded) -> None:
    is_new = row.pk is None
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, wanted[name])
        row.save()
        loaded.note(row, is_new=is_new)

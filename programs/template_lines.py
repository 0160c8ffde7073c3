"""Verbs of the lines of a trainer's own template. Each is one small change from one version to the next.

All raise Stale when the template was changed since `version`, Refused when the change cannot be, and
DoesNotExist for what is not the trainer's own or not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from assessments.models import Trainer
from programs.choices import count_in_own_way
from programs.coverage import Position, Role
from programs.models import Block, Exercise, Template, TemplateItem
from programs.models.dose import MOST_LINES, REST
from programs.refusals import Refused
from programs.templating import changing

USUAL_SETS = 2
BLOCKS = tuple(Block)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line that is gone, as it was: its exercises by number, and the place where it stood."""

    exercise: int
    alternative: int | None
    dose: Mapping[str, Any]
    place: int


def add(*, trainer: Trainer, pk: int, version: int, exercise: int) -> TemplateItem:
    """A line with the exercise's own dose, at the end of the part where it usually stands."""
    with changing(trainer=trainer, pk=pk, version=version) as template:
        taken = _offered(trainer, exercise)
        dose = usual_dose(taken, weeks=template.weeks)
        return _insert(template, TemplateItem(exercise=taken, **dose), place=MOST_LINES)


def change(
    *, trainer: Trainer, pk: int, version: int, line: int, dose: Mapping[str, Any], alternative: int | None
) -> TemplateItem:
    """Write over what one line asks for. A part it comes new to takes it at its end."""
    with changing(trainer=trainer, pk=pk, version=version) as template:
        item = template.items.get(pk=line)
        if alternative != item.alternative_id:
            item.alternative = _offered(trainer, alternative) if alternative else None
        has_moved = dose["block"] != item.block
        for name, value in dose.items():
            setattr(item, name, value)
        item.save()
        _share_along(template, item)
        if has_moved:
            _renumber(template, [*template.items.exclude(pk=item.pk), item])
        return item


def replace(*, trainer: Trainer, pk: int, version: int, line: int, exercise: int) -> TemplateItem:
    """Another exercise on the same line; one that is counted otherwise brings its own range."""
    with changing(trainer=trainer, pk=pk, version=version) as template:
        item = template.items.get(pk=line)
        item.exercise = _offered(trainer, exercise)
        count_in_own_way(item, item.exercise)
        item.save()
        _share_along(template, item)
        return item


def remove(*, trainer: Trainer, pk: int, version: int, line: int) -> TemplateItem:
    """The line that is gone, as it was, for `put_back`."""
    with changing(trainer=trainer, pk=pk, version=version) as template:
        item = template.items.select_related("exercise").get(pk=line)
        template.items.filter(pk=line).delete()
        return item


def put_back(*, trainer: Trainer, pk: int, version: int, removed: Removed) -> TemplateItem:
    """A removed line again, before what now stands at its place; the program may have become shorter."""
    with changing(trainer=trainer, pk=pk, version=version) as template:
        visible = Exercise.objects.visible_to(trainer)
        exercise = visible.filter(pk=removed.exercise).first()
        if exercise is None:
            raise Refused(_("Its exercise is no longer shared with you, so it can't come back."))
        last = min(removed.dose["to_week"], template.weeks)
        weeks = {"from_week": min(removed.dose["from_week"], last), "to_week": last}
        item = TemplateItem(
            exercise=exercise,
            alternative=visible.filter(pk=removed.alternative or 0).first(),
            **{**removed.dose, **weeks},
        )
        return _insert(template, item, place=removed.place)


def move(*, trainer: Trainer, pk: int, version: int, line: int, up: bool) -> TemplateItem:
    """One place up or down; past the end of its part it goes over to the next one, if there is one."""
    with changing(trainer=trainer, pk=pk, version=version) as template:
        items = in_order(template.items.select_related("exercise"))
        item = next((each for each in items if each.pk == line), None)
        if item is None:
            raise TemplateItem.DoesNotExist
        at = items.index(item)
        beside = items[max(at - 1, 0) : at] if up else items[at + 1 : at + 2]
        if beside and beside[0].block == item.block:
            items.remove(item)
            items.insert(at - 1 if up else at + 1, item)
        elif block := _block_beside(item.block, up=up):
            item.block = block
            items.remove(item)
            items.insert(len(items) if up else 0, item)
        _renumber(template, items)
        return item


def arrange(*, trainer: Trainer, pk: int, version: int, places: Sequence[tuple[int, str]]) -> None:
    """Every line in its part, in this order. `places` names each line once."""
    with changing(trainer=trainer, pk=pk, version=version) as template:
        items = {item.pk: item for item in template.items.all()}
        named = [line for line, _block in places]
        if sorted(named) != sorted(items) or not {block for _line, block in places} <= set(Block.values):
            raise Refused(_("This order does not fit the lines. Please load the page again."))
        for line, block in places:
            items[line].block = block
        _renumber(template, [items[line] for line in named])


def usual_dose(exercise: Exercise, *, weeks: int) -> dict[str, Any]:
    """Two sets of the exercise's own repetitions or holds through all weeks. Comes with `work` loaded."""
    kind = "hold" if exercise.dose_kind == Exercise.DoseKind.HOLD else "reps"
    block = usual_block(exercise)
    return {
        "block": block,
        "sets": USUAL_SETS,
        f"{kind}_low": exercise.dose_low,
        f"{kind}_high": exercise.dose_high,
        "rest": REST[block],
        "from_week": 1,
        "to_week": weeks,
    }


def usual_block(exercise: Exercise) -> Block:
    """What is chiefly for stretching, for the trunk, or for strength. Comes with `work` loaded."""
    chiefly = {work.position for work in exercise.work.all() if work.role == Role.PRIMARY}
    if chiefly == {Position.T}:
        return Block.STRETCH
    return Block.CORE if Position.TRUNK in chiefly else Block.STRENGTH


def in_order(items: Any) -> list[TemplateItem]:
    """By part, and within a part as they stand."""
    return sorted(items, key=lambda item: (BLOCKS.index(Block(item.block)), item.order))


def _offered(trainer: Trainer, pk: int) -> Exercise:
    exercise = Exercise.objects.visible_to(trainer).prefetch_related("work").get(pk=pk)
    if exercise.retired_at:
        raise Refused(_("%(name)s is retired. Please choose another exercise.") % {"name": exercise.name})
    return exercise


def _insert(template: Template, item: TemplateItem, *, place: int) -> TemplateItem:
    items = list(template.items.all())
    if len(items) >= MOST_LINES:
        raise Refused(_("%(most)s exercises are the most a template holds.") % {"most": MOST_LINES})
    item.template = template
    item.order = max((each.order for each in items), default=0) + 1
    item.save()
    _share_along(template, item)
    before = [each for each in items if each.order < place]
    _renumber(template, [*before, item, *items[len(before) :]])
    return item


def _share_along(template: Template, item: TemplateItem) -> None:
    """Who may use the template must be able to open what is in it."""
    for exercise in (item.exercise, item.alternative):
        if template.shared and exercise and exercise.owner_id == template.owner_id and not exercise.shared:
            exercise.shared = True
            exercise.save(update_fields=["shared"])


def _block_beside(block: str, *, up: bool) -> Block | None:
    at = BLOCKS.index(Block(block)) + (-1 if up else 1)
    return BLOCKS[at] if 0 <= at < len(BLOCKS) else None


def _renumber(template: Template, items: Sequence[TemplateItem]) -> None:
    """Orders from 1, part by part. Raised out of the way first, because no two may ever be the same."""
    template.items.update(order=F("order") + 1000)
    numbered = sorted(items, key=lambda item: BLOCKS.index(Block(item.block)))
    for order, item in enumerate(numbered, start=1):
        item.order = order
    TemplateItem.objects.bulk_update(numbered, ["order", "block"])

"""A template as one client would do it: which exercise on which line, in which weeks, and what it lacks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from programs import coverage, coverage_map
from programs.coverage_map import CoverageMap, Gap
from programs.dosing import Work
from programs.matching import Candidate, Conditions, Item, Movement, Suggestion
from programs.models import Exercise, Muscle, Plan, PlanItem, Template, TemplateItem
from programs.reasons import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a template with the exercise that this client does there."""

    item: TemplateItem
    exercise: Exercise
    from_week: int
    to_week: int

    @property
    def stands_in(self) -> bool:
        return self.exercise != self.item.exercise

    @property
    def asked(self) -> Work:
        """What the template asks of this exercise, before anybody's experience is looked at."""
        return self.as_plan_item(plan=Plan(), order=0).work

    def as_plan_item(self, *, plan: Plan, order: int) -> PlanItem:
        """An unsaved copy, with the exercise's name as it is now."""
        copy = PlanItem(
            plan=plan,
            order=order,
            exercise=self.exercise,
            name=self.exercise.name,
            per_side=self.exercise.per_side,
            from_week=self.from_week,
            to_week=self.to_week,
            **{name: getattr(self.item, name) for name in _SAME},
        )
        if self.stands_in:
            copy.note = _("In place of: %(name)s") % {"name": self.item.exercise.name}
            count_in_own_way(copy, self.exercise)
        return copy


_SAME = (
    "block",
    "sets",
    "rest",
    "tempo",
    "note",
    "reps_low",
    "reps_high",
    "hold_low",
    "hold_high",
    "grows_in",
    "grows_by",
    "grows_every",
    "load_kg",
)


def count_in_own_way(line: PlanItem | TemplateItem, exercise: Exercise) -> None:
    """A hold that stands in for repetitions, or the other way round, brings its own range."""
    is_hold = exercise.dose_kind == Exercise.DoseKind.HOLD
    if is_hold == (line.reps_low is None):
        return
    own = (exercise.dose_low, exercise.dose_high)
    line.grows_in, line.grows_by = "", 0
    line.reps_low, line.reps_high = (None, None) if is_hold else own
    line.hold_low, line.hold_high = own if is_hold else (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What a template may draw on beyond its own lines: stand-ins by slug, and what this person could do."""

    stand_ins: Mapping[str, Exercise]
    # All that is open to the trainer, by id.
    open: Mapping[int, Exercise]
    shelf: tuple[Exercise, ...]
    muscles: tuple[Muscle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A template with what speaks for and against it, and what it leaves untrained, in words."""

    template: Template
    lines: tuple[Line, ...]
    reasons: tuple[Text, ...]
    against: tuple[Text, ...]
    swaps: tuple[tuple[Exercise, Exercise], ...]
    left_out: tuple[Exercise, ...]
    map: CoverageMap

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.map.gaps


def key_of(row: Template | Exercise) -> str:
    """What the rules know a row by; a trainer's own may bear a shared one's slug."""
    return f"{row.slug}:{row.pk}"


def candidate(template: Template, library: Library) -> Candidate:
    """A template, with its lines loaded, as the rules want it."""
    asks = template.conditions
    return Candidate(
        slug=key_of(template),
        name=template.name,
        for_grades=frozenset(template.for_grades),
        items=tuple(_item(item, library) for item in template.items.all()),
        conditions=Conditions(
            watch=asks.get("watch", False),
            screen_clear=asks.get("screen_clear", False),
            seated_hours_from=asks.get("seated_hours_from"),
            experience=frozenset(asks.get("experience", ())),
            equipment=frozenset(asks.get("equipment", ())),
        ),
    )


def _item(item: TemplateItem, library: Library) -> Item:
    return Item(
        movement=_movement(item.exercise, library),
        substitutes=tuple(_movement(each, library) for each in _stand_ins(item, library)),
    )


def _stand_ins(item: TemplateItem, library: Library) -> Iterator[Exercise]:
    """The line's own alternative, then the nearest ones, then whatever is easier, step by step."""
    if item.alternative:
        yield item.alternative
    offered = (library.stand_ins.get(slug) for slug in item.exercise.substitutes)
    yield from (exercise for exercise in offered if exercise)
    easier = item.exercise.easier_id
    seen = {item.exercise.pk}
    while easier and easier not in seen and (step := library.open.get(easier)):
        yield step
        seen.add(easier)
        easier = step.easier_id


def _movement(exercise: Exercise, library: Library) -> Movement:
    """What a colleague no longer shares is gone from new plans as what is retired is."""
    return replace(movement(exercise), is_retired=exercise.pk not in library.open)


def movement(exercise: Exercise) -> Movement:
    """An exercise as the rules want it."""
    return Movement(
        slug=key_of(exercise),
        name=exercise.name,
        equipment=frozenset(exercise.equipment),
        cautions=frozenset(exercise.cautions),
        is_retired=exercise.retired_at is not None,
        trains=coverage.covered([coverage_map.tags(exercise)]),
    )


def choice(template: Template, suggestion: Suggestion, library: Library) -> Choice:
    """What `suggestion` makes of the template, in rows."""
    items = list(template.items.all())
    known = {key_of(each): each for item in items for each in (item.exercise, *_stand_ins(item, library))}
    swaps = {source: known[target] for source, target in suggestion.substitutions}
    lines = tuple(_lines(items, swaps=swaps, left_out=frozenset(suggestion.left_out)))
    return Choice(
        template=template,
        lines=lines,
        reasons=suggestion.reasons,
        against=suggestion.against,
        swaps=tuple((known[source], target) for source, target in swaps.items()),
        left_out=tuple(known[key] for key in suggestion.left_out),
        map=coverage_map.draw(
            [(line.exercise, line.from_week, line.to_week) for line in lines],
            weeks=template.weeks,
            must=coverage_map.required(template.must_cover),
            muscles=library.muscles,
            shelf=library.shelf,
        ),
    )


def _lines(
    items: Iterable[TemplateItem], *, swaps: Mapping[str, Exercise], left_out: frozenset[str]
) -> Iterator[Line]:
    """A stand-in that the template already holds is done only once a week, so it takes the other weeks."""
    kept = [item for item in items if key_of(item.exercise) not in left_out]
    taken = {
        (item.exercise.pk, week)
        for item in kept
        if key_of(item.exercise) not in swaps
        for week in _weeks(item)
    }
    for item in kept:
        exercise = swaps.get(key_of(item.exercise), item.exercise)
        weeks = list(_weeks(item))
        if exercise != item.exercise:
            weeks = [week for week in weeks if (exercise.pk, week) not in taken]
            taken.update((exercise.pk, week) for week in weeks)
        if weeks:
            yield Line(item=item, exercise=exercise, from_week=weeks[0], to_week=weeks[-1])


def _weeks(item: TemplateItem) -> range:
    return range(item.from_week, item.to_week + 1)

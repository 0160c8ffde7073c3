"""Coverage in words: where each muscle is trained, and what is missing. Exercises come with `work` loaded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from programs import coverage
from programs.coverage import Cell, Position, Role, Tag
from programs.matching import Text
from programs.models import Exercise, Muscle, Template
from programs.words import POSITION_WORDS

# An exercise, and the first and last week in which it is done.
Done: TypeAlias = tuple[Exercise, int, int]

COLUMNS = (Position.S, Position.M, Position.L, Position.TRUNK, Position.T)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """Where in its range a muscle is trained; `is_main` when some exercise is chiefly for it."""

    words: Text
    is_main: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    muscle: Muscle
    trained: tuple[Trained, ...]


def tags(exercise: Exercise) -> tuple[Tag, ...]:
    return tuple((work.muscle.slug, work.position, work.role) for work in exercise.work.all())


def rows(exercises: Iterable[Exercise], muscles: Iterable[Muscle]) -> tuple[MapRow, ...]:
    """The map of these exercises, one row a muscle; a row without `trained` is a muscle left out."""
    roles: dict[tuple[str, str], set[str]] = {}
    for exercise in exercises:
        for muscle, position, role in tags(exercise):
            roles.setdefault((muscle, position), set()).add(role)
    return tuple(
        MapRow(
            muscle=muscle,
            trained=tuple(
                Trained(words=POSITION_WORDS[position], is_main=Role.PRIMARY in roles[muscle.slug, position])
                for position in COLUMNS
                if (muscle.slug, position) in roles
            ),
        )
        for muscle in muscles
    )


def gaps_in_words(template: Template, done: Sequence[Done], *, names: Mapping[str, str]) -> tuple[Text, ...]:
    """What `template` must cover and `done` misses in at least one week; `names` are muscle names by slug."""
    required = frozenset(Cell(cell["muscle"], Position(cell["position"])) for cell in template.must_cover)
    missing: set[Cell] = set()
    for week in range(1, template.weeks + 1):
        in_week = (tags(exercise) for exercise, first, last in done if first <= week <= last)
        missing.update(coverage.gaps(coverage.covered(in_week), required))
    return tuple(coverage.in_words(cell, name=names.get(cell.muscle, "")) for cell in sorted(missing))

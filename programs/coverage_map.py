"""Coverage as a map, in words, and with what would close a gap. Exercises come with `work` loaded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from programs import coverage
from programs.coverage import Cell, Position, Role, Tag
from programs.models import Exercise, Muscle
from programs.reasons import Text
from programs.words import CHIEFLY_WORDS, POSITION_WORDS, group_in_words

# An exercise, and the first and last week in which it is done.
Done: TypeAlias = tuple[Exercise, int, int]

RANGE = (Position.S, Position.M, Position.L)
COLUMNS = (*RANGE, Position.T)
# The group of muscles that work in no particular place of the hip's range.
TRUNK = "trunk"
# So many exercises are offered for one gap.
OFFERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One field of the map: `look` is main, also, gap or none. A trunk muscle has one for three columns."""

    look: str
    words: Text
    column: Text
    span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    muscle: Muscle
    spots: tuple[Spot, ...]

    @property
    def trained(self) -> tuple[Spot, ...]:
        """Where it is trained or stretched; a muscle without any is left out."""
        return tuple(spot for spot in self.spots if spot.look in {"main", "also"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is missing; `str()` says it, and any of `closers` would train it."""

    cell: Cell
    words: Text
    closers: tuple[Exercise, ...] = ()

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageMap:
    rows: tuple[MapRow, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a client reads of some muscles that belong together."""

    name: Text
    strengthened: bool
    stretched: bool


def tags(exercise: Exercise) -> tuple[Tag, ...]:
    return tuple((work.muscle.slug, work.position, work.role) for work in exercise.work.all())


def required(must_cover: Iterable[Mapping[str, str]]) -> frozenset[Cell]:
    """The cells of a template's `must_cover`."""
    return frozenset(Cell(cell["muscle"], Position(cell["position"])) for cell in must_cover)


def draw(
    done: Sequence[Done],
    *,
    weeks: int,
    must: frozenset[Cell],
    muscles: Sequence[Muscle],
    shelf: Iterable[Exercise] = (),
) -> CoverageMap:
    """The map of what is `done` in a program, its gaps, and what of the `shelf` would close each."""
    missing = missing_cells(done, weeks=weeks, must=must)
    roles = _roles(exercise for exercise, _first, _last in done)
    offered = {f"{number}": exercise for number, exercise in enumerate(sorted(shelf, key=_simplest_first))}
    kept = {key: tags(exercise) for key, exercise in offered.items()}
    names = {muscle.slug: muscle.name for muscle in muscles}
    return CoverageMap(
        rows=tuple(_row(muscle, roles, missing) for muscle in muscles),
        gaps=tuple(
            Gap(
                cell=cell,
                words=coverage.in_words(cell, name=names.get(cell.muscle, "")),
                closers=tuple(offered[key] for key in coverage.closers(cell, kept)[:OFFERED]),
            )
            for cell in sorted(missing)
        ),
    )


def missing_cells(done: Sequence[Done], *, weeks: int, must: frozenset[Cell]) -> frozenset[Cell]:
    """What of `must` is missing in at least one week."""
    missing: set[Cell] = set()
    for week in range(1, weeks + 1):
        in_week = (tags(exercise) for exercise, first, last in done if first <= week <= last)
        missing.update(coverage.gaps(coverage.covered(in_week), must))
    return frozenset(missing)


def parts(exercises: Iterable[Exercise], muscles: Iterable[Muscle]) -> tuple[Part, ...]:
    """For clients: each group of muscles, whether it is strengthened and whether it is stretched."""
    roles = _roles(exercises)
    groups: dict[str, list[Muscle]] = {}
    for muscle in muscles:
        groups.setdefault(muscle.group, []).append(muscle)
    return tuple(
        Part(
            name=group_in_words(group, [muscle.name for muscle in members]),
            strengthened=_any_of(roles, members, coverage.STRENGTHENED),
            stretched=_any_of(roles, members, frozenset({Position.T})),
        )
        for group, members in groups.items()
    )


def _any_of(
    roles: Mapping[tuple[str, str], set[str]], members: Iterable[Muscle], positions: frozenset[Position]
) -> bool:
    return any((muscle.slug, position) in roles for muscle in members for position in positions)


def _roles(exercises: Iterable[Exercise]) -> dict[tuple[str, str], set[str]]:
    roles: dict[tuple[str, str], set[str]] = {}
    for exercise in exercises:
        for muscle, position, role in tags(exercise):
            roles.setdefault((muscle, position), set()).add(role)
    return roles


def _row(muscle: Muscle, roles: Mapping[tuple[str, str], set[str]], missing: frozenset[Cell]) -> MapRow:
    wanted = {cell.position for cell in missing if cell.muscle == muscle.slug}
    places = (
        ((Position.TRUNK, 3), (Position.T, 1))
        if muscle.group == TRUNK
        else tuple((each, 1) for each in COLUMNS)
    )
    # Strength anywhere would do, so the gap is shown in the middle.
    if Position.ANY in wanted:
        wanted.add(Position.M)
    return MapRow(
        muscle=muscle,
        spots=tuple(
            _spot(
                position, roles.get((muscle.slug, position), set()), is_missing=position in wanted, span=span
            )
            for position, span in places
        ),
    )


def _spot(position: Position, roles: set[str], *, is_missing: bool, span: int) -> Spot:
    look = "gap" if is_missing else "main" if Role.PRIMARY in roles else "also" if roles else "none"
    return Spot(look=look, words=CHIEFLY_WORDS[look], column=POSITION_WORDS[position], span=span)


def _simplest_first(exercise: Exercise) -> tuple[int, int, int, str]:
    return exercise.level, len(exercise.equipment), exercise.number or 1000, exercise.name

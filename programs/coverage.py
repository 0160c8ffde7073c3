"""PURE: which muscles a set of exercises trains, where in the hip's range, and what it leaves out.

Source: DOMAIN, "What a good program does". Muscles are data and go by their slug; only `FULL` names them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from types import MappingProxyType
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Tag: TypeAlias = tuple[str, str, str]


class Position(StrEnum):
    """Where in the range a muscle is trained; `ANY` is only ever asked for, an exercise never carries it."""

    S = "s"
    M = "m"
    L = "l"
    T = "t"
    TRUNK = "trunk"
    ANY = "any"


class Role(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"


COUNTED_ROLES = frozenset({Role.PRIMARY, Role.SECONDARY})
STRENGTHENED = frozenset({Position.S, Position.M, Position.L, Position.TRUNK})

GAP_WORDS = MappingProxyType(
    {
        Position.S: _("nothing strengthens {muscle} above hip level"),
        Position.M: _("nothing strengthens {muscle} around hip level"),
        Position.L: _("nothing strengthens {muscle} with the hip extended"),
        Position.T: _("nothing stretches {muscle}"),
        Position.TRUNK: _("nothing strengthens {muscle}"),
        Position.ANY: _("nothing strengthens {muscle}"),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One field of the coverage table: a muscle, by slug, in one position."""

    muscle: str
    position: Position


def cells(muscles: Iterable[str], positions: Iterable[Position]) -> frozenset[Cell]:
    """Every one of `muscles` in every one of `positions`."""
    return frozenset(Cell(muscle, position) for muscle, position in product(muscles, positions))


FULL = (
    cells(("psoas", "iliacus"), (Position.S, Position.M, Position.L, Position.T))
    | cells(("rectus-femoris", "tfl", "sartorius"), (Position.M, Position.L, Position.T))
    | cells(("gluteus-maximus",), (Position.M, Position.L))
    | cells(("gluteus-medius",), (Position.ANY,))
    | cells(("obliques-internal", "obliques-external"), (Position.TRUNK,))
    | cells(("hamstrings",), (Position.T,))
)


def covered(items: Iterable[Iterable[Tag]]) -> frozenset[Cell]:
    """The cells that `items` train; each item is an exercise's tags: (muscle slug, position, role).

    Both roles count: the domain lists a secondary muscle as trained too, and gluteus medius is often only
    that. A muscle strengthened somewhere is also covered in `Position.ANY`; a stretch alone isn't strength.
    Raises ValueError for an unknown position or role.
    """
    tagged = frozenset(
        Cell(muscle, Position(position))
        for tags in items
        for muscle, position, role in tags
        if Role(role) in COUNTED_ROLES
    )
    strong = (cell.muscle for cell in tagged if cell.position in STRENGTHENED)
    return tagged | cells(strong, (Position.ANY,))


def gaps(covered: frozenset[Cell], required: frozenset[Cell]) -> tuple[Cell, ...]:
    """What `required` asks for and `covered` lacks, ordered by muscle, then position."""
    return tuple(sorted(required - covered))


def closers(cell: Cell, shelf: Mapping[str, Iterable[Tag]]) -> tuple[str, ...]:
    """The keys of `shelf` whose exercise would close the gap `cell`, those that are chiefly for it first."""
    found = []
    for key, tags in shelf.items():
        mine = [tag for tag in tags if tag[0] == cell.muscle]
        if cell in covered([mine]):
            chiefly = any(cell in covered([[tag]]) and tag[2] == Role.PRIMARY for tag in mine)
            found.append((not chiefly, key))
    return tuple(key for _rank, key in sorted(found, key=lambda pair: pair[0]))


def in_words(cell: Cell, *, name: str = "") -> Promise:
    """What is missing, for the trainer, e.g. "nothing strengthens psoas above hip level".

    `name` is the muscle's own name; without it the slug is read aloud.
    """
    return format_lazy(GAP_WORDS[cell.position], muscle=name or cell.muscle.replace("-", " "))

"""The starting library as its data files hold it, and as the pure rules want it."""

import json
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import programs
from programs.coverage import Cell, Position, Tag, covered
from programs.matching import Candidate, Conditions, Item, Movement

Row: TypeAlias = dict[str, Any]

CONTENT = Path(programs.__path__[0]) / "content"


@cache
def rows(name: str) -> tuple[Row, ...]:
    return tuple(json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8")))


@cache
def exercise(slug: str) -> Row:
    return next(row for row in rows("exercises") if row["slug"] == slug)


def template(slug: str) -> Row:
    return next(row for row in rows("templates") if row["slug"] == slug)


def tags(slug: str) -> tuple[Tag, ...]:
    return tuple((row["muscle"], row["position"], row["role"]) for row in exercise(slug)["muscles"])


def must_cover(row: Row) -> frozenset[Cell]:
    return frozenset(Cell(cell["muscle"], Position(cell["position"])) for cell in row["must_cover"])


def in_week(row: Row, week: int) -> tuple[Row, ...]:
    return tuple(item for item in row["items"] if item["from_week"] <= week <= item["to_week"])


def movement(slug: str) -> Movement:
    row = exercise(slug)
    return Movement(
        slug=slug,
        name=row["name"],
        equipment=frozenset(row["equipment"]),
        cautions=frozenset(row["cautions"]),
        trains=covered([tags(slug)]),
    )


def candidate(row: Row) -> Candidate:
    conditions = row["conditions"]
    return Candidate(
        slug=row["slug"],
        name=row["name"],
        for_grades=frozenset(row["for_grades"]),
        items=tuple(_item(item) for item in row["items"]),
        conditions=Conditions(
            watch=conditions["watch"],
            screen_clear=conditions["screen_clear"],
            seated_hours_from=conditions["seated_hours_from"],
            experience=frozenset(conditions["experience"]),
            equipment=frozenset(conditions["equipment"]),
        ),
    )


def candidates() -> tuple[Candidate, ...]:
    return tuple(candidate(row) for row in rows("templates"))


def _item(row: Row) -> Item:
    """As programs.choices offers them: the line's alternative, the nearest ones, then easier step by step."""
    offered = [row["alternative"]] if row["alternative"] else []
    offered += exercise(row["exercise"])["substitutes"]
    easier = exercise(row["exercise"])["easier"]
    while easier:
        offered.append(easier)
        easier = exercise(easier)["easier"]
    return Item(
        movement=movement(row["exercise"]),
        substitutes=tuple(movement(slug) for slug in dict.fromkeys(offered)),
    )

"""The library is whole: every name resolves, every movement is fully described, no text overclaims."""

import re
from itertools import pairwise

import pytest

from tests.programs.library import Row, exercise, rows

MAY_BE_EMPTY = {
    "equipment", "cautions", "experienced_dose", "easier", "harder", "substitutes", "per_side",
    "note", "alternative", "reps_low", "reps_high", "hold_low", "hold_high", "conditions",
}  # fmt: skip
OVERCLAIMS = re.compile(r"\b(cure|heal|treat|relie[fv]|isolat|diagnos|causes?\b|prevent|rehab|injur)", re.I)

EXERCISES = rows("exercises")
TEMPLATES = rows("templates")
SLUGS = {row["slug"] for row in EXERCISES}

each_exercise = pytest.mark.parametrize("row", EXERCISES, ids=lambda row: row["slug"])
each_template = pytest.mark.parametrize("row", TEMPLATES, ids=lambda row: row["slug"])


def texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def empty_fields(row: Row) -> set[str]:
    return {key for key, value in row.items() if key not in MAY_BE_EMPTY and not value}


@each_exercise
def test_an_exercise_is_described_completely(row: Row) -> None:
    assert row.keys() == EXERCISES[0].keys()
    assert not empty_fields(row)
    assert len(row["steps"]) >= 3
    assert len(row["cues"]) >= 2
    assert len(row["faults"]) >= 3


@each_exercise
def test_variants_resolve_and_lead_the_way_they_say(row: Row) -> None:
    for easier in filter(None, [row["easier"]]):
        assert exercise(easier)["level"] <= row["level"]
    for harder in filter(None, [row["harder"]]):
        assert exercise(harder)["level"] >= row["level"]
        assert exercise(harder)["easier"] == row["slug"]


@each_exercise
def test_a_substitute_resolves_and_is_no_harder(row: Row) -> None:
    for slug in row["substitutes"]:
        assert slug != row["slug"]
        assert exercise(slug)["level"] <= row["level"]
        assert not set(exercise(slug)["equipment"]) & set(row["equipment"])


@each_template
def test_a_template_is_complete_and_its_references_resolve(row: Row) -> None:
    muscles = {muscle["slug"] for muscle in rows("muscles")}
    assert row.keys() == TEMPLATES[0].keys()
    assert not empty_fields(row)
    assert {cell["muscle"] for cell in row["must_cover"]} <= muscles
    for item in row["items"]:
        assert {item["exercise"], item["alternative"] or item["exercise"]} <= SLUGS
        assert item["block"] in {"warm-up", "strength", "core", "stretch"}
        assert 1 <= item["from_week"] <= item["to_week"] <= row["weeks"]


def test_every_muscle_is_described_and_used() -> None:
    used = {tag["muscle"] for row in EXERCISES for tag in row["muscles"]}
    assert {muscle["slug"] for muscle in rows("muscles")} == used
    assert not any(empty_fields(muscle) for muscle in rows("muscles"))


def test_no_text_overclaims_or_is_left_blank() -> None:
    for text in texts([*EXERCISES, *TEMPLATES, *rows("muscles")]):
        assert text == text.strip()
        assert not OVERCLAIMS.search(text), text
        assert not any(a == b == " " for a, b in pairwise(text)), text

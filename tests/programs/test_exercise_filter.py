"""The library's filter: each part narrows, together they narrow further, and odd asks find nothing."""

from collections.abc import Iterator

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Trainer
from programs.models import Exercise
from tests.makers import make_trainer
from tests.programs.library import rows
from tests.programs.own import make_own

pytestmark = pytest.mark.usefixtures("shelves")
ALL = rows("exercises")


def found(desk: Browser, **asked: str) -> set[str]:
    response = desk.get("/desk/exercises/", asked)
    assert response.status_code == 200
    return {exercise.slug for exercise in response.context["exercises"]}


def trains(muscle: str, position: str = "") -> Iterator[str]:
    return (
        row["slug"]
        for row in ALL
        if any(tag["muscle"] == muscle and position in ("", tag["position"]) for tag in row["muscles"])
    )


def test_without_a_filter_all_are_there(desk: Browser) -> None:
    assert found(desk) == {row["slug"] for row in ALL}
    assert "35 exercises" in desk.get("/desk/exercises/").content.decode()


@pytest.mark.parametrize("muscle", ["psoas", "quads", "obliques-internal"])
def test_by_muscle(desk: Browser, muscle: str) -> None:
    assert found(desk, muscle=muscle) == set(trains(muscle))


@pytest.mark.parametrize("position", ["s", "m", "l", "t"])
def test_a_range_goes_with_its_muscle_and_not_with_another_one(desk: Browser, position: str) -> None:
    assert found(desk, muscle="psoas", range=position) == set(trains("psoas", position))
    anywhere = {row["slug"] for row in ALL if any(tag["position"] == position for tag in row["muscles"])}
    assert found(desk, range=position) == anywhere


def test_by_equipment_or_by_none(desk: Browser) -> None:
    assert found(desk, kit="band") == {row["slug"] for row in ALL if "band" in row["equipment"]}
    assert found(desk, kit="none") == {row["slug"] for row in ALL if not row["equipment"]}


def test_by_level_and_without_a_caution(desk: Browser) -> None:
    assert found(desk, level="3") == {row["slug"] for row in ALL if row["level"] == 3}
    assert found(desk, without="balance") == {row["slug"] for row in ALL if "balance" not in row["cautions"]}


def test_everything_at_once(desk: Browser) -> None:
    asked = {"q": "raise", "muscle": "psoas", "range": "s", "kit": "chair", "level": "1"}
    assert found(desk, **asked, without="kneeling") == {"seated-knee-raise"}
    assert found(desk, **asked, without="flexion_over_90") == set()


def test_own_and_retired_ones(desk: Browser, trainer: Trainer) -> None:
    own = make_own(trainer)
    make_own(make_trainer())
    assert found(desk, shelf="own") == {own.slug}
    assert found(desk, shelf="retired") == set()


@pytest.mark.parametrize(
    "asked",
    [
        {"range": "x"},
        {"kit": "moon-boots"},
        {"level": "9"},
        {"level": "1\x00"},
        {"without": "gravity"},
        {"shelf": "theirs"},
        {"muscle": "x" * 10_000},
    ],
    ids=lambda asked: f"{asked}"[:30],
)
def test_an_odd_ask_finds_nothing(desk: Browser, asked: dict[str, str]) -> None:
    assert found(desk, **asked) == set()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", str(10**25), "1\x00"])
def test_an_odd_page_is_some_page(desk: Browser, page: str) -> None:
    assert found(desk, page=page) == {row["slug"] for row in ALL}


def test_many_are_shown_page_by_page(
    desk: Browser, trainer: Trainer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15) as few:
        found(desk, q="raise")
    shared = Exercise.objects.get(slug="hip-flexor-raise")
    for number in range(60):
        shared.pk, shared.owner, shared.slug = None, trainer, f"own-{number}"
        shared.save()
    with django_assert_max_num_queries(len(few)):
        first = found(desk, q="raise")
    second = found(desk, q="raise", page="2")
    assert len(first) == 60
    assert second
    assert not first & second
    page = desk.get("/desk/exercises/", {"q": "raise"}).content.decode()
    assert "?q=raise&amp;page=2" in page

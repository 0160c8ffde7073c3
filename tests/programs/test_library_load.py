"""Loading the library: it is all there, and loading it again changes nothing."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models
from pytest_django.fixtures import DjangoAssertNumQueries

from programs import library
from programs.models import Exercise, ExerciseMuscle, Muscle, Template, TemplateItem
from tests.programs.library import exercise as in_file
from tests.programs.library import rows

pytestmark = pytest.mark.django_db
TABLES: tuple[type[models.Model], ...] = (Muscle, Exercise, ExerciseMuscle, Template, TemplateItem)


def everything() -> list[list[tuple[object, ...]]]:
    return [list(table._default_manager.order_by("pk").values_list()) for table in TABLES]


def test_everything_in_the_files_is_loaded(now: datetime) -> None:
    loaded = library.load(now=now)
    assert Muscle.objects.count() == len(rows("muscles"))
    assert Exercise.objects.shared().count() == len(rows("exercises"))
    assert Template.objects.count() == len(rows("templates"))
    assert TemplateItem.objects.count() == sum(len(row["items"]) for row in rows("templates"))
    assert len(loaded.added) == sum(len(rows(name)) for name in library.FILES)
    assert not loaded.changed


def test_an_exercise_keeps_its_words_its_muscles_and_its_neighbours(shelves: None) -> None:
    squat = Exercise.objects.get(slug="goblet-squat")
    row = in_file("goblet-squat")
    assert (squat.name, squat.steps, squat.cautions) == (row["name"], row["steps"], row["cautions"])
    assert (squat.dose_kind, squat.dose_low, squat.dose_high) == ("reps", 10, 12)
    assert squat.easier
    assert squat.easier.slug == row["easier"]
    muscles = {(work.muscle.slug, work.role, work.position) for work in squat.work.select_related("muscle")}
    assert muscles == {(each["muscle"], each["role"], each["position"]) for each in row["muscles"]}


def test_a_line_without_a_rest_gets_the_rest_of_its_part(shelves: None) -> None:
    rests = set(TemplateItem.objects.values_list("block", "rest"))
    assert rests <= {("strength", 60), ("core", 45), ("stretch", 15), ("warm-up", 30)}


def test_loading_twice_leaves_the_same_rows(shelves: None, now: datetime) -> None:
    before = everything()
    again = library.load(now=now)
    assert (again.added, again.changed, again.retired) == (set(), set(), 0)
    assert everything() == before


def test_an_unchanged_library_is_only_read(
    shelves: None, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        library.load(now=now)


def test_the_command_says_what_it_did() -> None:
    said = []
    for _time in range(2):
        out = StringIO()
        call_command("load_library", stdout=out)
        said.append(out.getvalue().strip())
    assert said[0].startswith("Library: ")
    assert said[1] == "Library: 0 added, 0 changed, 0 retired."

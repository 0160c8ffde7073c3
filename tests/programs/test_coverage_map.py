"""The coverage map: what is drawn where, and what is offered for each gap."""

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from assessments.models import Trainer
from programs import coverage_map
from programs.coverage import FULL, Cell, Position, closers, covered
from programs.coverage_map import CoverageMap
from programs.models import Exercise, Muscle, Plan, Template
from tests.programs.library import rows, tags
from tests.programs.makers import make_template, shared_template
from tests.programs.own import make_own

SHELF = {row["slug"]: tags(row["slug"]) for row in rows("exercises")}


def drawn(*slugs: str, must: frozenset[Cell] = frozenset(), weeks: int = 1) -> CoverageMap:
    exercises = Exercise.objects.shared().prefetch_related("work__muscle")
    return coverage_map.draw(
        [(exercise, 1, 1) for exercise in exercises.filter(slug__in=slugs)],
        weeks=weeks,
        must=must,
        muscles=list(Muscle.objects.all()),
        shelf=exercises,
    )


def looks(found: CoverageMap, muscle: str) -> list[str]:
    row = next(row for row in found.rows if row.muscle.slug == muscle)
    return [spot.look for spot in row.spots]


@given(cell=st.sampled_from(sorted(FULL)))
def test_any_gap_of_a_full_program_is_closed_by_each_of_its_closers(cell: Cell) -> None:
    found = closers(cell, SHELF)
    assert found
    assert all(cell in covered([SHELF[slug]]) for slug in found)
    assert {slug for slug, each in SHELF.items() if cell in covered([each])} == set(found)


def test_what_is_chiefly_for_a_muscle_is_offered_first() -> None:
    found = closers(Cell("psoas", Position.M), SHELF)
    assert found.index("hip-flexor-raise") < found.index("dead-bug")


def test_a_gap_nothing_closes_has_no_closers() -> None:
    assert closers(Cell("sartorius", Position.S), SHELF) == ()


@pytest.mark.usefixtures("shelves")
def test_a_field_tells_chiefly_from_helping_from_nothing() -> None:
    found = drawn("side-plank-leg-raise", "goblet-squat")
    assert looks(found, "gluteus-medius") == ["none", "none", "main", "none"]
    assert looks(found, "tfl") == ["none", "none", "also", "none"]
    assert looks(found, "gluteus-maximus") == ["none", "main", "none", "none"]
    assert looks(found, "obliques-internal") == ["main", "none"]
    assert looks(found, "psoas") == ["none"] * 4


@pytest.mark.usefixtures("shelves")
def test_what_is_missing_in_one_week_is_a_gap_with_simple_exercises_that_close_it() -> None:
    must = frozenset({Cell("psoas", Position.S), Cell("gluteus-medius", Position.ANY)})
    assert drawn("hip-flexor-raise", "side-plank", must=must).gaps == ()
    found = drawn("hip-flexor-raise", must=must, weeks=2)
    assert [str(gap) for gap in found.gaps] == [
        "nothing strengthens gluteus medius",
        "nothing strengthens psoas above hip level",
    ]
    assert [exercise.slug for exercise in found.gaps[1].closers] == [
        "hip-flexor-raise",
        "bench-foot-lift",
        "seated-knee-raise",
    ]
    assert looks(found, "psoas")[0] == "gap"
    assert looks(found, "gluteus-medius") == ["none", "gap", "none", "none"]


@pytest.mark.usefixtures("shelves")
def test_clients_read_of_groups_of_muscles() -> None:
    exercises = Exercise.objects.filter(slug__in=["seated-knee-raise", "table-hamstring-stretch"])
    parts = coverage_map.parts(exercises.prefetch_related("work__muscle"), Muscle.objects.all())
    told = {str(part.name): (part.strengthened, part.stretched) for part in parts}
    assert told["Hip flexors above hip level"] == (True, False)
    assert told["Back of the thigh"] == (False, True)
    assert told["Glutes"] == (False, False)
    assert len(parts) == 7


@pytest.mark.usefixtures("shelves")
def test_a_gap_on_a_templates_page_leads_to_what_closes_it(desk: Browser, trainer: Trainer) -> None:
    wanted = [{"muscle": "psoas", "position": "s"}]
    template = make_template(exercises=["glute-bridge"], must_cover=wanted)
    make_own(trainer, name="Best of all", level=1, equipment=[])
    page = desk.get(template.get_absolute_url()).content.decode()
    assert "nothing strengthens psoas above hip level" in page
    assert Exercise.objects.get(slug="hip-flexor-raise").get_absolute_url() in page
    assert 'data-look="gap"' in page


@pytest.mark.usefixtures("shelves")
def test_every_starting_template_shows_a_map_without_a_gap(desk: Browser) -> None:
    for template in Template.objects.all():
        page = desk.get(template.get_absolute_url()).content.decode()
        assert 'data-look="main"' in page
        assert 'data-look="gap"' not in page


@pytest.mark.usefixtures("shelves")
def test_a_long_templates_page_costs_as_many_queries_as_a_short_one(
    desk: Browser, trainer: Trainer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    short = make_template(exercises=["glute-bridge"], slug="short")
    with django_assert_max_num_queries(15) as few:
        desk.get(short.get_absolute_url())
    long = make_template(exercises=[row["slug"] for row in rows("exercises")], slug="long")
    with django_assert_max_num_queries(len(few)):
        desk.get(long.get_absolute_url())


def test_the_plans_pages_show_what_it_trains(desk: Browser, plan: Plan) -> None:
    page = desk.get(plan.get_absolute_url()).content.decode()
    assert 'data-look="main"' in page
    assert "Still missing" not in page
    assert plan.client.user
    phone = Browser()
    phone.force_login(plan.client.user)
    told = phone.get("/me/plan/").content.decode()
    assert "Hip flexors above hip level" in told
    assert "psoas" not in told


def test_a_plans_page_asks_for_what_its_template_asked(desk: Browser, plan: Plan) -> None:
    Template.objects.filter(pk=shared_template().pk).update(
        must_cover=[{"muscle": "sartorius", "position": "s"}]
    )
    page = desk.get(plan.get_absolute_url()).content.decode()
    assert "nothing strengthens sartorius above hip level" in page

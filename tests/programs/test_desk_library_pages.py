"""The library at the desk: everything shared, a trainer's own, nobody else's; any search is answered."""

from datetime import datetime

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Trainer
from programs.models import Exercise, Template
from tests.makers import make_signed_in_client, make_trainer
from tests.programs.makers import make_template, shared_template

pytestmark = pytest.mark.usefixtures("shelves")
PAGES = ("/desk/exercises/", "/desk/templates/")


def shown(desk: Browser, path: str, **asked: str) -> str:
    response = desk.get(path, asked)
    assert response.status_code == 200
    return response.content.decode()


def copy_for(owner: Trainer, slug: str, name: str) -> Exercise:
    own = Exercise.objects.get(owner=None, slug=slug)
    own.pk, own.owner, own.name = None, owner, name
    own.save()
    return own


def test_every_exercise_and_template_is_listed(desk: Browser) -> None:
    for path, rows in zip(PAGES, (Exercise.objects.all(), Template.objects.all()), strict=True):
        page = shown(desk, path)
        assert all(f'href="{row.get_absolute_url()}"' in page for row in rows)


@pytest.mark.parametrize(
    ("asked", "found", "missing"),
    [
        ({"q": "BRIDGE"}, "Glute bridge", "Goblet squat"),
        ({"muscle": "quads"}, "Goblet squat", "Pallof press"),
        ({"muscle": "quads", "q": "squat"}, "Goblet squat", "Sit-to-stand"),
    ],
    ids=str,
)
def test_the_list_can_be_searched(desk: Browser, asked: dict[str, str], found: str, missing: str) -> None:
    page = shown(desk, "/desk/exercises/", **asked)
    assert f"<strong>{found}</strong>" in page
    assert f"<strong>{missing}</strong>" not in page


@pytest.mark.parametrize(
    "asked",
    [{"q": "\x00"}, {"q": "x" * 10_000}, {"muscle": "no-such"}, {"muscle": "a\x00"}, {"q": "%_'\""}],
    ids=str,
)
def test_an_odd_search_finds_nothing_and_says_so(desk: Browser, asked: dict[str, str]) -> None:
    assert "Nothing fits this search" in shown(desk, "/desk/exercises/", **asked)


def test_an_exercise_shows_how_it_is_done_and_what_it_emphasises(desk: Browser) -> None:
    squat = Exercise.objects.get(slug="goblet-squat")
    page = shown(desk, squat.get_absolute_url())
    assert all(text in page for text in (*squat.steps, *squat.cues, *squat.faults, squat.caution_note))
    assert "Kettlebell" in page
    assert "gluteus maximus" in page
    assert shared_template("keep-the-balance").get_absolute_url() in page


def test_a_template_shows_its_lines_and_its_coverage(desk: Browser) -> None:
    page = shown(desk, shared_template().get_absolute_url())
    assert "5 × 5 s" in page
    assert "weeks 1–3" in page
    assert "knee above the hip, around hip level" in page
    assert "Still missing" not in page


def test_a_template_with_a_gap_says_so(desk: Browser) -> None:
    wanted = [{"muscle": "hamstrings", "position": "t"}]
    template = make_template(exercises=["glute-bridge"], must_cover=wanted)
    assert "nothing stretches hamstrings" in shown(desk, template.get_absolute_url())


def test_a_trainer_sees_their_own_and_nobody_elses(desk: Browser, trainer: Trainer) -> None:
    own = copy_for(trainer, "glute-bridge", "My bridge")
    theirs = copy_for(make_trainer(), "glute-bridge", "Their bridge")
    template = make_template(exercises=["glute-bridge"], owner=theirs.owner)
    page = shown(desk, "/desk/exercises/")
    assert "My bridge" in page
    assert "Their bridge" not in page
    assert desk.get(own.get_absolute_url()).status_code == 200
    assert desk.get(theirs.get_absolute_url()).status_code == 404
    assert desk.get(template.get_absolute_url()).status_code == 404
    assert desk.get(f"/desk/exercises/{10**25}/").status_code == 404


def test_a_retired_row_leaves_the_list_and_keeps_its_page(desk: Browser, now: datetime) -> None:
    bridge = Exercise.objects.get(slug="glute-bridge")
    bridge.retire(now)
    assert "<strong>Glute bridge</strong>" not in shown(desk, "/desk/exercises/")
    assert "Retired" in shown(desk, bridge.get_absolute_url())


def test_an_empty_library_says_who_can_fill_it(desk: Browser, now: datetime) -> None:
    Exercise.objects.update(retired_at=now)
    Template.objects.update(retired_at=now)
    assert all("starting library" in shown(desk, path) for path in PAGES)


def test_only_trainers_get_in(client: Browser, trainer: Trainer, clock: None) -> None:
    person = make_signed_in_client(trainer=trainer).user
    assert person
    client.force_login(person)
    assert {client.get(path).status_code for path in PAGES} == {404}


@pytest.mark.parametrize("path", PAGES)
def test_a_large_library_costs_as_many_queries_as_a_small_one(
    desk: Browser, trainer: Trainer, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20) as few:
        shown(desk, path)
    for number in range(20):
        template = make_template(exercises=["glute-bridge"], slug=f"made-{number}")
        Exercise.objects.filter(pk=template.items.get().exercise_id).update(summary="Changed.")
    for slug in list(Exercise.objects.shared().values_list("slug", flat=True)):
        copy_for(trainer, slug, f"My {slug}")
    with django_assert_max_num_queries(len(few)):
        shown(desk, path)

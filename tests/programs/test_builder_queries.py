"""Fifty lines cost the builder as many queries as five, and fifty templates the list as many as a few."""

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Trainer
from programs.models import Exercise
from tests.programs.building import line_of, make_built, press, typed_line

pytestmark = pytest.mark.usefixtures("shelves")
# Of them eight are the sign-in's, the practice's and the session's.
BUILDER, ANSWER, LIST = 25, 30, 20


def fifty() -> list[str]:
    slugs = list(Exercise.objects.shared().values_list("slug", flat=True))
    return (slugs * 2)[:50]


def test_the_builder_and_the_template(
    desk: Browser, trainer: Trainer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = make_built(trainer, fifty()[:5]), make_built(trainer, fifty())
    for name, most in (("edit/", BUILDER), ("", BUILDER), ("shelf/", BUILDER)):
        with django_assert_max_num_queries(most) as few:
            assert desk.get(f"/desk/templates/{small.pk}/{name}").status_code == 200
        with django_assert_max_num_queries(len(few)):
            assert desk.get(f"/desk/templates/{large.pk}/{name}").status_code == 200


def test_one_small_change(
    desk: Browser, trainer: Trainer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for exercises in (fifty()[:5], fifty()):
        built = make_built(trainer, exercises)
        item = line_of(built, exercises[0]) if len(exercises) == 5 else built.items.all()[0]
        with django_assert_max_num_queries(ANSWER) as saved:
            path = f"/desk/templates/{built.pk}/lines/{item.pk}/"
            response = desk.post(path, typed_line(item, note="Slowly."), headers={"HX-Request": "true"})
            assert response.status_code == 200
        built.refresh_from_db()
        with django_assert_max_num_queries(ANSWER) as moved:
            assert press(desk, built, htmx=True, down=item.pk).status_code == 200
        counts.append((len(saved), len(moved)))
    assert counts[0] == counts[1]


def test_the_list(
    desk: Browser, trainer: Trainer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_built(trainer)
    with django_assert_max_num_queries(LIST) as few:
        desk.get("/desk/templates/")
    for number in range(20):
        make_built(trainer, ["glute-bridge"], name=f"Mine {number}", shared=number % 2 == 0)
    with django_assert_max_num_queries(len(few)):
        desk.get("/desk/templates/")

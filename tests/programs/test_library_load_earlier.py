"""A site that was set up with the first 18 exercises and 3 templates gets the others; its plans stay."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest

from assessments.models import Client, Service, Trainer
from programs import library
from programs.models import Exercise, Plan, Template
from tests.makers import make_client
from tests.programs.makers import assigned_plan, make_ready

EARLIER = {2, 5, 8, 10, 11, 12, 14, 19, 20, 22, 23, 24, 26, 28, 29, 30, 34, 35}
EARLIER_TEMPLATES = {"first-lift", "above-the-hip", "keep-the-balance"}


def earlier_content() -> dict[str, list[dict[str, Any]]]:
    """The library as it was: what is not there yet cannot be pointed at, and nothing was drawn."""
    content = deepcopy(library.read_files())
    exercises = [row for row in content["exercises"] if row["number"] in EARLIER]
    slugs = {row["slug"] for row in exercises}
    for row in exercises:
        row["figure"] = ""
        row["substitutes"] = [slug for slug in row["substitutes"] if slug in slugs]
        row |= {way: row[way] if row[way] in slugs else None for way in ("easier", "harder")}
    templates = [row for row in content["templates"] if row["slug"] in EARLIER_TEMPLATES]
    return {**content, "exercises": exercises, "templates": templates}


@pytest.fixture
def earlier(db: None, now: datetime) -> None:
    library.load(now=now - timedelta(days=30), content=earlier_content())
    assert Exercise.objects.count() == 18
    assert Template.objects.count() == 3


@pytest.fixture
def live(earlier: None, service: Service, now: datetime) -> Plan:
    client = make_client(trainer=service.trainer)
    make_ready(client, now=now)
    return assigned_plan(client, now=now)


def pks(rows: Iterable[Exercise | Template]) -> dict[str, int]:
    return {row.slug: row.pk for row in rows}


def test_the_new_ones_are_added_and_the_old_ones_keep_their_rows(earlier: None, now: datetime) -> None:
    before = pks(Exercise.objects.all()) | pks(Template.objects.all())
    loaded = library.load(now=now)
    after = pks(Exercise.objects.all()) | pks(Template.objects.all())
    assert (Exercise.objects.count(), Template.objects.count()) == (35, 7)
    assert len(loaded.added) == 17 + 4
    assert loaded.retired == 0
    assert before.items() <= after.items()
    assert not Exercise.objects.filter(figure="").exists()
    again = library.load(now=now)
    assert (again.added, again.changed, again.retired) == (set(), set(), 0)


def test_a_live_plan_stays_word_for_word(live: Plan, now: datetime) -> None:
    before = (list(Plan.objects.values_list("pk", "name", "version")), list(live.items.values_list()))
    library.load(now=now)
    assert (list(Plan.objects.values_list("pk", "name", "version")), list(live.items.values_list())) == before


def test_a_trainers_own_rows_are_left_alone(earlier: None, trainer: Trainer, now: datetime) -> None:
    own = Exercise.objects.get(slug="glute-bridge")
    own.pk, own.owner, own.slug, own.name = None, trainer, "back-squat", "My squat"
    own.save()
    library.load(now=now)
    own.refresh_from_db()
    assert (own.name, own.figure, own.owner) == ("My squat", "", trainer)
    assert Exercise.objects.shared().get(slug="back-squat").name == "Back squat"


def test_the_new_templates_can_be_assigned_at_once(earlier: None, service: Service, now: datetime) -> None:
    library.load(now=now)
    client: Client = make_client(trainer=service.trainer)
    make_ready(client, now=now)
    for slug in ("range-first", "even-sides", "desk-hips", "loaded-strength"):
        plan = assigned_plan(client, template=Template.objects.get(slug=slug), now=now)
        assert plan.items.exists()
        assert plan.inputs["gaps"] == []

"""A changed library: rows follow the files, what is gone is retired, and nobody's own work is touched."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest

from assessments.models import Trainer
from programs import library
from programs.models import Exercise, ExerciseMuscle, Plan, Template

Content = dict[str, list[dict[str, Any]]]


@pytest.fixture
def reload(shelves: None, now: datetime) -> Callable[[Content], library.Loaded]:
    return lambda content: library.load(now=now + timedelta(days=1), content=content)


@pytest.fixture
def content() -> Content:
    return deepcopy(library.read_files())


def row(content: Content, name: str, slug: str) -> dict[str, Any]:
    return next(each for each in content[name] if each["slug"] == slug)


def test_a_changed_text_changes_the_same_row(reload: Callable[..., library.Loaded], content: Content) -> None:
    before = Exercise.objects.get(slug="glute-bridge").pk
    row(content, "exercises", "glute-bridge")["name"] = "Bridge"
    loaded = reload(content)
    assert [str(each) for each in loaded.changed] == ["Bridge"]
    assert Exercise.objects.get(slug="glute-bridge").pk == before


def test_changed_muscles_replace_the_old_ones(
    reload: Callable[..., library.Loaded], content: Content
) -> None:
    row(content, "exercises", "glute-bridge")["muscles"] = [
        {"muscle": "quads", "role": "primary", "position": "m"}
    ]
    reload(content)
    work = ExerciseMuscle.objects.filter(exercise__slug="glute-bridge")
    assert [(each.muscle.slug, each.role, each.position) for each in work] == [("quads", "primary", "m")]


def test_a_changed_line_changes_the_template(reload: Callable[..., library.Loaded], content: Content) -> None:
    row(content, "templates", "first-lift")["items"][0]["sets"] = 9
    loaded = reload(content)
    assert [str(each) for each in loaded.changed] == ["First lift"]
    assert Template.objects.get(slug="first-lift").items.all()[0].sets == 9


def test_a_change_leaves_assigned_plans_as_they_are(
    plan: Plan, reload: Callable[..., library.Loaded], content: Content
) -> None:
    before = list(plan.items.values_list())
    row(content, "templates", "above-the-hip")["items"][0]["sets"] = 9
    row(content, "exercises", "bench-foot-lift")["name"] = "Another name"
    reload(content)
    assert list(plan.items.values_list()) == before


def test_what_is_gone_from_the_files_is_retired_and_comes_back(
    plan: Plan, reload: Callable[..., library.Loaded], content: Content
) -> None:
    whole = deepcopy(content)
    content["templates"] = [each for each in content["templates"] if each["slug"] != "above-the-hip"]
    assert reload(content).retired == 1
    assert reload(content).retired == 0
    assert Template.objects.get(slug="above-the-hip").retired_at
    assert plan.items.exists()
    reload(whole)
    assert Template.objects.get(slug="above-the-hip").retired_at is None


def test_a_trainers_own_exercise_is_left_alone(
    trainer: Trainer, reload: Callable[..., library.Loaded], content: Content
) -> None:
    shared = Exercise.objects.get(slug="glute-bridge")
    own = Exercise.objects.get(slug="glute-bridge")
    own.pk, own.owner, own.name = None, trainer, "My bridge"
    own.save()
    reload(content)
    own.refresh_from_db()
    assert (own.name, own.retired_at) == ("My bridge", None)
    assert Exercise.objects.shared().get(slug="glute-bridge").pk == shared.pk


def test_a_broken_file_changes_nothing(reload: Callable[..., library.Loaded], content: Content) -> None:
    row(content, "exercises", "goblet-squat")["name"] = "Changed"
    content["templates"][-1]["items"][0]["exercise"] = "no-such-exercise"
    with pytest.raises(KeyError):
        reload(content)
    assert Exercise.objects.get(slug="goblet-squat").name == "Goblet squat"

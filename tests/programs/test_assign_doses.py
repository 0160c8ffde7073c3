"""What a client gets of a template: in their own dose, with the reason; retired exercises get a stand-in."""

from datetime import datetime
from typing import Any

import pytest

from assessments.models import Client
from programs.models import Exercise, Plan
from programs.refusals import Refused
from tests.makers import make_signed_in_client
from tests.programs.makers import assigned_plan, make_ready, make_template, shared_template


def doses(plan: Plan) -> dict[str, str]:
    return {item.exercise.slug: item.dose for item in plan.items.select_related("exercise")}


def plan_of(client: Client, slug: str, *, now: datetime, **answers: Any) -> Plan:
    person = make_signed_in_client(trainer=client.trainer)
    make_ready(person, now=now, **answers)
    return assigned_plan(person, template=shared_template(slug), now=now)


@pytest.mark.parametrize(
    ("experience", "squat", "plank"),
    [
        ("new", "4 × 10–12", "3 × 10 s"),
        ("some", "4 × 10–12", "2 × 15 s"),
        ("experienced", "4 × 4–6", "2 × 15 s"),
    ],
)
def test_experience_sets_the_dose(
    ready: Client, now: datetime, experience: str, squat: str, plank: str
) -> None:
    plan = plan_of(ready, "loaded-strength", now=now, experience=experience)
    given = doses(plan)
    assert (given["back-squat"], given["side-plank-leg-raise"]) == (squat, plank)
    assert given["couch-stretch"] == "2 × 30 s"
    told = dict(plan.inputs["doses"])
    assert ("Back squat" in told) == (experience != "experienced")
    assert ("Side plank with leg raise" in told) == (experience == "new")


def test_a_retired_exercise_of_a_template_gets_a_stand_in_and_old_plans_keep_it(
    ready: Client, now: datetime
) -> None:
    template = make_template(exercises=["band-knee-drive", "dead-bug"])
    before = assigned_plan(ready, template=template, now=now)
    Exercise.objects.get(slug="band-knee-drive", owner=None).retire(now)
    assert "band-knee-drive" in doses(before)
    after = assigned_plan(ready, template=template, now=now, starts_on=before.ends_on)
    assert list(doses(after)) == ["long-stance-lunge", "dead-bug"]
    assert after.inputs["swaps"][0][0] == "Band knee drive from extension"


def test_nothing_left_is_refused(ready: Client, now: datetime) -> None:
    template = make_template(exercises=["rock-back"])
    Exercise.objects.get(slug="rock-back", owner=None).retire(now)
    Exercise.objects.filter(slug="rock-back").update(substitutes=[])
    with pytest.raises(Refused, match="Nothing of this template is left"):
        assigned_plan(ready, template=template, now=now)
    with pytest.raises(Refused, match="no exercises yet"):
        assigned_plan(ready, template=make_template(exercises=[], slug="empty"), now=now)


def test_a_line_goes_on_where_the_new_plan_holds_its_exercise_too(ready: Client, now: datetime) -> None:
    first = assigned_plan(ready, now=now)
    second = assigned_plan(ready, template=shared_template("first-lift"), now=now)
    lines = {item.exercise_id: item.line for item in first.items.all()}
    both = [item for item in second.items.all() if item.exercise_id in lines]
    assert both
    assert all(item.line == lines[item.exercise_id] for item in both)
    assert second.series != first.series

"""Which steps the logged sessions of a plan speak for, read from the database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Client, Service
from programs.models import Exercise, Plan
from programs.progress import ready
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_signed_in_client
from tests.programs.makers import WHOLE_KIT, assigned_plan, make_assessment, make_ready, make_template
from tests.programs.sessions import train, train_twice

LUNGE, LIFT = "long-stance-lunge", "bench-foot-lift"


@pytest.fixture
def begun(ready: Client, now: datetime) -> Plan:
    """Lunge and foot lift, 2 x 10 and 12 from a template, begun a week ago."""
    return made(ready, LUNGE, now=now)


def made(client: Client, *exercises: str, now: datetime, **fields: Any) -> Plan:
    template = make_template(exercises=exercises, slug=f"made-{client.pk}", **fields)
    week_ago = now - timedelta(days=7)
    return assigned_plan(client, template=template, now=week_ago)


def steps(plan: Plan, *, now: datetime) -> list[tuple[str, str]]:
    plan = Plan.objects.select_related("client__trainer").get(pk=plan.pk)
    found = ready([plan], now=now).get(plan.pk, ())
    return [(each.item.exercise.slug, each.step.kind) for each in found]


def test_two_full_easy_sessions_speak_for_a_step(begun: Plan, now: datetime) -> None:
    train(begun, at=now - timedelta(days=2))
    assert steps(begun, now=now) == []
    train(begun, at=now - timedelta(days=1))
    assert steps(begun, now=now) == [(LUNGE, "reps")]


def test_what_a_line_tells_goes_before_what_the_session_tells(begun: Plan, now: datetime) -> None:
    train_twice(begun, now=now, effort="hard", pain=5, lines={LUNGE: {"effort": "easy", "pain": 0}})
    assert steps(begun, now=now) == [(LUNGE, "reps")]


def test_what_the_session_tells_counts_where_the_line_says_nothing(begun: Plan, now: datetime) -> None:
    train_twice(begun, now=now, pain=5)
    assert steps(begun, now=now) == [(LUNGE, "sets")]


def test_pain_at_one_line_is_not_anothers(ready: Client, now: datetime) -> None:
    plan = made(ready, LUNGE, "glute-bridge", now=now)
    train(plan, at=now, pain=5, lines={"glute-bridge": {"pain": 5}})
    assert steps(plan, now=now) == [("glute-bridge", "sets")]


def test_another_exercise_done_in_its_place_says_nothing(begun: Plan, now: datetime) -> None:
    instead = Exercise.objects.get(slug="split-squat", owner=None)
    train_twice(begun, now=now, lines={LUNGE: {"instead": instead}})
    assert steps(begun, now=now) == []


def test_a_stop_a_pain_stop_and_a_pregnancy_end_it(begun: Plan, service: Service, now: datetime) -> None:
    train_twice(begun, now=now)
    make_assessment(client=begun.client, service=service, at=now - timedelta(hours=3))
    assert steps(begun, now=now)
    make_assessment(client=begun.client, service=service, at=now - timedelta(hours=1), pain=6)
    assert steps(begun, now=now) == []


@pytest.mark.parametrize("answers", [CHEST_PAIN, {"pregnancy": "pregnant"}], ids=["stop", "pregnant"])
def test_an_answer_that_closes_ends_it(begun: Plan, now: datetime, answers: dict[str, Any]) -> None:
    train_twice(begun, now=now)
    send_intake(begun.client, WHOLE_KIT | answers, now=now)
    assert steps(begun, now=now) == []


def test_a_plan_that_is_over_or_archived_has_no_steps(begun: Plan, now: datetime) -> None:
    train_twice(begun, now=now)
    assert steps(begun, now=now + timedelta(weeks=4)) == []
    begun.archived_at = now
    begun.save(update_fields=["archived_at"])
    assert steps(begun, now=now) == []


def test_a_retired_variant_is_not_offered(ready: Client, now: datetime) -> None:
    plan = made(ready, "glute-bridge", now=now)
    train_twice(plan, now=now)
    harder = Exercise.objects.get(slug="single-leg-bridge", owner=None)
    Exercise.objects.filter(slug="glute-bridge").update(dose_high=10)
    assert steps(plan, now=now) == [("glute-bridge", "harder")]
    harder.retire(now)
    assert steps(plan, now=now) == [("glute-bridge", "reps")]


def test_many_plans_cost_as_many_queries_as_one(begun: Plan, now: datetime) -> None:
    plans = [begun]
    for _number in range(3):
        client = make_signed_in_client(trainer=begun.client.trainer)
        make_ready(client, now=now)
        plans.append(made(client, LUNGE, LIFT, "glute-bridge", now=now))
    for plan in plans:
        train_twice(plan, now=now)
    with CaptureQueriesContext(connection) as few:
        assert len(ready(plans[:1], now=now)) == 1
    with CaptureQueriesContext(connection) as many:
        assert len(ready(plans, now=now)) == 4
    assert len(many) == len(few) <= 14

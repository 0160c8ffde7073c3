"""How a plan goes at a glance: sessions done of those planned, pain told, standstill."""

from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.utils import timezone

from programs.glance import Glance, glances
from programs.models import Plan
from programs.revising import draft_of, revise
from tests.programs.makers import assigned_plan
from tests.programs.sessions import train

LIFT = "bench-foot-lift"


def seen(plan: Plan, *, now: datetime) -> Glance:
    plan = Plan.objects.select_related("client__trainer").get(pk=plan.pk)
    return glances([plan], now=now)[plan.pk]


def test_nobody_is_behind_on_the_first_day(plan: Plan, now: datetime) -> None:
    glance = seen(plan, now=now)
    assert (glance.done, glance.planned, glance.worst_pain, glance.idle_days) == (0, 0, None, 0)
    assert not glance.needs_a_look


@pytest.mark.parametrize(("days", "planned"), [(3, 1), (7, 3), (10, 4), (42, 18), (70, 18)])
def test_what_is_planned_grows_by_the_day_and_ends_with_the_plan(
    plan: Plan, now: datetime, days: int, planned: int
) -> None:
    assert seen(plan, now=now + timedelta(days=days)).planned == planned


def test_a_week_without_a_session_is_a_standstill(plan: Plan, now: datetime) -> None:
    train(plan, at=now + timedelta(days=2))
    assert not seen(plan, now=now + timedelta(days=9)).stands_still
    late = seen(plan, now=now + timedelta(days=10))
    assert (late.idle_days, late.stands_still, late.needs_a_look) == (8, True, True)


def test_without_a_session_there_is_no_last_one(desk: Browser, plan: Plan) -> None:
    assert "none yet" in desk.get(plan.get_absolute_url()).content.decode()
    train(plan, at=timezone.now())
    assert "none yet" not in desk.get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("days", "words"), [(7, "none yet"), (8, "none in 8 days"), (20, "none in 20 days")])
def test_a_plan_never_begun_says_for_how_long(plan: Plan, now: datetime, days: int, words: str) -> None:
    glance = seen(plan, now=now + timedelta(days=days))
    assert words in render_to_string("programs/_glance.html", {"glance": glance})


def test_a_plan_not_begun_or_over_does_not_stand_still(plan: Plan, now: datetime) -> None:
    assert not seen(plan, now=now + timedelta(weeks=8)).stands_still
    later = assigned_plan(plan.client, now=now, starts_on=now.date() + timedelta(days=20))
    early = seen(later, now=now + timedelta(days=9))
    assert (early.stands_still, early.not_begun) == (False, True)


def test_the_worst_pain_of_two_weeks_wherever_it_was_told(plan: Plan, now: datetime) -> None:
    train(plan, at=now - timedelta(days=15), pain=9)
    assert seen(plan, now=now).worst_pain is None
    train(plan, at=now - timedelta(days=2), pain=2)
    assert (seen(plan, now=now).worst_pain, seen(plan, now=now).hurts) == (2, False)
    train(plan, at=now - timedelta(days=1), pain=1, lines={LIFT: {"pain": 6}})
    glance = seen(plan, now=now)
    assert (glance.worst_pain, glance.pain_on, glance.hurts) == (6, (now - timedelta(days=1)).date(), True)


def test_left_out_because_it_hurt_is_pain_at_the_limit(plan: Plan, now: datetime) -> None:
    train(plan, at=now, pain=None, lines={LIFT: {"skipped": "pain", "sets_done": 0, "amount": None}})
    assert seen(plan, now=now).worst_pain == plan.client.trainer.pain_limit


def test_sessions_of_earlier_versions_count(plan: Plan, now: datetime) -> None:
    train(plan, at=now)
    draft = draft_of(plan)
    new = revise(
        plan=plan,
        trainer=plan.client.trainer,
        draft=type(draft)(
            starts_on=draft.starts_on, weeks=draft.weeks, sessions_per_week=2, lines=draft.lines
        ),
        now=now,
    )
    assert seen(new, now=now).done == 1

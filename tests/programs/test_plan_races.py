"""Several windows and workers at the same moment: one revision wins, a step is taken once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from assessments.models import Client
from programs import library, stepping
from programs.models import Decision, Plan
from programs.progress import ready
from programs.refusals import Refused
from programs.revising import draft_of, revise
from tests.makers import make_signed_in_client, make_trainer
from tests.programs.makers import assigned_plan, make_ready, make_template
from tests.programs.sessions import train_twice

WINDOWS = 4


def at_once(act: Callable[[int], int | str]) -> list[int | str]:
    barrier = Barrier(WINDOWS)

    def in_a_window(number: int) -> int | str:
        try:
            barrier.wait(timeout=10)
            return act(number)
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(WINDOWS) as windows:
        return list(windows.map(in_a_window, range(WINDOWS)))


@pytest.fixture
def trained(transactional_db: None, now: datetime) -> Plan:
    library.load(now=now)
    client = make_signed_in_client(trainer=make_trainer(hours=False))
    make_ready(client, now=now)
    template = make_template(exercises=["long-stance-lunge", "glute-bridge"])
    plan = assigned_plan(client, template=template, now=now - timedelta(days=7))
    train_twice(plan, now=now)
    return plan


def test_of_revisions_of_one_version_a_single_one_is_made(trained: Plan, now: datetime) -> None:
    def in_a_tab(number: int) -> int:
        draft = replace(draft_of(trained), sessions_per_week=number + 4)
        return revise(plan=trained, trainer=trained.client.trainer, draft=draft, now=now).version

    answers = at_once(in_a_tab)
    assert sorted(map(str, answers)) == ["2", *["refused"] * (WINDOWS - 1)]
    assert trained.client.plans.count() == 2
    assert trained.client.plans.current().get().version == 2


def test_a_step_tapped_at_once_is_taken_once(trained: Plan, now: datetime) -> None:
    (first, *_others) = ready([trained], now=now)[trained.pk]

    def tap(_number: int) -> int:
        steps = {first.item.pk: str(first.step.kind)}
        return stepping.take(plan=trained, trainer=trained.client.trainer, steps=steps, now=now).pk

    assert len(set(at_once(tap))) == 1
    assert (Decision.objects.count(), trained.client.plans.count()) == (1, 2)


def test_several_workers_take_each_small_step_once(trained: Plan, now: datetime) -> None:
    Plan.objects.filter(pk=trained.pk).update(small_steps=True)
    answers = at_once(lambda _number: stepping.take_small_steps(now))
    assert sorted(map(int, answers)) == [0] * (WINDOWS - 1) + [1]
    assert (Decision.objects.count(), trained.client.plans.count()) == (2, 2)


def test_assigning_at_once_leaves_one_current_plan(trained: Plan, now: datetime) -> None:
    client = Client.objects.select_related("trainer__user").get(pk=trained.client_id)
    answers = at_once(lambda _number: assigned_plan(client, now=now).pk)
    assert len(set(answers)) == 1
    assert client.plans.count() == 2
    assert client.plans.current().count() == 1


def test_a_revision_and_small_steps_at_once_never_leave_two_current_plans(
    trained: Plan, now: datetime
) -> None:
    Plan.objects.filter(pk=trained.pk).update(small_steps=True)

    def either(number: int) -> int:
        if number % 2:
            return stepping.take_small_steps(now)
        draft = replace(draft_of(trained), sessions_per_week=number + 4)
        return revise(plan=trained, trainer=trained.client.trainer, draft=draft, now=now).version

    at_once(either)
    plans = trained.client.plans.order_by("version")
    assert [plan.version for plan in plans] == list(range(1, len(plans) + 1))
    assert trained.client.plans.current().get() == plans[len(plans) - 1]

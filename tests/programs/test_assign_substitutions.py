"""A plan holds only what the client has equipment for and may do; stand-ins come with a fitting dose."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from assessments.models import Clearance, Client, Trainer
from assessments.screens import clear
from programs.models import Plan
from tests.assessments.standing import DIZZY, send_intake
from tests.makers import make_client
from tests.programs.makers import WHOLE_KIT, assigned_plan, make_ready, make_template

pytestmark = pytest.mark.usefixtures("shelves")
KIT: list[str] = WHOLE_KIT["equipment"]


def plan_without(trainer: Trainer, now: datetime, *missing: str, **fields: Any) -> Plan:
    client = make_client(trainer=trainer)
    make_ready(client, now=now, equipment=[kit for kit in KIT if kit not in missing])
    return assigned_plan(client, now=now, **fields)


def lines(plan: Plan) -> list[tuple[str, str]]:
    return [(item.exercise.slug, item.dose) for item in plan.items.select_related("exercise")]


def test_without_a_band_the_nearest_movements_stand_in_once(trainer: Trainer, now: datetime) -> None:
    plan = plan_without(trainer, now, "band")
    slugs = [slug for slug, _dose in lines(plan)]
    assert "band-knee-drive" not in slugs
    assert slugs.count("long-stance-lunge") == 1
    assert "dead-bug" in slugs
    assert plan.inputs["swaps"] == [
        ["Band knee drive from extension", "Long-stance lunge"],
        ["Pallof press", "Dead bug"],
    ]
    assert "nothing strengthens sartorius with the hip extended" in plan.inputs["gaps"]


def test_a_stand_in_says_what_it_stands_in_for(trainer: Trainer, now: datetime) -> None:
    plan = plan_without(trainer, now, "band")
    assert plan.items.get(exercise__slug="dead-bug").note == "In place of: Pallof press"


def test_a_stand_in_takes_the_weeks_in_which_it_is_not_done_yet(trainer: Trainer, now: datetime) -> None:
    plan = plan_without(trainer, now, "weight")
    raises = plan.items.filter(exercise__slug="hip-flexor-raise")
    assert [(item.from_week, item.to_week) for item in raises] == [(1, 3), (4, 6)]


def test_a_movement_for_repetitions_brings_its_own_range_for_a_hold(trainer: Trainer, now: datetime) -> None:
    plan = plan_without(trainer, now, "bench")
    assert ("seated-knee-raise", "5 × 10–12") in lines(plan)


def test_what_has_no_stand_in_is_left_out_and_the_order_has_no_holes(trainer: Trainer, now: datetime) -> None:
    plan = plan_without(trainer, now, "pad")
    assert plan.inputs["left_out"] == ["Half-kneeling hip flexor stretch with side reach"]
    assert [item.order for item in plan.items.all()] == list(range(1, 10))


def test_a_limit_of_the_clearance_is_kept(ready: Client, now: datetime) -> None:
    screen = send_intake(ready, DIZZY | WHOLE_KIT, now=now - timedelta(hours=1))
    clear(
        screen=screen,
        trainer=ready.trainer,
        basis=Clearance.Basis.DECISION,
        limits=["kneeling", "balance"],
        now=now,
    )
    plan = assigned_plan(ready, now=now)
    assert all(
        {"kneeling", "balance"}.isdisjoint(item.exercise.cautions)
        for item in plan.items.select_related("exercise")
    )


@pytest.mark.parametrize("answer", ["pregnant", "unsure"])
def test_a_pregnancy_keeps_breath_holding_hanging_and_high_balance_out(
    trainer: Trainer, now: datetime, answer: str
) -> None:
    client = make_client(trainer=trainer)
    screen = send_intake(
        client, WHOLE_KIT | {"pregnancy": answer, "pregnancy_signs": "no"}, now=now - timedelta(hours=1)
    )
    clear(screen=screen, trainer=trainer, basis=Clearance.Basis.STATEMENT, now=now)
    plan = assigned_plan(
        client, now=now, template=make_template(exercises=["side-plank", "hip-flexor-raise"])
    )
    assert [slug for slug, _dose in lines(plan)] == ["pallof-press", "seated-knee-raise"]
    assert plan.inputs["trainer_chooses"]

"""What may be done in place of a line: its own stand-ins, with what is at hand, within every limit."""

from datetime import datetime
from uuid import uuid4

from django.test import Client as Browser

from assessments.models import Client
from programs import stand_ins
from programs.models import Exercise, ItemLog, Plan, PlanItem
from tests.programs.makers import assigned_plan, make_ready, make_template

TODAY = "/me/plan/today/"


def plan_of(client: Client, slug: str, *, now: datetime) -> tuple[Plan, PlanItem]:
    plan = assigned_plan(client, now=now, template=make_template(exercises=[slug]))
    return plan, plan.items.select_related("exercise").get()


def offered(client: Client, item: PlanItem, *, now: datetime) -> set[str]:
    found = stand_ins.allowed(client=client, items=[item], now=now)
    return {exercise.slug for exercise in found[item.pk]}


def test_they_are_the_exercises_own_and_the_easier_one(ready: Client, now: datetime) -> None:
    _plan, item = plan_of(ready, "walking-lunge", now=now)
    easier = {item.exercise.easier.slug} if item.exercise.easier else set()
    assert offered(ready, item, now=now) == {*item.exercise.substitutes} | easier


def test_what_needs_missing_equipment_is_not_offered(ready: Client, now: datetime) -> None:
    _plan, item = plan_of(ready, "walking-lunge", now=now)
    Exercise.objects.filter(slug=item.exercise.substitutes[0]).update(equipment=["moon"])
    assert item.exercise.substitutes[0] not in offered(ready, item, now=now)


def test_nor_what_goes_past_a_limit(ready: Client, now: datetime) -> None:
    _plan, item = plan_of(ready, "walking-lunge", now=now)
    first = item.exercise.substitutes[0]
    Exercise.objects.filter(slug=first).update(cautions=["balance"])
    assert first in offered(ready, item, now=now)
    make_ready(ready, now=now, pregnancy="pregnant")
    assert first not in offered(ready, item, now=now)


def test_nor_what_is_retired_or_on_the_list_already(ready: Client, now: datetime) -> None:
    plan = assigned_plan(ready, now=now, template=make_template(exercises=["walking-lunge", "split-squat"]))
    items = list(plan.items.select_related("exercise"))
    found = stand_ins.allowed(client=ready, items=items, now=now)[items[0].pk]
    assert "split-squat" not in {each.slug for each in found}
    (retired, *_others) = found
    retired.retire(now)
    assert retired not in stand_ins.allowed(client=ready, items=items, now=now)[items[0].pk]


def test_the_page_offers_them_and_keeps_what_was_done(phone: Browser, ready: Client, now: datetime) -> None:
    plan, item = plan_of(ready, "walking-lunge", now=now)
    other = Exercise.objects.get(owner=None, slug=item.exercise.substitutes[0])
    assert other.name in phone.get(TODAY).content.decode()
    sent = {
        "key": str(uuid4()),
        "plan": plan.pk,
        "day": "2026-11-30",
        f"sets_{item.pk}": ["1"],
        f"instead_{item.pk}": str(other.pk),
    }
    assert phone.post(TODAY, sent).status_code == 302
    assert ItemLog.objects.get().instead == other

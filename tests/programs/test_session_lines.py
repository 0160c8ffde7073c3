"""How each exercise went: what is told is kept, what cannot be is refused, and the dose is this week's."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client as Browser

from assessments.models import Client
from programs.models import Exercise, ItemLog, Plan, PlanItem, SessionLog
from tests.programs.makers import assigned_plan, make_template, shared_template

TODAY = "/me/plan/today/"
JSON = {"Accept": "application/json"}


def line_of(plan: Plan, slug: str) -> PlanItem:
    return plan.items.get(exercise__slug=slug)


def send(phone: Browser, plan: Plan, **fields: Any) -> Any:
    base = {"key": str(uuid4()), "plan": plan.pk, "day": "2026-11-30"}
    return phone.post(TODAY, base | fields, headers=JSON)


def reason(answer: Any) -> str:
    assert answer.status_code == 409
    assert not SessionLog.objects.exists()
    return str(answer.json()["reason"])


def of_line(pk: int, told: dict[str, str]) -> dict[str, str]:
    return {f"{name}_{pk}": value for name, value in told.items()}


def test_everything_told_of_a_line_is_kept(phone: Browser, plan: Plan) -> None:
    pk = line_of(plan, "hip-flexor-raise").pk
    told = {"amount": "9", "effort": "hard", "pain": "2", "cramp": "on", "leaned": "on"}
    answer = send(phone, plan, **{f"sets_{pk}": ["1", "2"]}, **of_line(pk, told))
    assert answer.json() == {"session": SessionLog.objects.get().pk}
    log = ItemLog.objects.get(plan_item=pk)
    assert (log.sets_done, log.amount, log.effort, log.pain) == (2, 9, "hard", 2)
    assert log.cramp
    assert log.leaned


def test_left_out_with_a_reason_is_a_session_too(phone: Browser, plan: Plan) -> None:
    pk = plan.items.all()[0].pk
    assert send(phone, plan, **{f"skipped_{pk}": "time"}).status_code == 200
    assert ItemLog.objects.get(plan_item=pk).skipped == "time"


def test_ticked_and_left_out_asks_for_one_of_the_two(phone: Browser, plan: Plan) -> None:
    pk = plan.items.all()[0].pk
    told = {f"sets_{pk}": ["1"], f"skipped_{pk}": "time", "note": "Kept."}
    assert "one of the two" in reason(send(phone, plan, **told))
    page = phone.post(TODAY, {"key": str(uuid4()), "plan": plan.pk, "day": "2026-11-30"} | told)
    assert page.status_code == 422
    assert "Kept." in page.content.decode()


@pytest.mark.parametrize(
    "odd",
    [
        {"amount": "1001"},
        {"amount": "-1"},
        {"amount": "9" * 400},
        {"amount": "\x00"},
        {"pain": "11"},
        {"effort": "heroic"},
        {"skipped": "lazy"},
        {"instead": "1e3"},
        {"instead": "0"},
    ],
    ids=lambda odd: ascii(odd)[:20],
)
def test_what_cannot_be_is_refused(phone: Browser, plan: Plan, odd: dict[str, str]) -> None:
    pk = line_of(plan, "hip-flexor-raise").pk
    assert reason(send(phone, plan, **{f"sets_{pk}": ["1"]}, **of_line(pk, odd)))


def test_ten_thousand_sets_are_too_many(phone: Browser, plan: Plan) -> None:
    pk = plan.items.all()[0].pk
    assert send(phone, plan, **{f"sets_{pk}": [str(number) for number in range(10_000)]}).status_code == 400
    assert "200" in reason(send(phone, plan, **{f"sets_{pk}": ["1", "200"]}))


def test_lines_of_another_plan_are_not_heard(phone: Browser, plan: Plan, now: datetime) -> None:
    new = assigned_plan(plan.client, template=shared_template("first-lift"), now=now)
    foreign = plan.items.all()[0].pk
    assert "at least one set" in reason(send(phone, new, **{f"sets_{foreign}": ["1"]}))


def test_the_sets_are_those_of_the_week(phone: Browser, ready: Client, now: datetime) -> None:
    template = make_template(exercises=["glute-bridge"])
    template.items.update(grows_in="sets", grows_by=1, grows_every=1)
    plan = assigned_plan(ready, now=now, template=template)
    pk = plan.items.get().pk
    assert phone.get(TODAY).content.decode().count(f'name="sets_{pk}"') == 2
    assert phone.get(f"{TODAY}?day=2026-12-14").content.decode().count(f'name="sets_{pk}"') == 4
    assert reason(send(phone, plan, **{f"sets_{pk}": ["1", "2", "3"]}))
    with time_machine.travel(now + timedelta(days=14), tick=False):
        told = {f"sets_{pk}": ["1", "2", "3", "4"], "day": "2026-12-14"}
        assert send(phone, plan, **told).status_code == 200
    assert ItemLog.objects.get().sets_done == 4


def test_a_day_to_come_can_be_looked_at_but_not_logged(phone: Browser, plan: Plan) -> None:
    assert "still to come" in phone.get(f"{TODAY}?day=2026-12-03").content.decode()
    assert "still to come" in reason(send(phone, plan, day="2026-12-03", note="Soon."))


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-13-01T00:00:00Z", "\x00", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00Z"]
)
def test_a_moment_that_is_none_breaks_nothing(phone: Browser, plan: Plan, moment: str) -> None:
    assert send(phone, plan, note="Done.", done_at=moment).status_code in (200, 409)


def test_a_stranger_movement_never_stands_in(phone: Browser, plan: Plan) -> None:
    line = line_of(plan, "long-stance-lunge")
    stranger = Exercise.objects.get(owner=None, slug="couch-stretch")
    told = {f"sets_{line.pk}": ["1"], f"instead_{line.pk}": str(stranger.pk)}
    assert reason(send(phone, plan, **told))
    assert reason(send(phone, plan, **told, done_at="2026-11-30T08:00:00Z"))

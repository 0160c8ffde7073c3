"""What is not logged: days to come, other people's plans and keys, sets beyond the plan, paused plans."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from programs.assigning import archive
from programs.logbook import Session, log_session
from programs.models import Plan, SessionLog
from programs.refusals import Refused
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_client
from tests.programs.makers import assigned_plan, make_ready, shared_template

NOTED = Session(note="Did it all.")


def log(own: Plan, *, now: datetime, **changes: Any) -> SessionLog:
    sending = {"client": own.client, "plan": own, "key": uuid4(), "day": now.date(), "session": NOTED}
    return log_session(**(sending | changes), now=now)


def refused(plan: Plan, *, now: datetime, match: str, **changes: Any) -> None:
    with pytest.raises(Refused, match=match):
        log(plan, now=now, **changes)
    assert not SessionLog.objects.exists()


@pytest.mark.parametrize(("zone", "tomorrow_is_here"), [("Pacific/Auckland", True), ("Europe/Berlin", False)])
def test_a_day_to_come_is_the_clients_own(
    plan: Plan, now: datetime, zone: str, tomorrow_is_here: bool
) -> None:
    noon = now.replace(hour=12)
    plan.client.time_zone = zone
    tomorrow = now.date() + timedelta(days=1)
    if tomorrow_is_here:
        assert log(plan, now=noon, day=tomorrow).day == tomorrow
    else:
        refused(plan, now=noon, match="still to come", day=tomorrow)


@pytest.mark.parametrize("day", [date(2026, 11, 29), date(1, 1, 1)], ids=str)
def test_a_day_before_the_plan_was_made_is_refused(plan: Plan, now: datetime, day: date) -> None:
    refused(plan, now=now, match="before your plan", day=day)


def test_the_last_day_a_calendar_knows_is_refused(plan: Plan, now: datetime) -> None:
    refused(plan, now=now, match="still to come", day=date.max)


def test_an_old_version_takes_no_sessions(plan: Plan, now: datetime) -> None:
    new = assigned_plan(plan.client, template=shared_template("first-lift"), now=now)
    refused(plan, now=now, match="has changed")
    old_line = plan.items.all()[0].pk
    refused(new, now=now, match="don't belong", session=Session(sets={old_line: 1}))


def test_an_archived_plan_takes_no_sessions(plan: Plan, now: datetime) -> None:
    archive(plan=plan, trainer=plan.client.trainer, now=now)
    refused(plan, now=now, match="has changed")


def test_a_suspended_plan_takes_no_sessions_and_a_review_lets_it_live(plan: Plan, now: datetime) -> None:
    send_intake(plan.client, DIZZY, now=now)
    assert log(plan, now=now)
    SessionLog.objects.all().delete()
    send_intake(plan.client, CHEST_PAIN, now=now + timedelta(minutes=1))
    refused(plan, now=now + timedelta(minutes=1), match="paused")


@pytest.mark.parametrize("sets", [-1, 6, 1000, 10**30])
def test_sets_beyond_the_plan_are_refused(plan: Plan, now: datetime, sets: int) -> None:
    line = plan.items.all()[0]
    assert line.sets == 5
    refused(plan, now=now, match="don't belong", session=Session(sets={line.pk: sets}))


@pytest.mark.parametrize("line", [0, -1, 10**30])
def test_lines_that_are_nobodys_are_refused(plan: Plan, now: datetime, line: int) -> None:
    refused(plan, now=now, match="don't belong", session=Session(sets={line: 1}))


def test_an_empty_session_is_asked_for_one_tick(plan: Plan, now: datetime) -> None:
    lines = {item.pk: 0 for item in plan.items.all()}
    refused(plan, now=now, match="at least one set", session=Session(sets=lines, effort="easy"))


def test_another_clients_plan_and_key_are_refused(plan: Plan, now: datetime) -> None:
    other = make_client(trainer=plan.client.trainer)
    make_ready(other, now=now)
    theirs = assigned_plan(other, now=now)
    with pytest.raises(Refused, match="has changed"):
        log(plan, now=now, plan=theirs)
    key = log(plan, now=now).key
    with pytest.raises(Refused, match="someone else"):
        log(theirs, now=now, key=key)
    assert SessionLog.objects.count() == 1

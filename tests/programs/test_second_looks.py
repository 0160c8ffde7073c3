"""What was decided on a session or a test that is put right later is looked at again."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser

from assessments.models import Amendment, Assessment, Client, Finding, Service
from hipcoach.privacy.models import AuditEntry
from programs import stepping
from programs.assigning import assign
from programs.logbook import Session, Told, correct_session
from programs.models import Decision, ItemLog, Plan, SessionLog
from programs.progress import ready
from programs.second_looks import corrected_tests, reopened
from tests.makers import make_signed_in_client
from tests.programs.makers import (
    assigned_plan,
    make_assessment,
    make_ready,
    make_template,
    shared_template,
)
from tests.programs.sessions import train_twice

LUNGE, BRIDGE = "long-stance-lunge", "glute-bridge"


@pytest.fixture
def trained(ready: Client, now: datetime) -> Plan:
    """Two lines, full and easy twice: a step waits on each."""
    template = make_template(exercises=[LUNGE, BRIDGE])
    plan = assigned_plan(ready, template=template, now=now - timedelta(days=7))
    train_twice(plan, now=now)
    return plan


def kinds(plan: Plan, *, now: datetime) -> dict[int, str]:
    plan = Plan.objects.select_related("client__trainer").get(pk=plan.pk)
    return {each.item.pk: str(each.step.kind) for each in ready([plan], now=now).get(plan.pk, ())}


def take_all(plan: Plan, *, now: datetime) -> Plan:
    return stepping.take(plan=plan, trainer=plan.client.trainer, steps=kinds(plan, now=now), now=now)


def decline_all(plan: Plan, *, now: datetime) -> None:
    for item, kind in kinds(plan, now=now).items():
        stepping.decline(plan=plan, trainer=plan.client.trainer, item=item, kind=kind, now=now)


def as_it_was(log: SessionLog, **differing: Told) -> Session:
    """The session again, but for what is told otherwise of a line, by its exercise."""
    items = ItemLog.objects.filter(session=log).select_related("plan_item__exercise")
    told = {each.plan_item_id: Told(amount=each.amount) for each in items}
    told |= {
        each.plan_item_id: differing[each.plan_item.exercise.slug.replace("-", "_")]
        for each in items
        if each.plan_item.exercise.slug.replace("-", "_") in differing
    }
    sets = {each.plan_item_id: each.sets_done for each in items}
    return Session(sets=sets, told=told, effort=log.effort, pain=log.pain, note=log.note)


def correct(plan: Plan, *, now: datetime, session: Session | None = None, **differing: Told) -> None:
    """The newest session, told otherwise."""
    log = SessionLog.objects.of_series(plan).select_related("plan__client").order_by("-pk")[0]
    correct_session(log=log, key=uuid4(), session=session or as_it_was(log, **differing), now=now)


def test_a_taken_step_is_flagged_on_the_line_that_was_told_otherwise(trained: Plan, now: datetime) -> None:
    new = take_all(trained, now=now)
    correct(trained, now=now, glute_bridge=Told(amount=10, pain=6))
    (again,) = reopened([new])[new.pk]
    assert (again.plan_item.exercise.slug, again.reopened_at) == (BRIDGE, now)
    assert new.client.plans.current().get() == new, "The plan itself stays as it is."


def test_a_session_told_otherwise_as_a_whole_flags_every_step(trained: Plan, now: datetime) -> None:
    new = take_all(trained, now=now)
    log = trained.session_logs.order_by("-pk")[0]
    whole = as_it_was(log)
    correct(trained, now=now, session=Session(sets=whole.sets, told=whole.told, effort="hard", pain=5))
    assert len(reopened([new])[new.pk]) == 2


def test_another_note_flags_nothing(trained: Plan, now: datetime) -> None:
    new = take_all(trained, now=now)
    log = trained.session_logs.order_by("-pk")[0]
    whole = as_it_was(log)
    again = Session(sets=whole.sets, told=whole.told, effort="easy", pain=0, note="It rained.")
    correct(trained, now=now, session=again)
    assert reopened([new]) == {}


def test_a_step_that_went_by_itself_is_flagged_too(trained: Plan, now: datetime) -> None:
    stepping.let_small_steps(plan=trained, trainer=trained.client.trainer, by_themselves=True, now=now)
    assert stepping.take_small_steps(now) == 1
    new = trained.client.plans.current().get()
    correct(trained, now=now, long_stance_lunge=Told(amount=4))
    assert [each.outcome for each in reopened([new])[new.pk]] == ["auto"]


def test_a_declined_step_is_counted_anew_and_may_be_decided_again(trained: Plan, now: datetime) -> None:
    decline_all(trained, now=now)
    assert kinds(trained, now=now) == {}
    correct(trained, now=now, glute_bridge=Told(amount=10, pain=6))
    (line,) = kinds(trained, now=now)
    assert trained.items.get(pk=line).exercise.slug == BRIDGE
    assert kinds(trained, now=now)[line] != "reps", "Pain asks for a step back."
    decline_all(trained, now=now)
    assert kinds(trained, now=now) == {}
    assert Decision.objects.filter(plan_item=line).count() == 2


def test_the_trainer_is_told_on_both_pages_until_they_have_looked(
    desk: Browser, trained: Plan, now: datetime
) -> None:
    new = take_all(trained, now=now)
    correct(trained, now=now, glute_bridge=Told(amount=10, pain=6))
    assert "put right since" in desk.get("/desk/").content.decode()
    page = desk.get(new.get_absolute_url()).content.decode()
    assert "Steps to look at again" in page
    decision = Decision.objects.get(reopened_at__isnull=False)
    for _time in range(2):
        desk.post(f"{new.get_absolute_url()}steps/", {"seen": decision.pk})
    assert "Steps to look at again" not in desk.get(new.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(fields=["step looked at again"]).count() == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_an_odd_number_is_nobodys_step(desk: Browser, trained: Plan, seen: str) -> None:
    path = f"{trained.get_absolute_url()}steps/"
    assert desk.post(path, {"seen": seen}).status_code == 302


def test_another_clients_step_stays_flagged(trained: Plan, now: datetime) -> None:
    take_all(trained, now=now)
    correct(trained, now=now, glute_bridge=Told(amount=10, pain=6))
    other = make_signed_in_client(trainer=trained.client.trainer)
    make_ready(other, now=now)
    theirs = assigned_plan(other, now=now)
    decision = Decision.objects.get(reopened_at__isnull=False)
    stepping.look_again(plan=theirs, trainer=other.trainer, decision=decision.pk, now=now)
    assert Decision.objects.filter(reopened_at__isnull=False).count() == 1


@pytest.fixture
def chosen(ready: Client, service: Service, now: datetime) -> Plan:
    """By a test that read limited."""
    test = make_assessment(client=ready, service=service, at=now - timedelta(days=1))
    return assign(
        client=ready,
        template=shared_template(),
        trainer=ready.trainer,
        assessment=test,
        starts_on=now.date(),
        now=now,
    )


def put_right(test: Assessment, overall: str, *, at: datetime) -> None:
    Finding.objects.filter(assessment=test).update(overall=overall)
    Amendment.objects.keep(
        assessment=test,
        of=Amendment.Of.TRIAL,
        is_told=False,
        lifts_stop=False,
        reason="Mistyped",
        before={},
        after={},
        made_by=test.tester.user,
        made_at=at,
    )


def test_a_plan_whose_test_reads_otherwise_now_says_so(desk: Browser, chosen: Plan, now: datetime) -> None:
    assert chosen.assessment
    assert "was corrected since" not in desk.get(chosen.get_absolute_url()).content.decode()
    put_right(chosen.assessment, "full", at=now)
    page = desk.get(chosen.get_absolute_url()).content.decode()
    assert "It read “Limited” then and reads “Full” now." in page
    assert f"/desk/assessments/{chosen.assessment_id}/suggest/" in page
    assert "put right since" in desk.get("/desk/").content.decode()


def test_a_correction_that_changes_no_finding_says_nothing(chosen: Plan, now: datetime) -> None:
    assert chosen.assessment
    put_right(chosen.assessment, "limited", at=now)
    assert corrected_tests([chosen]) == {}


def test_the_desk_tells_of_an_old_correction_no_longer(chosen: Plan, now: datetime) -> None:
    assert chosen.assessment
    put_right(chosen.assessment, "full", at=now - timedelta(days=15))
    assert corrected_tests([chosen], since=now - timedelta(days=14)) == {}
    assert chosen.pk in corrected_tests([chosen])

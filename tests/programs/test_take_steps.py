"""Taking and declining a suggested step, and small ones that go by themselves."""

from datetime import datetime, timedelta

import pytest

from assessments.models import Client
from hipcoach.mail.kinds import Letter, compose
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy.models import AuditEntry
from programs import stepping
from programs.models import Decision, Plan
from programs.progress import Ready, ready
from programs.refusals import Refused
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_trainer
from tests.programs.makers import assigned_plan, make_template
from tests.programs.sessions import train, train_twice

LUNGE, PLANK, BRIDGE = "long-stance-lunge", "side-plank", "glute-bridge"


@pytest.fixture
def trained(ready: Client, now: datetime) -> Plan:
    """Two lines of 2 x 10, full and easy twice; the own range of both goes up to 12."""
    template = make_template(exercises=[LUNGE, BRIDGE])
    plan = assigned_plan(ready, template=template, now=now - timedelta(days=7))
    train_twice(plan, now=now)
    return plan


def steps(plan: Plan, *, now: datetime) -> tuple[Ready, ...]:
    plan = Plan.objects.select_related("client__trainer").get(pk=plan.pk)
    return ready([plan], now=now).get(plan.pk, ())


def named(plan: Plan, *, now: datetime, only: str = "") -> dict[int, str]:
    return {
        each.item.pk: str(each.step.kind)
        for each in steps(plan, now=now)
        if only in {"", each.item.exercise.slug}
    }


def take(plan: Plan, chosen: dict[int, str], *, now: datetime) -> Plan:
    return stepping.take(plan=plan, trainer=plan.client.trainer, steps=chosen, now=now)


def test_a_step_that_is_taken_makes_a_version_and_is_kept_with_what_it_rests_on(
    trained: Plan, now: datetime
) -> None:
    new = take(trained, named(trained, now=now, only=LUNGE), now=now)
    lunge, bridge = new.items.all()
    assert (new.version, lunge.dose, bridge.dose) == (2, "2 × 10–12", "2 × 10")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.revision, decision.rule_version) == ("taken", new, 1)
    assert decision.inputs["sessions"] == list(
        trained.session_logs.order_by("day").values_list("pk", flat=True)
    )
    assert AuditEntry.objects.get(subject=f"plan {new.pk}").fields == ["steps taken"]


def test_the_others_are_still_there_in_the_next_version_and_the_taken_one_is_not(
    trained: Plan, now: datetime
) -> None:
    new = take(trained, named(trained, now=now, only=LUNGE), now=now)
    assert [each.item.exercise.slug for each in steps(new, now=now)] == [BRIDGE]


def test_all_at_once_is_one_version(trained: Plan, now: datetime) -> None:
    new = take(trained, named(trained, now=now), now=now)
    assert (new.version, [item.dose for item in new.items.all()]) == (2, ["2 × 10–12"] * 2)


def test_a_second_tap_gives_the_same_version(trained: Plan, now: datetime) -> None:
    chosen = named(trained, now=now, only=LUNGE)
    assert take(trained, chosen, now=now) == take(trained, chosen, now=now)
    assert trained.client.plans.count() == 2


def test_what_no_longer_stands_is_refused(trained: Plan, now: datetime) -> None:
    chosen = named(trained, now=now)
    train(trained, at=now, effort="hard")
    with pytest.raises(Refused, match="no longer stands"):
        take(trained, chosen, now=now)
    send_intake(trained.client, CHEST_PAIN, now=now)
    with pytest.raises(Refused, match="no longer stands"):
        take(trained, chosen, now=now)
    with pytest.raises(Client.DoesNotExist):
        stepping.take(plan=trained, trainer=make_trainer(), steps=chosen, now=now)
    assert trained.client.plans.count() == 1


def test_declined_means_not_before_two_new_sessions(trained: Plan, now: datetime) -> None:
    (item, kind), *_others = named(trained, now=now, only=LUNGE).items()
    for _time in range(2):
        stepping.decline(plan=trained, trainer=trained.client.trainer, item=item, kind=kind, now=now)
    assert Decision.objects.get().outcome == "declined"
    assert not named(trained, now=now, only=LUNGE)
    train(trained, at=now)
    assert not named(trained, now=now, only=LUNGE)
    train(trained, at=now + timedelta(days=1))
    assert named(trained, now=now + timedelta(days=1), only=LUNGE)


def test_leaning_back_adds_a_hand_on_the_wall_once(ready: Client, now: datetime) -> None:
    template = make_template(exercises=["hip-flexor-raise", "bench-foot-lift"])
    plan = assigned_plan(ready, template=template, now=now - timedelta(days=7))
    train(plan, at=now, lines={"hip-flexor-raise": {"leaned": True}})
    new = take(plan, named(plan, now=now), now=now)
    assert new.items.all()[0].note == "Keep a hand on a wall or rail."
    train(new, at=now + timedelta(days=1), lines={"hip-flexor-raise": {"leaned": True}})
    assert not named(new, now=now + timedelta(days=1), only="hip-flexor-raise")


def test_nothing_goes_by_itself_unless_the_trainer_chose_so(trained: Plan, now: datetime) -> None:
    assert stepping.take_small_steps(now) == 0
    by_themselves(trained, now=now)
    assert stepping.take_small_steps(now) == 1
    assert stepping.take_small_steps(now) == 0
    new = trained.client.plans.current().get()
    assert (new.version, new.small_steps, [item.dose for item in new.items.all()]) == (
        2,
        True,
        ["2 × 10–12"] * 2,
    )
    assert {each.outcome for each in Decision.objects.all()} == {"auto"}
    entry = AuditEntry.objects.get(subject=f"plan {new.pk}")
    assert (entry.actor_id, entry.fields) == (None, ["small steps by themselves"])


def test_the_mail_tells_who_moved_the_plan_on(trained: Plan, now: datetime) -> None:
    """The trainer did not touch what went by itself, and did take what they were asked about."""
    trainer = trained.client.trainer.name
    new = take(trained, named(trained, now=now, only=LUNGE), now=now)
    assert told(new, now=now) == f"{trainer} has revised your plan."
    by_themselves(new, now=now)
    assert stepping.take_small_steps(now) == 1
    newest = trained.client.plans.current().get()
    assert told(newest, now=now) == f"Your plan has taken a small step by itself, as {trainer} has arranged."


def told(plan: Plan, *, now: datetime) -> str:
    letter = compose(OutgoingEmail.objects.get(subject_ref=plan.ref), now)
    assert isinstance(letter, Letter)
    assert letter.subject == "Your plan has changed"
    return letter.paragraphs[0]


def test_another_exercise_always_waits(trained: Plan, now: datetime) -> None:
    new = take(trained, named(trained, now=now), now=now)
    by_themselves(new, now=now)
    later = now + timedelta(days=3)
    train_twice(new, now=later)
    assert set(named(new, now=later).values()) == {"harder"}
    assert stepping.take_small_steps(later) == 0


def test_a_stop_or_an_archive_ends_what_goes_by_itself(trained: Plan, now: datetime) -> None:
    by_themselves(trained, now=now)
    send_intake(trained.client, CHEST_PAIN, now=now)
    assert stepping.take_small_steps(now) == 0
    Plan.objects.update(archived_at=now)
    assert stepping.take_small_steps(now) == 0


def by_themselves(plan: Plan, *, now: datetime) -> None:
    stepping.let_small_steps(plan=plan, trainer=plan.client.trainer, by_themselves=True, now=now)

"""Revising: the next numbered version, the one before kept as it was, lines and sessions that go on."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from assessments.models import Clearance
from assessments.screens import clear
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy.models import AuditEntry
from programs.following import following
from programs.models import Exercise, Plan, SessionLog
from programs.refusals import Refused
from programs.revised import what_changed
from programs.revising import Draft, DraftLine, Outdated, draft_of, revise
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_trainer
from tests.programs.makers import WHOLE_KIT, assigned_plan, shared_template
from tests.programs.sessions import train


def changed(plan: Plan, number: int = 0, **asks: Any) -> Draft:
    """The plan with what one of its lines asks changed."""
    draft = draft_of(plan)
    lines = list(draft.lines)
    lines[number] = replace(lines[number], asks=dict(lines[number].asks) | asks)
    return replace(draft, lines=tuple(lines))


def saved(plan: Plan, draft: Draft, *, now: datetime) -> Plan:
    return revise(plan=plan, trainer=plan.client.trainer, draft=draft, now=now)


def line_of(slug: str, **asks: Any) -> DraftLine:
    usual = {"block": "strength", "sets": 2, "reps_low": 10, "reps_high": 12, "to_week": 6}
    return DraftLine(exercise=Exercise.objects.get(owner=None, slug=slug), asks=usual | asks)


def test_a_revision_is_the_next_version_and_the_one_before_stays(plan: Plan, now: datetime) -> None:
    later = now + timedelta(days=2)
    before = [f"{item}" for item in plan.items.all()]
    new = saved(plan, replace(changed(plan, sets=4), sessions_per_week=2, note="A little more."), now=later)
    plan.refresh_from_db()
    assert (new.version, new.previous, new.series, new.is_revision) == (2, plan, plan.series, True)
    assert (plan.archived_at, plan.client.plans.current().get()) == (later, new)
    assert [f"{item}" for item in plan.items.all()] == before
    assert (new.sessions_per_week, new.note, new.items.all()[0].sets) == (2, "A little more.", 4)
    assert (new.name, new.reasons, new.template, new.starts_on) == (
        plan.name,
        plan.reasons,
        plan.template,
        plan.starts_on,
    )


def test_lines_that_go_on_keep_their_number_and_new_ones_get_one(plan: Plan, now: datetime) -> None:
    draft = draft_of(plan)
    new = saved(plan, replace(draft, lines=(*draft.lines[1:], line_of("goblet-squat"))), now=now)
    old_lines = [item.line for item in plan.items.all()]
    lines = [item.line for item in new.items.all()]
    assert lines[:-1] == old_lines[1:]
    assert lines[-1] not in old_lines
    assert [item.order for item in new.items.all()] == list(range(1, len(lines) + 1))


def test_what_changed_is_told_in_plain_words(plan: Plan, now: datetime) -> None:
    draft = changed(plan, number=4, sets=3, reps_high=14, load_kg=5)
    lines = (*draft.lines[1:], line_of("goblet-squat", load_kg=8))
    new = saved(plan, replace(draft, sessions_per_week=2, lines=lines), now=now)
    found = what_changed(new)
    assert found
    assert list(found.changes) == [
        "2 sessions a week instead of 3.",
        "Foot lift from the bench is left out.",
        "Long-stance lunge: more sets, 3.",
        "Long-stance lunge: more repetitions, 10–14.",
        "Long-stance lunge: heavier, 5 kg.",
        "New: Goblet squat, 2 × 10–12, 8 kg.",
    ]
    assert what_changed(plan) is None


def test_several_revisions_are_told_as_one_since_the_last_session(plan: Plan, now: datetime) -> None:
    train(plan, at=now)
    second = saved(plan, changed(plan, number=4, sets=3), now=now)
    third = saved(second, changed(second, number=5, sets=3), now=now)
    found = what_changed(third)
    assert found
    assert found.since == plan
    assert len(found.changes) == 2


def test_sessions_of_earlier_versions_still_count_in_their_week(plan: Plan, now: datetime) -> None:
    train(plan, at=now)
    new = saved(plan, changed(plan, sets=4), now=now)
    found = following(client=plan.client, day=now.date(), now=now)
    assert found
    assert (found.plan, len(found.sessions)) == (new, 1)
    other = assigned_plan(plan.client, template=shared_template("first-lift"), now=now)
    assert not SessionLog.objects.of_series(other).exists()


def test_saving_what_is_already_so_makes_no_version(plan: Plan, now: datetime) -> None:
    assert saved(plan, draft_of(plan), now=now) == plan
    assert plan.client.plans.count() == 1


def test_one_mail_is_promised_and_the_change_is_noted(plan: Plan, now: datetime) -> None:
    new = saved(plan, changed(plan, sets=4), now=now)
    rows = OutgoingEmail.objects.filter(kind="plan-assigned").values_list("subject_ref", "state")
    assert set(rows) == {(plan.ref, "skipped"), (new.ref, "promised")}
    entry = AuditEntry.objects.get(subject=f"plan {new.pk}")
    assert (entry.actor, entry.fields) == (plan.client.trainer.user, ["revised"])


def test_a_version_that_is_no_longer_current_is_not_revised(plan: Plan, now: datetime) -> None:
    new = saved(plan, changed(plan, sets=4), now=now)
    with pytest.raises(Outdated, match="Version 2 came in the meantime") as caught:
        saved(plan, changed(plan, sets=2), now=now)
    assert caught.value.current == new
    assert plan.client.plans.count() == 2


def test_a_stopped_client_gets_no_revision(plan: Plan, now: datetime) -> None:
    send_intake(plan.client, CHEST_PAIN, now=now)
    with pytest.raises(Refused, match="screen is closed"):
        saved(plan, changed(plan, sets=4), now=now)


def test_what_a_draft_may_not_hold(plan: Plan, now: datetime) -> None:
    draft, stranger = draft_of(plan), make_trainer()
    foreign = Exercise.objects.create(
        owner=stranger, slug="own", name="Theirs", summary="", setup="", balance="low", level=1,
        dose_kind="reps", dose_low=1, dose_high=2,
    )  # fmt: skip
    theirs = replace(line_of("goblet-squat"), exercise=foreign)
    twice = (draft.lines[0], draft.lines[0])
    for lines, words in (((), "at least one"), ((theirs,), "your library"), (twice, "your library")):
        with pytest.raises(Refused, match=words):
            saved(plan, replace(draft, lines=lines), now=now)
    with pytest.raises(Refused, match="more than 60"):
        saved(plan, replace(draft, lines=(line_of("goblet-squat"),) * 61), now=now)
    with pytest.raises(type(plan.client).DoesNotExist):
        revise(plan=plan, trainer=stranger, draft=changed(plan, sets=4), now=now)


def test_a_limit_agreed_since_is_kept_and_a_retired_exercise_may_stay(plan: Plan, now: datetime) -> None:
    Exercise.objects.get(slug="glute-bridge", owner=None).retire(now)
    new = saved(plan, changed(plan, sets=4), now=now)
    assert new.items.filter(name="Glute bridge").exists()
    screen = send_intake(plan.client, DIZZY | WHOLE_KIT, now=now)
    clear(
        screen=screen,
        trainer=plan.client.trainer,
        basis=Clearance.Basis.DECISION,
        limits=["kneeling"],
        now=now,
    )
    with pytest.raises(Refused, match=r"Half-kneeling hip flexor stretch.*goes past a limit.*kneeling"):
        saved(new, changed(new, sets=3), now=now)

"""Logging a session: what was done is kept once, also when it is sent again or the plan moves on."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection

from programs.following import following, weeks_of
from programs.logbook import Session, log_session
from programs.models import Plan, SessionLog
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.programs.makers import assigned_plan, shared_template

KEY = UUID("5f0f6f56-0b0c-4c61-8d8b-2f5f5ad0b0a1")


def log(plan: Plan, *, now: datetime, key: UUID | None = None, note: str = "", sets: int = 2) -> SessionLog:
    item = plan.items.all()[0]
    return log_session(
        client=plan.client,
        plan=plan,
        key=key or uuid4(),
        day=now.date(),
        session=Session(sets={item.pk: sets}, effort="right", pain=1, note=note),
        now=now,
    )


def test_a_session_is_kept_as_it_was_told(plan: Plan, now: datetime) -> None:
    session = log(plan, now=now, note="Felt steady.")
    assert (session.client, session.plan, session.day) == (plan.client, plan, now.date())
    assert (session.effort, session.pain, session.note) == ("right", 1, "Felt steady.")
    assert [(item.plan_item, item.sets_done) for item in session.items.all()] == [(plan.items.all()[0], 2)]


def test_a_repeated_sending_is_the_same_session(plan: Plan, now: datetime) -> None:
    first = log(plan, now=now, key=KEY)
    assert log(plan, now=now + timedelta(minutes=1), key=KEY, sets=5, note="Again") == first
    first.refresh_from_db()
    assert (SessionLog.objects.count(), first.note, first.items.get().sets_done) == (1, "", 2)


def test_a_repeat_is_known_even_after_the_plan_has_changed(plan: Plan, now: datetime) -> None:
    first = log(plan, now=now, key=KEY)
    assigned_plan(plan.client, template=shared_template("first-lift"), now=now)
    assert log(plan, now=now, key=KEY) == first


def test_two_sessions_of_a_day_both_count(plan: Plan, now: datetime) -> None:
    log(plan, now=now)
    log(plan, now=now)
    assert next(week.done for week in weeks_of(plan, plan.session_logs.all())) == 2


def test_logs_stay_with_an_archived_plan(plan: Plan, now: datetime) -> None:
    session = log(plan, now=now)
    assigned_plan(plan.client, template=shared_template("first-lift"), now=now)
    assert list(plan.session_logs.all()) == [session]
    read = following(client=plan.client, day=now.date(), now=now)
    assert read
    assert read.sessions == ()


def test_a_week_holds_its_own_lines_and_sessions(plan: Plan, now: datetime) -> None:
    log(plan, now=now)
    later = now + timedelta(days=21)
    log(plan, now=later)
    read = following(client=plan.client, day=later.date(), now=later)
    assert read
    assert (read.week, len(read.sessions), read.done_today) == (4, 1, True)
    names = [item.name for item in read.items]
    assert "Weighted hip flexor raise" in names
    assert "Bodyweight hip flexor raise" not in names
    assert [week.done for week in weeks_of(plan, plan.session_logs.all())] == [1, 0, 0, 1, 0, 0]


def test_a_stop_suspends_the_plan_from_that_moment(plan: Plan, now: datetime) -> None:
    send_intake(plan.client, CHEST_PAIN, now=now)
    read = following(client=plan.client, day=now.date(), now=now)
    assert read
    assert read.suspended
    assert read.items == ()


def test_a_note_is_sealed_at_rest(plan: Plan, now: datetime) -> None:
    session = log(plan, now=now, note="my left knee")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM programs_sessionlog WHERE id = %s", [session.pk])
        assert "knee" not in cursor.fetchone()[0]

"""A plan at the desk: what is done, what was changed, and whether it still fits; only for its trainer."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Clearance, Client
from assessments.screens import clear
from hipcoach.privacy.models import AuditEntry
from programs.logbook import Session, log_session
from programs.models import Plan
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_trainer
from tests.programs.makers import WHOLE_KIT, assigned_plan, make_template, shared_template


def log(plan: Plan, *, now: datetime, times: int = 1, note: str = "", pain: int = 0) -> None:
    sets = {item.pk: item.sets for item in plan.items.all()}
    for _time in range(times):
        log_session(
            client=plan.client,
            plan=plan,
            key=uuid4(),
            day=now.date(),
            session=Session(sets=sets, effort="hard", pain=pain, note=note),
            now=now,
        )


def shown(desk: Browser, plan: Plan) -> str:
    response = desk.get(plan.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_tells_what_was_done(desk: Browser, plan: Plan, now: datetime) -> None:
    log(plan, now=now, note="Cramp on the left.", pain=5)
    page = shown(desk, plan)
    assert "1 of 3" in page
    assert "Cramp on the left." in page
    assert '<span class="tag" data-tone="warn">5</span>' in page


def test_the_latest_session_comes_first(desk: Browser, plan: Plan, now: datetime) -> None:
    for days, note in ((0, "The first."), (2, "The last."), (1, "Between.")):
        log(plan, now=now + timedelta(days=days), note=note)
    page = shown(desk, plan)
    assert page.index("The last.") < page.index("Between.") < page.index("The first.")


def test_a_plan_without_sessions_teaches(desk: Browser, plan: Plan) -> None:
    assert "Sessions appear here" in shown(desk, plan)


def test_no_name_or_health_word_is_in_the_title(desk: Browser, plan: Plan) -> None:
    title = shown(desk, plan).partition("<title>")[2].partition("</title>")[0]
    assert title == "Plan · HipCoach"


def test_versions_lead_to_each_other(desk: Browser, plan: Plan, now: datetime) -> None:
    new = assigned_plan(plan.client, template=shared_template("first-lift"), now=now)
    assert new.get_absolute_url() in shown(desk, plan)
    assert plan.get_absolute_url() in shown(desk, new)


def test_a_stop_shows_the_plan_as_paused(desk: Browser, plan: Plan, now: datetime) -> None:
    assert 'data-status="live"' in shown(desk, plan)
    send_intake(plan.client, CHEST_PAIN, now=now)
    assert 'data-status="suspended"' in shown(desk, plan)


def test_a_limit_agreed_since_is_pointed_out(desk: Browser, plan: Plan, now: datetime) -> None:
    screen = send_intake(plan.client, DIZZY | WHOLE_KIT, now=now)
    clear(
        screen=screen,
        trainer=plan.client.trainer,
        basis=Clearance.Basis.DECISION,
        limits=["kneeling"],
        now=now,
    )
    assert "Limits were agreed since: Half-kneeling" in shown(desk, plan)


def test_archiving_takes_a_button(desk: Browser, plan: Plan) -> None:
    url = f"{plan.get_absolute_url()}archive/"
    assert desk.get(url).status_code == 405
    assert desk.post(url)["Location"] == plan.get_absolute_url()
    assert desk.post(url).status_code == 302
    plan.refresh_from_db()
    assert plan.archived_at
    assert 'data-status="archived"' in shown(desk, plan)


def test_the_reading_is_audited(desk: Browser, plan: Plan) -> None:
    shown(desk, plan)
    entry = AuditEntry.objects.get(subject=f"plan {plan.pk}", act="read")
    assert entry.fields == ["plan", "session logs"]


def test_strangers_do_not_find_it(client: Browser, plan: Plan, clock: None) -> None:
    url = plan.get_absolute_url()
    assert "/accounts/login/" in client.get(url)["Location"]
    for person in (make_trainer().user, plan.client.user):
        assert person
        client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(f"{url}archive/").status_code == 404
    plan.refresh_from_db()
    assert plan.archived_at is None


def test_many_sessions_and_lines_cost_as_many_queries_as_few(
    desk: Browser, ready: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few = assigned_plan(ready, now=now, template=make_template(exercises=["dead-bug"], slug="few"))
    log(few, now=now + timedelta(minutes=1))
    shown(desk, few)
    with django_assert_max_num_queries(30) as counted:
        shown(desk, few)
    many = assigned_plan(
        ready, now=now, template=make_template(exercises=["dead-bug", "side-plank"] * 25, slug="many")
    )
    log(many, now=now, times=30)
    with django_assert_max_num_queries(len(counted)):
        shown(desk, many)

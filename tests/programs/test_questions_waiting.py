"""Questions that wait for the trainer are counted where they look: the desk, the client's page, the plan."""

from datetime import datetime

from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client
from hipcoach.privacy.models import AuditEntry
from programs import assigning
from programs.models import Plan, Question
from tests.makers import make_client, make_signed_in_client, make_trainer
from tests.programs.makers import assigned_plan, make_ready
from tests.programs.test_questions import ASKED, ask, reply

DESK = "/desk/"


def pages(desk: Browser, plan: Plan) -> dict[str, str]:
    paths = {"desk": DESK, "client": plan.client.get_absolute_url(), "plan": plan.get_absolute_url()}
    return {name: desk.get(path).content.decode() for name, path in paths.items()}


def test_talks_are_counted_not_messages(desk: Browser, plan: Plan, now: datetime) -> None:
    for place in (0, 0, 5):
        ask(plan, now=now, place=place)
    shown = pages(desk, plan)
    assert "2 questions wait for you" in shown["desk"]
    assert "2 questions to answer" in shown["client"]
    assert "2 wait for you" in shown["plan"]
    assert all(f"/desk/plans/{plan.pk}/questions/" in page and ASKED not in page for page in shown.values())


def test_what_is_answered_waits_no_longer_until_it_is_asked_again(
    desk: Browser, plan: Plan, now: datetime
) -> None:
    reply(ask(plan, now=now), now=now)
    assert not any("for you" in page or "to answer" in page for page in pages(desk, plan).values())
    ask(plan, now=now)
    assert "1 question waits for you" in pages(desk, plan)["desk"]


def test_an_answer_in_another_talk_answers_nothing_here(desk: Browser, plan: Plan, now: datetime) -> None:
    ask(plan, now=now)
    reply(ask(plan, now=now, place=5), now=now)
    other = make_signed_in_client(trainer=plan.client.trainer)
    make_ready(other, now=now)
    reply(ask(assigned_plan(other, now=now), now=now), now=now)
    assert [each.client for each in Question.objects.waiting()] == [plan.client]


def test_whoever_has_no_plan_now_is_answered_too(desk: Browser, plan: Plan, now: datetime) -> None:
    ask(plan, now=now)
    assigning.archive(plan=plan, trainer=plan.client.trainer, now=now)
    assert "1 question waits for you" in desk.get(DESK).content.decode()


def test_consent_taken_back_takes_it_off_the_desk(desk: Browser, plan: Plan, now: datetime) -> None:
    ask(plan, now=now)
    plan.client.consents.update(withdrawn_at=now)
    assert "for you" not in desk.get(DESK).content.decode()
    assert "to answer" not in desk.get(plan.client.get_absolute_url()).content.decode()


def test_nobody_sees_anothers_and_the_look_is_written_down(
    client: Browser, plan: Plan, now: datetime, clock: None
) -> None:
    ask(plan, now=now)
    client.force_login(make_trainer().user)
    assert "for you" not in client.get(DESK).content.decode()
    client.force_login(plan.client.trainer.user)
    client.get(DESK)
    assert AuditEntry.objects.filter(client_ref=plan.client_id, subject="list").count() == 1


def test_many_who_ask_cost_the_desk_as_many_queries_as_one(
    desk: Browser, plan: Plan, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ask(plan, now=now)
    with django_assert_max_num_queries(40) as few:
        desk.get(DESK)
    for _number in range(4):
        other: Client = make_signed_in_client(trainer=plan.client.trainer)
        make_ready(other, now=now)
        ask(assigned_plan(other, now=now), now=now)
    make_client(trainer=plan.client.trainer)
    with django_assert_max_num_queries(len(few)):
        assert desk.get(DESK).content.decode().count("1 question waits") == 5

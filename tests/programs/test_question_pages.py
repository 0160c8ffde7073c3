"""The client asks from the exercise and reads the answer there; the trainer answers beside the plan."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from hipcoach.privacy.models import AuditEntry
from programs.models import Plan, Question
from tests.makers import make_signed_in_client, make_trainer
from tests.programs.makers import assigned_plan, make_ready, shared_template
from tests.programs.test_questions import ANSWERED, ASKED, ask, reply


def test_the_client_asks_from_the_exercise_and_reads_the_answer(
    phone: Browser, plan: Plan, now: datetime
) -> None:
    path = f"/me/plan/questions/{plan.items.all()[0].pk}/"
    assert path in phone.get("/me/plan/today/").content.decode()
    sent = {"key": str(uuid4()), "text": ASKED}
    assert "You get a mail" in phone.post(path, sent, follow=True).content.decode()
    reply(Question.objects.get(), now=now)
    page = phone.get(path).content.decode()
    assert ASKED in page
    assert ANSWERED in page


def test_the_talk_goes_on_over_a_revision(phone: Browser, plan: Plan, now: datetime) -> None:
    old = plan.items.get(exercise__slug="glute-bridge")
    ask(plan, now=now, place=list(plan.items.all()).index(old))
    new = assigned_plan(plan.client, template=shared_template("desk-hips"), now=now)
    same = new.items.get(exercise=old.exercise)
    assert ASKED in phone.get(f"/me/plan/questions/{same.pk}/").content.decode()


@pytest.mark.parametrize("text", ["", " ", "nul \x00", "x" * 2001], ids=["none", "blank", "nul", "long"])
def test_an_odd_question_is_asked_for_again(phone: Browser, plan: Plan, text: str) -> None:
    path = f"/me/plan/questions/{plan.items.all()[0].pk}/"
    assert phone.post(path, {"key": str(uuid4()), "text": text}).status_code == 422
    assert not Question.objects.exists()


def test_consent_taken_back_hides_the_talk_from_both(phone: Browser, plan: Plan, now: datetime) -> None:
    ask(plan, now=now)
    plan.client.consents.update(withdrawn_at=now)
    assert ASKED not in phone.get(f"/me/plan/questions/{plan.items.all()[0].pk}/").content.decode()
    desk = Browser()
    desk.force_login(plan.client.trainer.user)
    assert ASKED not in desk.get(f"/desk/plans/{plan.pk}/questions/").content.decode()


def test_the_trainer_reads_and_answers_beside_the_plan(desk: Browser, plan: Plan, now: datetime) -> None:
    question = ask(plan, now=now)
    path = f"/desk/plans/{plan.pk}/questions/"
    assert path in desk.get(f"/desk/plans/{plan.pk}/").content.decode()
    assert ASKED in desk.get(path).content.decode()
    desk.post(path, {"key": str(uuid4()), "item": question.item_id, "text": ANSWERED})
    assert ANSWERED in desk.get(path).content.decode()
    acts = AuditEntry.objects.filter(client_ref=plan.client_id, actor=plan.client.trainer.user)
    assert acts.filter(act="read", fields=["questions"]).count() == 2
    assert acts.filter(act="change", fields=["answer"]).count() == 1


def test_an_empty_answer_is_asked_for_again_and_one_to_a_foreign_line_refused(
    desk: Browser, plan: Plan, now: datetime
) -> None:
    question = ask(plan, now=now)
    path = f"/desk/plans/{plan.pk}/questions/"
    other = make_signed_in_client(trainer=plan.client.trainer)
    make_ready(other, now=now)
    theirs = ask(assigned_plan(other, now=now), now=now)
    for item, text in ((question.item_id, " "), (theirs.item_id, "Hm."), ("x", "Hm."), ("", "Hm.")):
        assert desk.post(path, {"key": str(uuid4()), "item": item, "text": text}).status_code == 422
    assert not Question.objects.filter(is_answer=True).exists()


def test_strangers_find_nothing(client: Browser, plan: Plan, now: datetime, clock: None) -> None:
    ask(plan, now=now)
    client.force_login(make_trainer().user)
    path = f"/desk/plans/{plan.pk}/questions/"
    assert {client.get(path).status_code, client.post(path).status_code} == {404}
    other = make_signed_in_client(trainer=plan.client.trainer)
    make_ready(other, now=now)
    client.force_login(other.user)
    own = f"/me/plan/questions/{plan.items.all()[0].pk}/"
    assert {client.get(own).status_code, client.post(own, {"text": "x"}).status_code} == {404}


def test_many_messages_cost_as_many_queries_as_few(
    desk: Browser, plan: Plan, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ask(plan, now=now)
    path = f"/desk/plans/{plan.pk}/questions/"
    with django_assert_max_num_queries(30) as few:
        desk.get(path)
    for place in range(6):
        reply(ask(plan, now=now, place=place), now=now)
    with django_assert_max_num_queries(len(few)):
        assert desk.get(path).content.decode().count("<textarea") == 6

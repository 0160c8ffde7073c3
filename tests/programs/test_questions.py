"""A question on an exercise: asked, answered, told by mail without a word of it, and sealed."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection

from assessments.models import Client
from hipcoach.mail.delivery import sweep
from hipcoach.mail.kinds import Skip, compose
from hipcoach.mail.models import OutgoingEmail
from programs import asking
from programs.models import Plan, Question
from programs.refusals import Refused
from tests.makers import make_trainer

ASKED, ANSWERED = "my left hip clicks", "lift it lower"


def ask(plan: Plan, *, now: datetime, place: int = 0, text: str = ASKED) -> Question:
    item = plan.items.all()[place]
    return asking.ask(client=plan.client, item=item, key=uuid4(), text=text, now=now)


def reply(question: Question, *, now: datetime) -> Question:
    client = question.client
    return asking.answer(
        trainer=client.trainer, client=client, item=question.item, key=uuid4(), text=ANSWERED, now=now
    )


def test_both_are_told_by_mail_and_neither_mail_says_what(plan: Plan, now: datetime) -> None:
    reply(ask(plan, now=now), now=now)
    sweep(now)
    told = {message.subject: message for message in mail.outbox if message.subject != "Your plan is ready"}
    assert {subject: message.to for subject, message in told.items()} == {
        "A client has a question about an exercise": [plan.client.trainer.user.email],
        "There is an answer for you": [plan.client.email],
    }
    for message in told.values():
        text = str(message.message()).lower()
        assert [word for word in (ASKED, ANSWERED, plan.items.all()[0].name.lower()) if word in text] == []
    rows = OutgoingEmail.objects.exclude(kind="plan-assigned").values_list("facts", flat=True)
    assert [set(facts) for facts in rows] == [{"question"}] * 2


def test_what_is_written_is_sealed(plan: Plan, now: datetime) -> None:
    question = ask(plan, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM programs_question WHERE id = %s", [question.pk])
        assert "clicks" not in cursor.fetchone()[0]


def test_the_same_sending_is_one_question_and_one_mail(plan: Plan, now: datetime) -> None:
    item, key = plan.items.all()[0], uuid4()
    for _time in range(2):
        asking.ask(client=plan.client, item=item, key=key, text=ASKED, now=now)
    assert Question.objects.count() == 1
    assert OutgoingEmail.objects.filter(kind="trainer-plan-question").count() == 1
    with pytest.raises(Refused, match="someone else"):
        asking.answer(
            trainer=plan.client.trainer, client=plan.client, item=item, key=key, text=ANSWERED, now=now
        )


def test_a_flood_is_stopped(plan: Plan, now: datetime) -> None:
    for _time in range(asking.MOST_A_DAY):
        ask(plan, now=now)
    with pytest.raises(Refused, match="tomorrow"):
        ask(plan, now=now)
    assert ask(plan, now=now + timedelta(days=1))


def test_consent_taken_back_silences_the_mail_and_takes_nothing_more(plan: Plan, now: datetime) -> None:
    question = ask(plan, now=now)
    plan.client.consents.update(withdrawn_at=now)
    row = OutgoingEmail.objects.get(kind="trainer-plan-question")
    assert compose(row, now) == Skip("The client has taken their consent back.")
    with pytest.raises(Refused, match="consent"):
        ask(plan, now=now)
    with pytest.raises(Refused, match="consent"):
        reply(question, now=now)


def test_a_question_that_is_gone_is_not_announced(plan: Plan, now: datetime) -> None:
    ask(plan, now=now).delete()
    row = OutgoingEmail.objects.get(kind="trainer-plan-question")
    assert compose(row, now) == Skip("The question is gone.")


def test_nobody_answers_for_another_trainer(plan: Plan, now: datetime) -> None:
    question = ask(plan, now=now)
    with pytest.raises(Client.DoesNotExist):
        asking.answer(
            trainer=make_trainer(),
            client=plan.client,
            item=question.item,
            key=uuid4(),
            text="No.",
            now=now,
        )


def test_what_waits_for_an_answer_comes_first(plan: Plan, now: datetime) -> None:
    for place in (0, 1, 2):
        ask(plan, now=now + timedelta(minutes=place), place=place)
    reply(Question.objects.order_by("-pk")[0], now=now + timedelta(hours=1))
    assert [talk.waits for talk in asking.talks_of(plan.client)] == [True, True, False]

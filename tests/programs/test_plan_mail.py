"""The mail about a plan says that it is ready, and nothing else; it is skipped once that is no longer so."""

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.core import mail

from assessments.contacts import Person, change
from hipcoach.mail.delivery import sweep
from hipcoach.mail.kinds import Letter, Skip, compose
from hipcoach.mail.models import OutgoingEmail
from programs import asking
from programs.assigning import archive
from programs.models import Plan
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.programs.makers import assigned_plan


def letter_of(plan: Plan, *, now: datetime) -> Letter | Skip:
    return compose(OutgoingEmail.objects.get(subject_ref=plan.ref), now)


def test_the_client_gets_a_mail_with_a_link_to_the_plan(plan: Plan, now: datetime) -> None:
    sweep(now)
    (message,) = mail.outbox
    assert message.to == [plan.client.email]
    assert message.subject == "Your plan is ready"
    assert "/me/plan/" in message.body


def test_the_mail_names_no_finding_no_exercise_and_no_template(plan: Plan, now: datetime) -> None:
    sweep(now)
    text = str(mail.outbox[0].message()).lower()
    told = [plan.name, *plan.reasons, *plan.items.values_list("name", flat=True), "hip flexor"]
    assert [words for words in told if words.lower() in text] == []


def test_after_a_corrected_address_plan_and_answer_go_to_the_new_one(plan: Plan, now: datetime) -> None:
    client, trainer, item = plan.client, plan.client.trainer, plan.items.all()[0]
    for write in (partial(asking.ask, client=client), partial(asking.answer, client=client, trainer=trainer)):
        write(item=item, key=uuid4(), text="Does it click?", now=now)
    person = Person(name=client.name, email="right@x.org", zone=client.time_zone)
    change(client=client, person=person, trainer=trainer, now=now)
    sweep(now)
    assert {message.subject: message.to for message in mail.outbox} == {
        "Your plan is ready": ["right@x.org"],
        "There is an answer for you": ["right@x.org"],
        "A client has a question about an exercise": [trainer.user.email],
    }


def test_an_archived_plan_is_not_announced(plan: Plan, now: datetime) -> None:
    row = OutgoingEmail.objects.get(subject_ref=plan.ref)
    archive(plan=plan, trainer=plan.client.trainer, now=now)
    assert compose(row, now) == Skip("The plan was archived.")


def test_a_suspended_plan_is_not_announced(plan: Plan, now: datetime) -> None:
    send_intake(plan.client, CHEST_PAIN, now=now)
    assert letter_of(plan, now=now) == Skip("The plan is paused.")


def test_a_plan_that_is_gone_is_not_announced(plan: Plan, now: datetime) -> None:
    row = OutgoingEmail.objects.get(subject_ref=plan.ref)
    plan.delete()
    assert compose(row, now) == Skip("The plan is gone.")


def test_a_mail_that_waited_for_a_week_is_not_sent(plan: Plan, now: datetime) -> None:
    sweep(now + timedelta(days=8))
    assert mail.outbox == []
    assert OutgoingEmail.objects.get(subject_ref=plan.ref).state == "missed"


def test_a_revised_plan_says_that_it_was_revised(plan: Plan, now: datetime) -> None:
    revised = assigned_plan(
        plan.client, now=now + timedelta(days=1), starts_on=now.date() + timedelta(days=1)
    )
    assert revised.version == 2
    sweep(now + timedelta(days=1))
    (message,) = mail.outbox
    assert message.subject == "Your plan has changed"
    assert OutgoingEmail.objects.get(subject_ref=plan.ref).reason == "The plan was revised."

"""A trainer hears that answers wait to be read; never whose, what, or how bad."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from assessments.intake import submit
from assessments.models import Clearance, Client, Service
from assessments.screens import clear
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.checks import send_check
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_appointment

DAY = timedelta(days=1)


def row() -> OutgoingEmail:
    return OutgoingEmail.objects.get(kind="trainer-to-read")


@pytest.mark.parametrize("answers", [CHEST_PAIN, DIZZY])
def test_a_stop_and_a_review_are_told_alike(
    client_record: Client, service: Service, now: datetime, answers: dict[str, str]
) -> None:
    visit = make_appointment(client=client_record, service=service, start=now + DAY)
    send_intake(client_record, answers, now=now)
    sweep(now)
    (message,) = mail.outbox
    assert message.to == [client_record.trainer.user.email]
    assert message.subject == "An intake needs your reading before the visit"
    assert visit.get_absolute_url() in message.body
    text = str(message.message()).lower()
    words = ("ada", "chest", "dizz", "stop", "review", "pain", "emergency", "screen", "health")
    assert [word for word in words if word in text] == []
    assert str(row().facts) == f"{{'screen': {client_record.screens.get().pk}}}"


def test_a_clear_screen_is_no_news(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    assert not OutgoingEmail.objects.exists()


def test_a_short_check_that_brings_something_is_told_too(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    send_check(client_record, {"new_medicine": "yes"}, now=now + DAY)
    sweep(now + DAY)
    assert "/desk/clients/" in mail.outbox[0].body  # No visit is booked.


@pytest.mark.parametrize("case", ["decided", "withdrawn"])
def test_what_changed_meanwhile_is_seen(client_record: Client, now: datetime, case: str) -> None:
    screen = send_intake(client_record, DIZZY, now=now)
    if case == "decided":
        clear(screen=screen, trainer=client_record.trainer, basis=Clearance.Basis.DECISION, now=now)
    else:
        client_record.consents.filter(kind="health_data").update(withdrawn_at=now)
    sweep(now)
    assert (mail.outbox, row().state) == ([], "skipped")


def test_a_doubled_submit_is_one_mail(client_record: Client, now: datetime) -> None:
    send_intake(client_record, CHEST_PAIN, now=now)
    submit(client=client_record, now=now)
    assert OutgoingEmail.objects.count() == 1

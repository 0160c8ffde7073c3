"""The trainer hears what a client did: who and when, in the trainer's zone, and nothing about health."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail

from assessments.changing import cancel, reschedule
from assessments.models import Appointment, Service
from assessments.scheduling import move
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, booked, contact

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECRET = "my left hip hurts at night"


def to_trainer(service: Service) -> list[EmailMessage]:
    """As the trainer's mail program reads them."""
    return [
        message_from_bytes(message.message().as_bytes(), EmailMessage, policy=policy.default)
        for message in mail.outbox
        if message.to == [service.trainer.user.email]
    ]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    return str(body.get_content())


def test_who_and_when_in_the_trainers_zone_and_the_clients_beside(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now, given=contact(zone="America/New_York", note=SECRET))
    sweep(now)
    (message,) = to_trainer(service)
    assert message["Subject"] == "New visit: Tue 1 Dec, 11:00, Ada Visitor"
    text = text_of(message)
    assert "11:00–12:00 (Europe/Berlin)" in text
    assert "05:00–06:00 (America/New York)" in text
    assert f"/desk/appointments/{visit.pk}/" in text
    assert "hip" not in text.lower().replace("hipcoach", "")


def test_an_answer_goes_to_the_client(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    sweep(now)
    assert to_trainer(service)[0]["Reply-To"] == "ada@example.com"


def test_a_move_and_a_cancellation_are_told(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now - timedelta(days=1))
    sweep(now)
    reschedule(appointment=visit, start=TUESDAY_TEN + HOUR, now=now)
    sweep(now)
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    sweep(now)
    assert [message["Subject"].split()[0] for message in to_trainer(service)] == [
        "New",
        "Moved",
        "Cancelled:",
    ]


@pytest.mark.parametrize(("before", "late"), [(25 * HOUR, False), (2 * HOUR, True)])
def test_a_late_cancellation_says_so(service: Service, now: datetime, before: timedelta, late: bool) -> None:
    visit = booked(service=service, now=now)
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=TUESDAY_TEN - before)
    sweep(TUESDAY_TEN - before)
    assert ("late cancellation" in text_of(to_trainer(service)[-1])) is late


def test_what_the_trainer_did_themselves_is_not_told_back(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now)
    OutgoingEmail.objects.all().delete()
    visit = move(appointment=visit, start=TUESDAY_TEN + HOUR, now=now)
    cancel(appointment=visit, by=Appointment.By.TRAINER, now=now)
    assert set(OutgoingEmail.objects.values_list("to", flat=True)) == {"ada@example.com"}


def test_news_that_is_old_by_then_is_not_told(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now)
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    sweep(now)
    assert [message["Subject"].split()[0] for message in to_trainer(service)] == ["Cancelled:"]


def test_a_hostile_name_adds_no_header_and_no_line(service: Service, now: datetime) -> None:
    booked(service=service, now=now, given=contact(name="Eve\r\nBcc: x@example.com\u2028\x07"))
    sweep(now)
    (message,) = to_trainer(service)
    assert message["Bcc"] is None
    assert message["Subject"].endswith("11:00, Eve Bcc: x@example.com")
    assert "\nBcc:" not in text_of(message)


def test_a_name_is_text_never_a_link_or_markup(service: Service, now: datetime) -> None:
    booked(service=service, now=now, given=contact(name="<a href='//evil.example'>www.evil.example</a>"))
    sweep(now)
    body = to_trainer(service)[0].get_body(("html",))
    assert body
    assert "href='//evil" not in body.get_content()
    assert 'href="http://www.evil' not in body.get_content()


def test_a_changed_address_gets_nothing(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    user = service.trainer.user
    user.email = "moved@example.com"
    user.save()
    sweep(now)
    row = OutgoingEmail.objects.get(kind="trainer-booked")
    assert (row.state, row.reason) == ("skipped", "The address was changed meanwhile.")

"""A missing intake is asked for in time, never for one that is there, and never beside a reminder."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from assessments.models import Appointment, Client, Service
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.assessments.visits import TUESDAY_TEN, booked

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
START = TUESDAY_TEN + timedelta(days=5)


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    visit = booked(service=service, now=now, start=START)
    sweep(now)
    mail.outbox.clear()
    return visit


def asked() -> OutgoingEmail:
    return OutgoingEmail.objects.get(kind="intake-missing")


def test_three_days_before_it_is_asked_for(visit: Appointment) -> None:
    sweep(START - 72 * HOUR)
    (message,) = mail.outbox
    assert message.to == ["ada@example.com"]
    assert "/me/intake/" in message.body
    assert message.subject == "Before your visit of Sun 6 Dec, 11:00: the intake"


def test_an_intake_that_came_meanwhile_is_not_asked_for(visit: Appointment, now: datetime) -> None:
    send_intake(Client.objects.get(), now=now)
    sweep(START - 72 * HOUR)
    assert (mail.outbox, asked().state, asked().reason) == ([], "skipped", "The intake is there.")


def test_one_that_will_be_too_old_is_asked_for(visit: Appointment) -> None:
    send_intake(Client.objects.get(), now=START - timedelta(days=400))
    sweep(START - 72 * HOUR)
    assert asked().state == "sent"


def test_reminders_ask_too_while_it_is_missing(visit: Appointment, now: datetime) -> None:
    sweep(START - 24 * HOUR)
    assert "Your intake is still open" in mail.outbox[-1].body
    assert "/me/intake/" in mail.outbox[-1].body
    send_intake(Client.objects.get(), now=START - 20 * HOUR)
    sweep(START - 2 * HOUR)
    assert "intake" not in mail.outbox[-1].body


def test_after_a_standstill_the_reminder_asks_alone(visit: Appointment) -> None:
    sweep(START - 40 * HOUR)
    assert len(mail.outbox) == 1
    assert "Your intake is still open" in mail.outbox[0].body
    assert (asked().state, asked().reason) == ("skipped", "A reminder says it too.")


def test_too_late_to_fill_in_calmly_is_missed(visit: Appointment) -> None:
    sweep(START - 17 * HOUR)
    assert asked().state == "missed"


def test_nothing_is_told_of_what_was_answered(visit: Appointment, now: datetime) -> None:
    send_intake(Client.objects.get(), CHEST_PAIN, now=START - timedelta(days=400))
    sweep(START - 72 * HOUR)
    text = str(mail.outbox[-1].message()).lower()
    assert [word for word in ("chest", "pain", "stop", "screen", "health") if word in text] == []

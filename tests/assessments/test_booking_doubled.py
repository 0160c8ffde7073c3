"""A form sent twice is one booking; a form used again for someone else is another."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from assessments.availability import Refusal
from assessments.booking import book
from assessments.changing import cancel, reschedule
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, book_url, contact, form, open_hour

pytestmark = pytest.mark.django_db
KEY = uuid.UUID("a3e9c1de-9d5e-4d0c-8f5c-1c2d3e4f5a6b")


def send(service: Service, now: datetime, *, start: datetime = TUESDAY_TEN, **given: str) -> Appointment:
    return book(service=service, start=start, contact=contact(**given), submission=KEY, now=now)


def test_the_second_submit_shows_the_one_visit(client: Browser, service: Service) -> None:
    sent = form(open_hour())
    answers = [client.post(book_url(service), sent) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Appointment.objects.count() == 1
    assert OutgoingEmail.objects.filter(kind="appointment-booked").count() == 1


def test_sent_again_after_a_move_it_is_still_the_same(service: Service, now: datetime) -> None:
    visit = send(service, now)
    reschedule(appointment=visit, start=TUESDAY_TEN + timedelta(days=3), now=now)
    assert send(service, now) == visit


def test_sent_again_after_a_cancellation_books_nothing(client: Browser, service: Service) -> None:
    sent = form(open_hour())
    manage = client.post(book_url(service), sent)["Location"]
    client.post(f"{manage}cancel/")
    client.get(manage)  # Reads the messages so far.
    again = client.post(book_url(service), sent, follow=True)
    assert again.redirect_chain[0][0] == manage
    assert "Your visit is booked" not in again.content.decode()
    assert "cancelled" in again.content.decode()
    assert Appointment.objects.get().status == "cancelled"


def test_sent_again_long_after_it_is_no_refusal(service: Service, now: datetime) -> None:
    visit = send(service, now)
    assert send(service, now + timedelta(days=30)) == visit


def test_somebody_else_in_the_same_form_never_gets_the_first_ones_visit(
    service: Service, now: datetime
) -> None:
    send(service, now)
    with pytest.raises(NotBookable) as refused:
        send(service, now, email="eve@example.com")
    assert refused.value.reason == Refusal.TAKEN


def test_the_same_form_with_another_hour_is_another_booking(service: Service, now: datetime) -> None:
    first = send(service, now)
    second = send(service, now, start=TUESDAY_TEN + timedelta(hours=2))
    assert first.pk != second.pk


def test_without_a_key_the_hour_itself_is_the_guard(client: Browser, service: Service) -> None:
    sent = form(open_hour(), submission=None)
    assert [client.post(book_url(service), sent).status_code for _ in range(2)] == [302, 409]


def test_cancelling_and_booking_the_hour_anew_is_possible(service: Service, now: datetime) -> None:
    cancel(appointment=send(service, now), by=Appointment.By.CLIENT, now=now)
    again = book(service=service, start=TUESDAY_TEN, contact=contact(), submission=uuid.uuid4(), now=now)
    assert again.is_confirmed

"""What booking promises, to whom and when; what is typed for the visit stays out of all of it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from assessments.emails import promise_booked
from assessments.models import Appointment, Service
from assessments.scheduling import book_for
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_client

pytestmark = pytest.mark.django_db
SECRET = "my left hip hurts at night"


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def promises(to: str = "ada@example.com") -> set[tuple[str, datetime]]:
    return set(OutgoingEmail.objects.promised().filter(to=to).values_list("kind", "due_at"))


def test_the_client_is_confirmed_now_and_reminded_before(service: Service, now: datetime) -> None:
    start = TUESDAY_TEN + 5 * DAY
    visit = booked(service=service, now=now, start=start)
    assert promises() == {
        ("appointment-booked", now),
        ("intake-missing", start - 3 * DAY),
        ("appointment-reminder", start - 2 * DAY),
        ("appointment-reminder", start - DAY),
        ("appointment-reminder", start - 2 * HOUR),
    }
    assert set(OutgoingEmail.objects.values_list("subject_ref", flat=True)) == {visit.ref}


def test_the_trainer_is_told(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    assert promises(service.trainer.user.email) == {("trainer-booked", now)}


def test_a_trainer_who_books_themselves_is_not_told(service: Service, now: datetime) -> None:
    book_for(client=make_client(trainer=service.trainer), service=service, start=TUESDAY_TEN, now=now)
    assert not OutgoingEmail.objects.filter(to=service.trainer.user.email).exists()


@pytest.mark.parametrize(
    ("ahead", "reminders"),
    [
        (3 * HOUR, [2 * HOUR]),
        (2 * HOUR + HOUR / 2, []),
        (25 * HOUR, [24 * HOUR, 2 * HOUR]),
        (24 * HOUR, [2 * HOUR]),
    ],
)
def test_who_books_late_gets_what_is_still_ahead(
    service: Service, now: datetime, ahead: timedelta, reminders: list[timedelta]
) -> None:
    booked(service=service, now=TUESDAY_TEN - ahead, start=TUESDAY_TEN)
    assert {due for kind, due in promises() if kind == "appointment-reminder"} == {
        TUESDAY_TEN - before for before in reminders
    }


def test_all_of_it_is_one_statement(
    service: Service, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visit = booked(service=service, now=now)
    visit.version = 2
    with django_assert_num_queries(1):
        promise_booked(visit, now=now)


def test_a_refused_booking_promises_nothing(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    before = OutgoingEmail.objects.count()
    with pytest.raises(Exception, match="taken this hour"):
        booked(service=service, now=now, given=contact(email="eve@example.com"))
    assert OutgoingEmail.objects.count() == before


def test_the_note_is_encrypted_at_rest(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now, given=contact(note=SECRET))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assessments_appointment")
        assert SECRET not in str(cursor.fetchall())
    assert Appointment.objects.get(pk=visit.pk).note == SECRET


def test_the_note_is_in_no_mail_and_no_row_of_the_outbox(
    service: Service, now: datetime, mailoutbox: list[object]
) -> None:
    start = TUESDAY_TEN + timedelta(days=3)
    booked(service=service, now=now, start=start, given=contact(note=SECRET, phone="+49 555 1234"))
    sweep(now)
    sweep(start - timedelta(hours=23))
    assert len(mailoutbox) == 3
    for text in (*(mail.message().as_string() for mail in mailoutbox), str(OutgoingEmail.objects.values())):
        assert "hip" not in text.lower().replace("hipcoach", "")
        assert "555 1234" not in text

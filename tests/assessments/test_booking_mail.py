"""Booking promises a confirmation and a reminder; what is typed for the visit stays out of both."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from assessments.models import Appointment, Service
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, booked, contact

pytestmark = pytest.mark.django_db
SECRET = "my left hip hurts at night"


def promises() -> dict[str, datetime]:
    return dict(OutgoingEmail.objects.promised().values_list("kind", "due_at"))


def test_a_confirmation_goes_now_and_a_reminder_a_day_before(service: Service, now: datetime) -> None:
    start = TUESDAY_TEN + timedelta(days=3)
    visit = booked(service=service, now=now, start=start)
    assert promises() == {"appointment-booked": now, "appointment-reminder": start - timedelta(hours=24)}
    assert set(OutgoingEmail.objects.values_list("to", "subject_ref")) == {(visit.contact_email, visit.ref)}


@pytest.mark.parametrize(("ahead", "reminded"), [(timedelta(0), False), (timedelta(hours=1), True)])
def test_who_books_within_a_day_needs_no_reminder(
    service: Service, now: datetime, ahead: timedelta, reminded: bool
) -> None:
    start = TUESDAY_TEN + ahead
    booked(service=service, now=TUESDAY_TEN - timedelta(hours=24), start=start)
    assert ("appointment-reminder" in promises()) == reminded


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
    sweep(start - timedelta(hours=23))
    assert len(mailoutbox) == 2
    for text in (*(mail.message().as_string() for mail in mailoutbox), str(OutgoingEmail.objects.values())):
        assert "hip" not in text.lower().replace("hipcoach", "")
        assert "555 1234" not in text

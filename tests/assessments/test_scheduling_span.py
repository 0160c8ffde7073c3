"""Ill: a span is closed and its visits are cancelled in one act, and everybody is told once."""

from datetime import datetime, timedelta

import pytest

from assessments import recording
from assessments.booking import book, hold
from assessments.free_hours import as_datetime, free_slots
from assessments.models import Appointment, BusyBlock, Service
from assessments.refusals import NotBookable
from assessments.scheduling import Cleared, cancel_span
from hipcoach.mail.kinds import Letter, compose
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.standing import send_intake
from tests.assessments.visits import TUESDAY_TEN, booked, contact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SINCE = TUESDAY_TEN - timedelta(hours=5)
UNTIL = TUESDAY_TEN + timedelta(hours=5)


def call_in_ill(service: Service, now: datetime) -> Cleared:
    return cancel_span(trainer=service.trainer, since=SINCE, until=UNTIL, label="Away", now=now)


def test_what_lies_in_it_is_cancelled_and_told_and_what_lies_outside_stays(
    service: Service, now: datetime
) -> None:
    inside = booked(service=service, now=now)
    outside = booked(service=service, now=now, start=TUESDAY_TEN + DAY, given=contact(email="b@example.com"))
    cleared = call_in_ill(service, now)
    assert cleared.cancelled == [inside]
    inside.refresh_from_db()
    outside.refresh_from_db()
    assert (inside.status, inside.cancelled_by, inside.cancelled_late) == ("cancelled", "trainer", False)
    assert outside.is_confirmed
    told = OutgoingEmail.objects.promised().filter(kind="appointment-cancelled")
    assert [mail.to for mail in told] == [inside.contact_email]


def test_the_span_is_not_offered_any_more(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    call_in_ill(service, now)
    offered = [
        as_datetime(slot.start) for slot in free_slots([service], since=now, until=now + 5 * DAY, now=now)
    ]
    assert offered
    assert not [start for start in offered if start + timedelta(hours=1) > SINCE and start < UNTIL]


def test_twice_is_one_time_off_and_one_mail(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    first = call_in_ill(service, now)
    second = call_in_ill(service, now + timedelta(minutes=1))
    assert (second.time_off, second.cancelled) == (first.time_off, [])
    assert BusyBlock.objects.count() == 1
    assert OutgoingEmail.objects.filter(kind="appointment-cancelled").count() == 1


def test_a_test_that_has_begun_is_left_alone(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now)
    assert visit.client
    send_intake(visit.client, now=now)
    recording.start(appointment=visit, trainer=service.trainer, now=now)
    assert call_in_ill(service, now).cancelled == []
    visit.refresh_from_db()
    assert visit.is_confirmed


def test_a_visit_that_is_over_is_left_alone(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    assert call_in_ill(service, TUESDAY_TEN + timedelta(hours=2)).cancelled == []


def test_an_hour_nobody_confirmed_is_given_back_and_its_visitor_told(service: Service, now: datetime) -> None:
    service.trainer.confirm_first = True
    service.trainer.save()
    waiting = booked(service=service, now=now)
    assert waiting.awaits_confirmation
    cleared = call_in_ill(service, now)
    assert [visit.pk for visit in cleared.unconfirmed] == [waiting.pk]
    assert not Appointment.objects.exists()
    mail = OutgoingEmail.objects.promised().get()
    assert (mail.kind, mail.to) == ("appointment-given-back", waiting.contact_email)
    letter = compose(mail, now)
    assert isinstance(letter, Letter)
    assert "Tue 1 Dec, 11:00" in letter.subject
    assert letter.button
    assert letter.button.url.endswith(service.get_absolute_url())


def test_an_hour_kept_while_the_form_is_filled_cannot_be_booked_after_it(
    service: Service, now: datetime
) -> None:
    hold(service=service, start=TUESDAY_TEN, holder="somebody", now=now)
    cleared = call_in_ill(service, now)
    assert (cleared.cancelled, cleared.unconfirmed) == ([], [])
    with pytest.raises(NotBookable):
        book(service=service, start=TUESDAY_TEN, contact=contact(), holder="somebody", now=now)
    assert not OutgoingEmail.objects.exists()

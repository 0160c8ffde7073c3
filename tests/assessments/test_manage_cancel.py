"""Cancelling frees the hour, once, and notes honestly whether it was late."""

from datetime import datetime, timedelta

import pytest

from assessments.changing import cancel
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable, TooEarly, TooLate
from assessments.scheduling import mark_no_show
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, booked, contact

pytestmark = pytest.mark.django_db
BY = Appointment.By


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now)


def test_the_record_stays_and_says_who_and_when(visit: Appointment, now: datetime) -> None:
    cancel(appointment=visit, by=BY.CLIENT, now=now)
    row = Appointment.objects.get()
    assert (row.status, row.cancelled_at, row.cancelled_by, row.version) == ("cancelled", now, "client", 2)


def test_the_hour_is_free_for_the_next(visit: Appointment, service: Service, now: datetime) -> None:
    cancel(appointment=visit, by=BY.CLIENT, now=now)
    assert booked(service=service, now=now, given=contact(email="eve@example.com")).is_confirmed


def test_twice_is_harmless(visit: Appointment, now: datetime) -> None:
    cancel(appointment=visit, by=BY.CLIENT, now=now)
    after_one = Appointment.objects.values().get(), list(OutgoingEmail.objects.values())
    again = cancel(appointment=visit, by=BY.TRAINER, now=TUESDAY_TEN + timedelta(days=9))
    assert again.status == Appointment.Status.CANCELLED
    assert (Appointment.objects.values().get(), list(OutgoingEmail.objects.values())) == after_one


def test_only_the_news_of_it_is_still_promised(visit: Appointment, now: datetime) -> None:
    cancel(appointment=visit, by=BY.TRAINER, now=now)
    promised = list(OutgoingEmail.objects.promised().values_list("key", flat=True))
    assert promised == [f"{visit.ref}:appointment-cancelled:v2"]


@pytest.mark.parametrize(
    ("by", "after_cut_off", "late"),
    [
        (BY.CLIENT, timedelta(seconds=-1), False),
        (BY.CLIENT, timedelta(0), False),
        (BY.CLIENT, timedelta(seconds=1), True),
        (BY.TRAINER, timedelta(hours=23), False),
    ],
)
def test_late_is_after_the_cut_off_and_only_for_clients(
    visit: Appointment, by: Appointment.By, after_cut_off: timedelta, late: bool
) -> None:
    at = TUESDAY_TEN - timedelta(hours=24) + after_cut_off
    assert cancel(appointment=visit, by=by, now=at).cancelled_late == late


@pytest.mark.parametrize("status", ["confirmed", "attended", "no_show"])
def test_a_visit_that_began_cannot_be_cancelled(visit: Appointment, status: str) -> None:
    Appointment.objects.filter(pk=visit.pk).update(status=status)
    with pytest.raises(NotBookable) as refused:
        cancel(appointment=visit, by=BY.TRAINER, now=TUESDAY_TEN)
    assert refused.value.reason == TooLate.STARTED


def test_missed_is_said_after_the_start_and_keeps_the_hour(visit: Appointment) -> None:
    with pytest.raises(NotBookable) as refused:
        mark_no_show(appointment=visit, now=TUESDAY_TEN - timedelta(seconds=1))
    assert refused.value.reason == TooEarly.NOT_BEGUN
    for _ in range(2):
        assert mark_no_show(appointment=visit, now=TUESDAY_TEN).status == Appointment.Status.NO_SHOW


def test_missed_is_not_said_of_a_cancelled_visit(visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(status="cancelled")
    with pytest.raises(NotBookable) as refused:
        mark_no_show(appointment=visit, now=TUESDAY_TEN)
    assert refused.value.reason == TooLate.CANCELLED

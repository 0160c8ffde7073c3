"""A hold keeps its hour while it lives and gives it back by itself."""

from datetime import datetime, timedelta

import pytest

from assessments.availability import Refusal
from assessments.changing import reschedule
from assessments.free_hours import as_datetime, free_slots
from assessments.models import Appointment, Client, Service
from assessments.refusals import NotBookable
from tests.assessments.visits import TUESDAY_TEN, booked
from tests.makers import make_appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def hold(client_record: Client, service: Service, now: datetime) -> Appointment:
    return make_appointment(
        client=client_record,
        service=service,
        start=TUESDAY_TEN,
        status=Appointment.Status.HELD,
        hold_until=now + timedelta(minutes=10),
    )


def is_offered(service: Service, *, now: datetime) -> bool:
    slots = free_slots([service], since=now, until=now + timedelta(days=3), now=now)
    return TUESDAY_TEN in {as_datetime(slot.start) for slot in slots}


def test_a_live_hold_blocks(hold: Appointment, service: Service, now: datetime) -> None:
    moment_before = hold.hold_until - timedelta(seconds=1)
    assert not is_offered(service, now=moment_before)
    with pytest.raises(NotBookable) as refused:
        booked(service=service, now=moment_before)
    assert refused.value.reason == Refusal.TAKEN
    assert Appointment.objects.get() == hold


def test_a_lapsed_hold_frees_the_hour(hold: Appointment, service: Service, now: datetime) -> None:
    assert is_offered(service, now=hold.hold_until)
    visit = booked(service=service, now=hold.hold_until)
    assert Appointment.objects.get() == visit


def test_a_visit_may_move_onto_a_lapsed_hold(hold: Appointment, service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now, start=TUESDAY_TEN + timedelta(days=2))
    reschedule(appointment=visit, start=TUESDAY_TEN, now=hold.hold_until)
    assert Appointment.objects.get().start == TUESDAY_TEN

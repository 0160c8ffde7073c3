"""From the first step of a test on the visit stands, even when it was begun before its hour."""

from collections.abc import Callable
from datetime import datetime

import pytest

from assessments import recording
from assessments.changing import cancel, reschedule
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable, TooLate
from tests.assessments.standing import send_intake
from tests.assessments.visits import TUESDAY_TEN, booked

pytestmark = pytest.mark.django_db
Act = Callable[[Appointment, datetime], Appointment]


@pytest.fixture
def begun_early(service: Service, now: datetime) -> Appointment:
    """A visit of tomorrow whose test was started today."""
    visit = booked(service=service, now=now)
    assert visit.client
    send_intake(visit.client, now=now)
    recording.start(appointment=visit, trainer=service.trainer, now=now)
    return visit


ACTS: dict[str, Act] = {
    "the client cancels": lambda visit, now: cancel(appointment=visit, by=Appointment.By.CLIENT, now=now),
    "the trainer cancels": lambda visit, now: cancel(appointment=visit, by=Appointment.By.TRAINER, now=now),
    "the client moves it": lambda visit, now: reschedule(
        appointment=visit, start=TUESDAY_TEN.replace(hour=12), now=now
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_it_can_neither_move_nor_be_cancelled(begun_early: Appointment, now: datetime, act: Act) -> None:
    with pytest.raises(NotBookable) as refused:
        act(begun_early, now)
    assert refused.value.reason == TooLate.STARTED
    begun_early.refresh_from_db()
    assert (begun_early.status, begun_early.start) == (Appointment.Status.CONFIRMED, TUESDAY_TEN)


def test_its_hour_is_still_taken_when_the_test_is_finished(
    begun_early: Appointment, service: Service, now: datetime
) -> None:
    assessment = begun_early.assessment
    for name, value in {"surface_height_cm": 45, "pain_before": 0}.items():
        setattr(assessment, name, value)
    assessment.save()
    with pytest.raises(NotBookable):
        cancel(appointment=begun_early, by=Appointment.By.CLIENT, now=now)
    with pytest.raises(NotBookable):
        booked(service=service, now=now)
    recording.finish(assessment=assessment, trainer=service.trainer, now=now)
    begun_early.refresh_from_db()
    assert begun_early.status == Appointment.Status.ATTENDED

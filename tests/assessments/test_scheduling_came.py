"""What came of a visit: marked from its start on, and a mistaken tap can be mended; paid or not."""

from datetime import datetime, timedelta

import pytest

from assessments import recording
from assessments.changing import cancel
from assessments.models import Appointment, Client, Service
from assessments.refusals import NotBookable, TooEarly, TooLate
from assessments.scheduling import mark_attended, mark_no_show, mark_paid
from tests.assessments.under_way import make_visit
from tests.assessments.visits import TUESDAY_TEN, booked

pytestmark = pytest.mark.django_db
AFTER = TUESDAY_TEN + timedelta(hours=2)


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now)


def test_a_mistaken_tap_is_mended_both_ways(visit: Appointment) -> None:
    for mark, status in ((mark_no_show, "no_show"), (mark_attended, "attended"), (mark_no_show, "no_show")):
        mark(appointment=visit, now=AFTER)
        visit.refresh_from_db()
        assert (visit.status, visit.version) == (status, 1)


@pytest.mark.parametrize("mark", [mark_attended, mark_no_show])
def test_nobody_has_come_or_not_before_the_start(visit: Appointment, now: datetime, mark: object) -> None:
    assert callable(mark)
    with pytest.raises(NotBookable) as refused:
        mark(appointment=visit, now=TUESDAY_TEN - timedelta(seconds=1))
    assert refused.value.reason == TooEarly.NOT_BEGUN
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    with pytest.raises(NotBookable) as refused:
        mark(appointment=visit, now=AFTER)
    assert refused.value.reason == TooLate.CANCELLED


def test_whose_test_was_begun_was_there(client_record: Client, service: Service, now: datetime) -> None:
    visit = make_visit(client=client_record, service=service, now=now)
    mark_no_show(appointment=visit, now=now)
    recording.start(appointment=visit, trainer=service.trainer, now=now)
    mark_attended(appointment=visit, now=now)
    with pytest.raises(NotBookable) as refused:
        mark_no_show(appointment=visit, now=now)
    assert refused.value.reason == TooLate.TESTED


def test_a_hold_is_not_a_visit_yet(visit: Appointment) -> None:
    Appointment.objects.update(status="held", hold_until=AFTER)
    with pytest.raises(NotBookable) as refused:
        mark_attended(appointment=visit, now=AFTER)
    assert refused.value.reason == TooEarly.UNCONFIRMED


def test_paid_keeps_its_time_and_can_be_taken_back(visit: Appointment, now: datetime) -> None:
    for later in (0, 5):
        mark_paid(appointment=visit, paid=True, now=now + timedelta(minutes=later))
    visit.refresh_from_db()
    assert visit.paid_at == now
    mark_paid(appointment=visit, paid=False, now=now)
    visit.refresh_from_db()
    assert visit.paid_at is None

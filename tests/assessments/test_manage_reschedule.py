"""Moving a visit keeps the record, its identity and its link, and renews what was promised."""

from datetime import datetime, timedelta

import pytest

from assessments.availability import Refusal
from assessments.changing import cancel, reschedule
from assessments.free_hours import as_datetime, free_slots
from assessments.links import token_of
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable, TooLate
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, booked, contact

pytestmark = pytest.mark.django_db
THURSDAY = TUESDAY_TEN + timedelta(days=2)
FRIDAY = TUESDAY_TEN + timedelta(days=3)


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now, start=THURSDAY)


def test_it_stays_the_same_record(visit: Appointment, now: datetime) -> None:
    token, kept = token_of(visit), (visit.pk, visit.client, visit.nonce, visit.contact_name, visit.booked_at)
    moved = reschedule(appointment=visit, start=FRIDAY, now=now)
    row = Appointment.objects.get()
    assert (row.pk, row.client, row.nonce, row.contact_name, row.booked_at) == kept
    assert (row.start, row.end, row.version) == (FRIDAY, FRIDAY + timedelta(hours=1), 2)
    assert (row.blocked_start, row.blocked_end) == (row.start, row.end)
    assert token_of(moved) == token


def test_the_old_hour_is_free_again_and_the_new_one_taken(
    visit: Appointment, service: Service, now: datetime
) -> None:
    version = service.trainer.availability_version
    reschedule(appointment=visit, start=FRIDAY, now=now)
    slots = free_slots([service], since=now, until=now + timedelta(days=7), now=now)
    offered = {as_datetime(slot.start) for slot in slots}
    assert THURSDAY in offered
    assert FRIDAY not in offered
    service.trainer.refresh_from_db()
    assert service.trainer.availability_version > version


def test_old_promises_are_retired_and_reminders_armed_anew(visit: Appointment, now: datetime) -> None:
    reschedule(appointment=visit, start=FRIDAY, now=now)
    to_client = OutgoingEmail.objects.filter(to=visit.contact_email)
    assert set(to_client.promised().values_list("kind", "facts__version", "due_at")) == {
        ("appointment-moved", 2, now),
        ("intake-missing", 2, FRIDAY - timedelta(days=3)),
        *(("appointment-reminder", 2, FRIDAY - timedelta(hours=hours)) for hours in (48, 24, 2)),
    }
    retired = OutgoingEmail.objects.filter(facts__version=1).values_list("state", "reason")
    assert set(retired) == {("skipped", "The visit was moved.")}


def test_moved_close_by_only_what_is_ahead_is_left(visit: Appointment) -> None:
    reschedule(appointment=visit, start=TUESDAY_TEN, now=TUESDAY_TEN - timedelta(hours=20))
    promised = OutgoingEmail.objects.promised().filter(to=visit.contact_email)
    assert list(promised.order_by("due_at").values_list("kind", "facts__before")) == [
        ("appointment-moved", None),
        ("appointment-reminder", 120),
    ]


def test_it_may_overlap_its_own_old_hour(visit: Appointment, now: datetime) -> None:
    half_past = THURSDAY + timedelta(minutes=30)
    assert reschedule(appointment=visit, start=half_past, now=now).start == half_past


def test_a_full_day_has_room_for_its_own_visit(visit: Appointment, service: Service, now: datetime) -> None:
    service.daily_cap = 1
    service.save()
    assert reschedule(appointment=visit, start=THURSDAY + timedelta(hours=2), now=now).version == 2


def test_the_same_hour_is_no_move(visit: Appointment, now: datetime) -> None:
    assert reschedule(appointment=visit, start=THURSDAY, now=now).version == 1
    assert not OutgoingEmail.objects.filter(kind="appointment-moved").exists()


def test_a_taken_hour_is_refused_and_nothing_changes(
    visit: Appointment, service: Service, now: datetime
) -> None:
    booked(service=service, now=now, start=FRIDAY, given=contact(email="eve@example.com"))
    before = list(OutgoingEmail.objects.values())
    with pytest.raises(NotBookable) as refused:
        reschedule(appointment=visit, start=FRIDAY, now=now)
    assert refused.value.reason == Refusal.TAKEN
    visit.refresh_from_db()
    assert (visit.start, visit.version) == (THURSDAY, 1)
    assert list(OutgoingEmail.objects.values()) == before


@pytest.mark.parametrize(("late_by", "moves"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_the_cut_off_is_kept_to_the_second(visit: Appointment, late_by: timedelta, moves: bool) -> None:
    at = THURSDAY - timedelta(hours=24) + late_by
    if moves:
        assert reschedule(appointment=visit, start=FRIDAY, now=at).start == FRIDAY
        return
    with pytest.raises(NotBookable) as refused:
        reschedule(appointment=visit, start=FRIDAY, now=at)
    assert refused.value.reason == TooLate.CUT_OFF


def test_a_visit_that_began_or_was_cancelled_stays(visit: Appointment, now: datetime) -> None:
    with pytest.raises(NotBookable) as refused:
        reschedule(appointment=visit, start=FRIDAY, now=THURSDAY)
    assert refused.value.reason == TooLate.STARTED
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    for start in (FRIDAY, THURSDAY):
        with pytest.raises(NotBookable) as refused:
            reschedule(appointment=visit, start=start, now=now)
        assert refused.value.reason == TooLate.CANCELLED

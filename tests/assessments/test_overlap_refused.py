"""Double booking is refused by the database itself, whichever way a row is written."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.models import Appointment, Client, Service
from tests.assessments.visits import TUESDAY_TEN
from tests.makers import make_appointment, make_client, make_service, make_trainer

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def taken(client_record: Client, service: Service) -> Appointment:
    return make_appointment(client=client_record, service=service, start=TUESDAY_TEN)


def copy_of(taken: Appointment, *, later: timedelta = timedelta(0)) -> Appointment:
    """An unsaved second visit, so much later."""
    copy = Appointment.objects.get(pk=taken.pk)
    copy.pk = None
    copy._state.adding = True
    copy.set_time(taken.start + later)
    return copy


def elsewhere(taken: Appointment) -> Appointment:
    row = copy_of(taken, later=timedelta(days=1))
    row.save()
    return row


def save_new(taken: Appointment) -> None:
    copy_of(taken, later=HALF_AN_HOUR).save()


def save_with_own_number(taken: Appointment) -> None:
    copy = copy_of(taken, later=-HALF_AN_HOUR)
    copy.pk = 10**9
    copy.save(force_insert=True)


def bulk_create(taken: Appointment) -> None:
    Appointment.objects.bulk_create([copy_of(taken, later=HALF_AN_HOUR)])


def create_two_at_once(taken: Appointment) -> None:
    Appointment.objects.bulk_create(
        [copy_of(taken, later=timedelta(days=2)), copy_of(taken, later=timedelta(days=2))]
    )


def save_moved(taken: Appointment) -> None:
    row = elsewhere(taken)
    row.set_time(taken.start)
    row.save()


def update_queryset(taken: Appointment) -> None:
    row = elsewhere(taken)
    Appointment.objects.filter(pk=row.pk).update(
        start=taken.start, end=taken.end, blocked_start=taken.blocked_start, blocked_end=taken.blocked_end
    )


def bulk_update(taken: Appointment) -> None:
    row = elsewhere(taken)
    row.set_time(taken.start)
    Appointment.objects.bulk_update([row], ["start", "end", "blocked_start", "blocked_end"])


def revive_cancelled(taken: Appointment) -> None:
    row = copy_of(taken)
    row.status = Appointment.Status.CANCELLED
    row.save()
    Appointment.objects.filter(pk=row.pk).update(status=Appointment.Status.CONFIRMED)


def hand_to_trainer(taken: Appointment) -> None:
    other = make_service(trainer=make_trainer())
    row = make_appointment(client=make_client(trainer=other.trainer), service=other, start=taken.start)
    Appointment.objects.filter(pk=row.pk).update(trainer=taken.trainer)


@pytest.mark.parametrize(
    "write",
    [
        save_new,
        save_with_own_number,
        bulk_create,
        create_two_at_once,
        save_moved,
        update_queryset,
        bulk_update,
        revive_cancelled,
        hand_to_trainer,
    ],
)
def test_no_write_makes_two_visits_overlap(taken: Appointment, write: Callable[[Appointment], None]) -> None:
    with pytest.raises(IntegrityError, match="appointment_no_overlap"), transaction.atomic():
        write(taken)


@pytest.mark.parametrize("status", Appointment.LIVE)
def test_every_live_status_blocks_its_time(taken: Appointment, status: str) -> None:
    Appointment.objects.filter(pk=taken.pk).update(status=status, hold_until=taken.start)
    with pytest.raises(IntegrityError, match="appointment_no_overlap"), transaction.atomic():
        save_new(taken)


def test_the_form_check_says_so_first_and_kindly(taken: Appointment) -> None:
    with pytest.raises(ValidationError, match="Another appointment takes this time"):
        copy_of(taken, later=HALF_AN_HOUR).full_clean()


def test_buffers_block_too(taken: Appointment, service: Service) -> None:
    service.buffer_before = 10
    row = Appointment(trainer=taken.trainer, service=service, client=taken.client, booked_at=taken.booked_at)
    row.set_time(taken.end)
    with pytest.raises(IntegrityError, match="appointment_no_overlap"), transaction.atomic():
        row.save()


def test_visits_may_touch(taken: Appointment) -> None:
    for row in (copy_of(taken, later=timedelta(hours=1)), copy_of(taken, later=-timedelta(hours=1))):
        row.full_clean()
        row.save()


def test_a_visit_does_not_block_itself(taken: Appointment) -> None:
    taken.set_time(taken.start + HALF_AN_HOUR)
    taken.full_clean()
    taken.save()


def test_a_cancelled_visit_blocks_nothing(taken: Appointment) -> None:
    Appointment.objects.filter(pk=taken.pk).update(status=Appointment.Status.CANCELLED)
    copy_of(taken).full_clean()
    copy_of(taken).save()


def test_other_trainers_keep_their_own_schedule(taken: Appointment) -> None:
    other = make_service(trainer=make_trainer())
    row = make_appointment(client=make_client(trainer=other.trainer), service=other, start=taken.start)
    row.full_clean()

"""The trainer moves a visit: no cut-off binds them, another visit does, and the client is told."""

from datetime import datetime, timedelta

import pytest

from assessments.availability import Refusal
from assessments.changing import cancel
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable, TooLate
from assessments.scheduling import move, objection, replace_link
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, booked, contact

pytestmark = pytest.mark.django_db
NOON = TUESDAY_TEN + timedelta(hours=2)


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now)


def test_it_stays_the_same_record_and_the_mails_follow(visit: Appointment, now: datetime) -> None:
    minute_before = TUESDAY_TEN - timedelta(minutes=1)
    moved = move(appointment=visit, start=NOON, now=minute_before)
    assert (moved.pk, moved.start, moved.version) == (visit.pk, NOON, 2)
    promised = OutgoingEmail.objects.promised().values_list("kind", flat=True)
    assert list(promised) == ["appointment-moved"]


def test_twice_is_one_move(visit: Appointment, now: datetime) -> None:
    for _ in range(2):
        assert move(appointment=visit, start=NOON, now=now).version == 2


def test_it_may_overlap_itself_but_nobody_else(visit: Appointment, service: Service, now: datetime) -> None:
    half = TUESDAY_TEN + timedelta(minutes=30)
    assert objection(service=service, start=half, now=now, moving=visit) is None
    assert move(appointment=visit, start=half, now=now).start == half
    booked(service=service, now=now, start=NOON, given=contact(email="eve@example.com"))
    with pytest.raises(NotBookable) as refused:
        move(appointment=visit, start=NOON, now=now, insist=True)
    assert (refused.value.reason, refused.value.may_insist) == (Refusal.TAKEN, False)


def test_outside_the_hours_only_when_the_trainer_insists(visit: Appointment, now: datetime) -> None:
    night = TUESDAY_TEN.replace(hour=2) + timedelta(days=1)
    with pytest.raises(NotBookable) as refused:
        move(appointment=visit, start=night, now=now)
    assert refused.value.may_insist
    assert move(appointment=visit, start=night, now=now, insist=True).start == night


def test_not_into_the_past(visit: Appointment, now: datetime) -> None:
    with pytest.raises(NotBookable) as refused:
        move(appointment=visit, start=now - timedelta(minutes=1), now=now, insist=True)
    assert refused.value.reason == Refusal.PAST


def test_not_once_it_is_cancelled_or_has_begun(visit: Appointment, now: datetime) -> None:
    with pytest.raises(NotBookable) as refused:
        move(appointment=visit, start=NOON, now=TUESDAY_TEN)
    assert refused.value.reason == TooLate.STARTED
    cancel(appointment=visit, by=Appointment.By.TRAINER, now=now)
    with pytest.raises(NotBookable) as refused:
        move(appointment=visit, start=NOON, now=now)
    assert refused.value.reason == TooLate.CANCELLED


def test_a_new_link_kills_the_old_one_and_is_mailed(visit: Appointment, now: datetime) -> None:
    replaced = replace_link(appointment=visit, now=now)
    assert replaced.nonce != visit.nonce
    assert replaced.version == visit.version
    assert OutgoingEmail.objects.promised().filter(kind="appointment-new-link").count() == 1

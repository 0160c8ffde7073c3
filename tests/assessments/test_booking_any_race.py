"""Whoever is free, many visitors at once."""

import uuid
from collections import Counter
from datetime import datetime

import pytest

from assessments.booking import book_any
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable
from tests.assessments.test_booking_race import race
from tests.assessments.visits import TUESDAY_TEN, contact
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db(transaction=True)
TRAINERS = 3


@pytest.fixture
def services(service: Service) -> list[Service]:
    practice = service.trainer.practice
    return [service, *(make_service(trainer=make_trainer(practice=practice)) for _ in range(TRAINERS - 1))]


def test_as_many_visitors_as_trainers_get_the_hour(services: list[Service], now: datetime) -> None:
    def act(rival: int, number: int) -> str:
        visitor = contact(email=f"rival{rival}@example.com")
        try:
            book_any(services=services, start=TUESDAY_TEN, contact=visitor, now=now)
        except NotBookable as refused:
            return refused.reason
        return "booked"

    (outcomes,) = race(rivals=8, rounds=1, act=act)
    assert outcomes == Counter(booked=TRAINERS, taken=8 - TRAINERS)
    assert Appointment.objects.values("trainer").distinct().count() == TRAINERS


def test_a_form_sent_many_times_at_once_books_one_trainer(services: list[Service], now: datetime) -> None:
    sent = uuid.uuid4()

    def act(rival: int, number: int) -> str:
        visit = book_any(services=services, start=TUESDAY_TEN, contact=contact(), submission=sent, now=now)
        return str(visit.pk)

    (outcomes,) = race(rivals=8, rounds=1, act=act)
    assert list(outcomes.values()) == [8]
    assert Appointment.objects.count() == 1

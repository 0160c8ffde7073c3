"""A daily cap holds however many book at the same moment."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from assessments.availability import Refusal
from assessments.booking import book, hold
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable
from tests.assessments.test_booking_race import race
from tests.assessments.visits import TUESDAY_TEN, contact
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_hours_and_a_cap_of_three(service: Service, now: datetime) -> None:
    service.daily_cap = 3
    service.save()
    morning = TUESDAY_TEN - timedelta(hours=2)

    def act(rival: int, number: int) -> str:
        start = morning + timedelta(hours=rival, days=number)
        try:
            if rival % 2:
                hold(service=service, start=start, holder=f"{rival}-{number}", now=now)
            else:
                book(service=service, start=start, contact=contact(email=f"{rival}@example.com"), now=now)
        except NotBookable as refused:
            return refused.reason
        return "kept"

    outcomes = race(rivals=8, rounds=4, act=act)
    assert outcomes == [Counter({"kept": 3, Refusal.FULL: 5})] * 4
    assert Appointment.objects.count() == 12


def test_one_visitor_in_two_tabs_keeps_one_hour(service: Service, now: datetime) -> None:
    services = [service, make_service(trainer=make_trainer())]

    def act(rival: int, number: int) -> str:
        start = TUESDAY_TEN + timedelta(days=number)
        hold(service=services[rival], start=start, holder="ada", now=now)
        return str(Appointment.objects.count())

    assert race(rivals=2, rounds=20, act=act) == [Counter({"1": 2})] * 20

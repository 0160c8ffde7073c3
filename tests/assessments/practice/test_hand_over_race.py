"""Handing over while others book and hand over: no deadlock, no double booking, nobody lost on the way."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from assessments.booking import book
from assessments.handing_over import CannotTakeOver, NeedsAgreement, move_client
from assessments.models import Appointment
from assessments.refusals import NotBookable
from tests.assessments.practice.people import Two, two_trainers
from tests.assessments.test_booking_race import race
from tests.assessments.visits import TUESDAY_TEN, contact
from tests.makers import make_appointment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two() -> Two:
    return two_trainers()


def test_a_visitor_and_a_hand_over_want_one_hour(two: Two, now: datetime) -> None:
    rounds = 10
    clients = [two.ada() for _each in range(rounds)]
    for number, client in enumerate(clients):
        make_appointment(client=client, service=two.hers, start=TUESDAY_TEN + timedelta(days=number))

    def act(rival: int, number: int) -> str:
        start = TUESDAY_TEN + timedelta(days=number)
        try:
            if rival:
                given = contact(email=f"rival{rival}@example.com")
                book(service=two.his, start=start, contact=given, now=now)
            else:
                move_client(client=clients[number], to=two.julian, by=two.mara.user, now=now)
        except (NotBookable, NeedsAgreement):
            return "refused"
        return "done"

    assert race(rivals=4, rounds=rounds, act=act) == [Counter({"done": 1, "refused": 3})] * rounds
    at_his = two.julian.appointments.confirmed().values_list("start", flat=True)
    assert len(set(at_his)) == len(at_his) == rounds
    strays = Appointment.objects.confirmed().exclude(pk__in=Appointment.objects.of_own_clients())
    assert not strays.exists()


def test_to_and_fro_at_once_ends_with_everybody_somewhere(two: Two, now: datetime) -> None:
    ada = two.ada()
    make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN)

    def act(rival: int, number: int) -> str:
        to = (two.mara, two.julian)[rival % 2]
        ada.refresh_from_db()
        try:
            move_client(client=ada, to=to, by=two.mara.user, now=now)
        except CannotTakeOver:
            return "refused"
        return "done"

    outcomes = race(rivals=6, rounds=5, act=act)
    assert sum(outcome["done"] for outcome in outcomes) >= 5
    visit = Appointment.objects.get()
    ada.refresh_from_db()
    assert visit.trainer_id == ada.trainer_id == visit.service.trainer_id

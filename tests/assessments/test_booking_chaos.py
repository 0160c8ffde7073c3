"""Sixteen at once book, keep, move and cancel overlapping hours: no overlap, no deadlock, no lost answer."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from assessments import booking, changing, scheduling
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable, TooLate
from tests.assessments.test_booking_race import race
from tests.assessments.visits import TUESDAY_TEN, contact
from tests.makers import make_client, make_service, make_trainer

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, ACTS = 16, 25


@pytest.fixture
def services(service: Service) -> list[Service]:
    """Two trainers of one practice, with buffers and starts that overlap each other."""
    trainer = service.trainer
    other = make_service(trainer=make_trainer(practice=trainer.practice))
    for each in (service, other):
        each.slot_step, each.buffer_before, each.buffer_after = 15, 5, 10
        each.move_cutoff = 0
        each.save()
    return [service, other]


def acts(services: list[Service], now: datetime) -> dict[str, Callable[[random.Random, str], object]]:
    clients = {service.pk: make_client(trainer=service.trainer) for service in services}

    def start_for(chance: random.Random) -> datetime:
        return TUESDAY_TEN + timedelta(days=chance.randrange(2), minutes=15 * chance.randrange(12))

    def visit_for(chance: random.Random) -> Appointment:
        visits = list(Appointment.objects.booked().select_related("service"))
        if not visits:
            raise NotBookable(TooLate.CANCELLED)
        return chance.choice(visits)

    def book(chance: random.Random, who: str) -> object:
        given = contact(email=f"{who}@example.com")
        service = chance.choice(services)
        return booking.book(service=service, start=start_for(chance), contact=given, holder=who, now=now)

    def book_any(chance: random.Random, who: str) -> object:
        given = contact(email=f"{who}@example.com")
        return booking.book_any(services=services, start=start_for(chance), contact=given, now=now)

    def hold(chance: random.Random, who: str) -> object:
        return booking.hold(service=chance.choice(services), start=start_for(chance), holder=who, now=now)

    def move(chance: random.Random, who: str) -> object:
        return changing.reschedule(appointment=visit_for(chance), start=start_for(chance), now=now)

    def cancel(chance: random.Random, who: str) -> object:
        return changing.cancel(appointment=visit_for(chance), by=Appointment.By.CLIENT, now=now)

    def insist(chance: random.Random, who: str) -> object:
        service = chance.choice(services)
        start = start_for(chance) + timedelta(minutes=chance.randrange(15))
        client = clients[service.pk]
        return scheduling.book_for(client=client, service=service, start=start, now=now, insist=True)

    return {act.__name__: act for act in (book, book_any, hold, move, cancel, insist)}


def test_whatever_they_do_no_two_visits_share_a_minute(services: list[Service], now: datetime) -> None:
    what = acts(services, now)
    chances = [random.Random(number) for number in range(CROWD)]

    def act(rival: int, number: int) -> str:
        chance = chances[rival]
        name = chance.choice(sorted(what))
        try:
            what[name](chance, f"visitor{rival}")
        except NotBookable:
            return "refused"
        return name

    outcomes = sum(race(rivals=CROWD, rounds=ACTS, act=act), Counter())
    assert outcomes.total() == CROWD * ACTS
    assert set(outcomes) == {*what, "refused"}
    for service in services:
        rows = Appointment.objects.live().filter(trainer=service.trainer_id).order_by("blocked_start")
        assert all(one.blocked_end <= other.blocked_start for one, other in pairwise(rows))

"""The desk and the public page at once: one gets the hour, the others hear so, a closed day stays closed."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from assessments.availability import Refusal
from assessments.booking import book
from assessments.models import Appointment, Client, Service
from assessments.refusals import NotBookable
from assessments.scheduling import book_for, cancel_span, move
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.desks import desk_of, sent
from tests.assessments.test_booking_race import hour_of, race
from tests.assessments.visits import contact, open_hour
from tests.makers import make_appointment, make_client

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS, ROUNDS = 8, 10


def test_two_desks_and_the_public_page_want_one_hour(
    client_record: Client, service: Service, now: datetime
) -> None:
    movers = [
        make_appointment(
            client=make_client(trainer=service.trainer),
            service=service,
            start=hour_of(40 + number),
        )
        for number in range(ROUNDS)
    ]

    def act(rival: int, number: int) -> str:
        start = hour_of(number)
        try:
            if rival == 0:
                move(appointment=movers[number], start=start, now=now, insist=True)
            elif rival % 2:
                book_for(client=client_record, service=service, start=start, now=now, insist=True)
            else:
                visitor = contact(email=f"rival{rival}@example.com")
                book(service=service, start=start, contact=visitor, now=now)
        except NotBookable as refused:
            return refused.reason
        return "got it"

    outcomes = race(rivals=RIVALS, rounds=ROUNDS, act=act)
    assert [(each["got it"], each[Refusal.TAKEN]) for each in outcomes] == [(1, RIVALS - 1)] * ROUNDS
    for number in range(ROUNDS):
        assert Appointment.objects.filter(start=hour_of(number)).count() == 1


def test_nobody_slips_into_a_day_while_it_is_closed(service: Service, now: datetime) -> None:
    """Every booking is refused, or cancelled with the day; none stands, whoever came first."""

    def act(rival: int, number: int) -> str:
        start = hour_of(number)
        if rival == 0:
            since, until = start - timedelta(hours=6), start + timedelta(hours=6)
            cancel_span(trainer=service.trainer, since=since, until=until, label="Away", now=now)
            return "closed"
        visitor = contact(email=f"rival{rival}@example.com")
        try:
            book(service=service, start=start, contact=visitor, now=now)
        except NotBookable as refused:
            return refused.reason
        return "booked"

    outcomes = race(rivals=RIVALS, rounds=ROUNDS, act=act)
    assert all(each["closed"] == 1 and each["booked"] <= 1 for each in outcomes)
    booked = sum(each["booked"] for each in outcomes)
    assert set(Appointment.objects.values_list("status", flat=True)) <= {"cancelled"}
    assert Appointment.objects.count() == booked
    assert OutgoingEmail.objects.filter(kind="appointment-cancelled").count() == booked


def test_at_two_desks_the_slower_one_reads_that_it_is_taken(service: Service) -> None:
    hours = [open_hour(days=3 + number) for number in range(3)]
    clients = [make_client(trainer=service.trainer) for _ in range(RIVALS)]

    def act(rival: int, number: int) -> str:
        press = sent(hours[number], client=clients[rival].pk)
        return str(desk_of(service.trainer).post("/desk/book/", press).status_code)

    assert race(rivals=RIVALS, rounds=3, act=act) == [Counter({"302": 1, "409": RIVALS - 1})] * 3

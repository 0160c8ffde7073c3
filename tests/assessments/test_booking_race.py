"""Many want one hour at the same moment: one gets it, the others hear so, and nobody waits for ever."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client as Browser

from assessments.availability import Refusal
from assessments.booking import book
from assessments.changing import reschedule
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, book_url, booked, contact, form, open_hour

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 32
ROUNDS = 20
PATIENCE = 60  # Seconds, for a machine under load; a deadlock waits for ever.


def race(*, rivals: int, rounds: int, act: Callable[[int, int], str]) -> list[Counter[str]]:
    """What came of `act(rival, round)`, per round; all rivals of a round start together."""
    gate = Barrier(rivals, timeout=PATIENCE)

    def run(rival: int) -> list[str]:
        try:
            outcomes = []
            for number in range(rounds):
                gate.wait()
                outcomes.append(act(rival, number))
            return outcomes
        finally:
            connection.close()

    with ThreadPoolExecutor(rivals) as pool:
        runs = list(pool.map(run, range(rivals)))
    return [Counter(outcomes) for outcomes in zip(*runs, strict=True)]


def hour_of(number: int) -> datetime:
    return TUESDAY_TEN + timedelta(days=number)


def test_one_of_32_gets_the_hour_twenty_times_over(service: Service, now: datetime) -> None:
    def act(rival: int, number: int) -> str:
        visitor = contact(email=f"rival{rival}@example.com")
        try:
            book(service=service, start=hour_of(number), contact=visitor, now=now)
        except NotBookable as refused:
            return refused.reason
        return "booked"

    outcomes = race(rivals=RIVALS, rounds=ROUNDS, act=act)
    assert outcomes == [Counter({"booked": 1, Refusal.TAKEN: RIVALS - 1})] * ROUNDS
    assert list(Appointment.objects.order_by("start").values_list("start", flat=True)) == [
        hour_of(number) for number in range(ROUNDS)
    ]
    assert OutgoingEmail.objects.filter(kind="appointment-booked").count() == ROUNDS


def test_one_of_many_moves_into_the_hour(service: Service, now: datetime) -> None:
    rivals = [
        booked(service=service, now=now, start=TUESDAY_TEN + timedelta(days=20 + number))
        for number in range(8)
    ]

    def act(rival: int, number: int) -> str:
        try:
            reschedule(appointment=rivals[rival], start=TUESDAY_TEN, now=now)
        except NotBookable as refused:
            return refused.reason
        return "moved"

    assert race(rivals=8, rounds=1, act=act) == [Counter({"moved": 1, Refusal.TAKEN: 7})]
    assert Appointment.objects.filter(start=TUESDAY_TEN).count() == 1


def test_on_the_web_the_others_read_that_it_is_taken(service: Service) -> None:
    hours = [open_hour(days=3 + number) for number in range(3)]

    def act(rival: int, number: int) -> str:
        sent = form(hours[number], email=f"rival{rival}@example.com")
        browser = Browser(REMOTE_ADDR=f"10.0.0.{rival}")
        return str(browser.post(book_url(service), sent).status_code)

    assert race(rivals=8, rounds=3, act=act) == [Counter({"302": 1, "409": 7})] * 3


def test_a_button_pressed_many_times_at_once_books_once(service: Service) -> None:
    sent = form(open_hour())

    def act(rival: int, number: int) -> str:
        return Browser().post(book_url(service), sent)["Location"]

    (outcomes,) = race(rivals=8, rounds=1, act=act)
    assert list(outcomes.values()) == [8]
    assert Appointment.objects.count() == 1

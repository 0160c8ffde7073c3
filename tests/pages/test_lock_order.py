"""Whoever takes a client's record as a whole waits for the test that is being recorded, and not with it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from assessments import contacts
from assessments.contacts import Person
from assessments.handing_over import move_client
from assessments.models import Assessment, Client
from hipcoach.pages import erasing
from tests.assessments.practice.people import Two, two_trainers
from tests.assessments.under_way import make_started
from tests.processes import wait_until
from tests.waiting import somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
WEEK = timedelta(days=7)


def erase(two: Two, client: Client, now: datetime) -> Callable[[], object]:
    erasure = erasing.ask(client=client, by=None, reason=erasing.Reason.TRAINER, now=now - WEEK)
    return lambda: erasing.carry_out(erasure.pk, now=now)


def hand_over(two: Two, client: Client, now: datetime) -> Callable[[], object]:
    return lambda: move_client(client=client, to=two.julian, by=two.mara.user, now=now)


def correct(two: Two, client: Client, now: datetime) -> Callable[[], object]:
    person = Person(name="Ada Lovelace", email=client.email)
    return lambda: contacts.change(client=client, person=person, trainer=two.mara, now=now)


@pytest.mark.parametrize("begin", [erase, hand_over, correct])
def test_who_records_a_test_comes_to_the_client_while_others_wait(
    begin: Callable[[Two, Client, datetime], Callable[[], object]], now: datetime
) -> None:
    two = two_trainers()
    ada = two.ada()
    test = make_started(client=ada, service=two.hers, now=now)
    act = begin(two, ada, now)

    def apart() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            Assessment.objects.select_for_update(no_key=True).get(pk=test.pk)
            done = threads.submit(apart)
            wait_until(somebody_waits)
            # As finishing does once it holds the test: whoever waits must not wait with the client in hand.
            Client.objects.select_for_update(no_key=True, nowait=True).get(pk=ada.pk)
        done.result(timeout=20)

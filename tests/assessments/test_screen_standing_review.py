"""A review waits for the trainer's recorded decision; limits stand as long as they should."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from assessments.models import Clearance, Client
from assessments.screening import Outcome
from assessments.screens import clear, latest_screen, latest_screens
from hipcoach.common.cautions import Caution
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_client

STATEMENT, DECISION = Clearance.Basis.STATEMENT, Clearance.Basis.DECISION
DAY = timedelta(days=1)


@pytest.mark.parametrize("basis", [STATEMENT, DECISION])
def test_a_review_waits_for_a_record_by_either(
    client_record: Client, now: datetime, basis: Clearance.Basis
) -> None:
    screen = send_intake(client_record, DIZZY, now=now)
    assert not latest_screen(client=client_record, now=now).may_test
    clear(screen=screen, trainer=client_record.trainer, basis=basis, now=now)
    current = latest_screen(client=client_record, now=now)
    assert (current.outcome, current.may_test) == (Outcome.REVIEW, True)


def test_the_next_review_is_decided_anew(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, DIZZY, now=now)
    clear(screen=screen, trainer=client_record.trainer, basis=DECISION, now=now)
    send_intake(client_record, DIZZY, now=now + DAY)
    assert not latest_screen(client=client_record, now=now + DAY).may_test


def test_a_clear_screen_needs_no_record(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    current = latest_screen(client=client_record, now=now)
    assert (current.outcome, current.may_test, current.matches) == (Outcome.CLEAR, True, ())
    assert (current.clearance, current.limits) == (None, frozenset())


def test_a_newer_record_replaces_the_limits(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, DIZZY, now=now)
    for limits, at in ([Caution.BALANCE, Caution.HANGING], now), ([Caution.SUPINE], now + DAY):
        clear(screen=screen, trainer=client_record.trainer, basis=DECISION, limits=limits, now=at)
    assert latest_screen(client=client_record, now=now + DAY).limits == {"supine"}


def test_a_professionals_limits_outlive_the_next_intake(client_record: Client, now: datetime) -> None:
    stop = send_intake(client_record, CHEST_PAIN, now=now)
    clear(screen=stop, trainer=client_record.trainer, basis=STATEMENT, limits=["hanging"], now=now)
    review = send_intake(client_record, DIZZY, now=now + DAY)
    assert latest_screen(client=client_record, now=now + DAY).limits == {"hanging"}
    clear(screen=review, trainer=client_record.trainer, basis=DECISION, limits=["balance"], now=now + 2 * DAY)
    assert latest_screen(client=client_record, now=now + 2 * DAY).limits == {"hanging", "balance"}


def test_a_decisions_limits_end_with_its_screen(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, DIZZY, now=now)
    clear(screen=screen, trainer=client_record.trainer, basis=DECISION, limits=["balance"], now=now)
    send_intake(client_record, now=now + DAY)
    assert latest_screen(client=client_record, now=now + DAY).limits == frozenset()


def test_an_unknown_limit_is_refused(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, DIZZY, now=now)
    with pytest.raises(ValueError, match="flying"):
        clear(screen=screen, trainer=client_record.trainer, basis=DECISION, limits=["flying"], now=now)


def test_many_clients_cost_as_few_queries_as_one(
    client_record: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clients = [client_record, *(make_client(trainer=client_record.trainer) for _ in range(3))]
    for person in clients:
        send_intake(person, DIZZY, now=now)
        send_intake(person, now=now + DAY)
    with django_assert_num_queries(4):
        currents = latest_screens(clients=clients, now=now + DAY)
    assert {person.pk for person in clients} == currents.keys()
    with django_assert_num_queries(4):
        assert latest_screen(client=client_record, now=now + DAY) == currents[client_record.pk]

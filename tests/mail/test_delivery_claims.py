"""Workers share the outbox without ever sending one mail twice, and take over from one that died."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection

from hipcoach.mail import delivery
from hipcoach.mail.delivery import LAST_ATTEMPT, LEASE, claim, deliver, sweep
from hipcoach.mail.models import OutgoingEmail
from tests.mail.promises import fresh, promise

WORKERS = 4


def deliver_broken(row: OutgoingEmail, now: datetime) -> None:
    row.kind = "no such kind"
    with mail.get_connection() as connection_of_worker:
        deliver(row, connection_of_worker, now)


def deliver_whole(row: OutgoingEmail, now: datetime) -> None:
    with mail.get_connection() as connection_of_worker:
        deliver(row, connection_of_worker, now)


@pytest.mark.django_db(transaction=True)
def test_workers_that_sweep_at_once_send_each_mail_once(now: datetime) -> None:
    rows = [promise(now=now) for _ in range(20)]
    together = Barrier(WORKERS)

    def work(_number: int) -> int:
        try:
            together.wait(timeout=10)
            return sweep(now)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        handled = sum(workers.map(work, range(WORKERS)))
    sent = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert (handled, len(sent), len(set(sent))) == (len(rows), len(rows), len(rows))
    assert set(OutgoingEmail.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.django_db
def test_a_claimed_mail_is_nobody_elses_while_its_lease_lasts(now: datetime) -> None:
    promise(now=now)
    assert claim(now)
    assert claim(now + LEASE - timedelta(seconds=1)) is None


@pytest.mark.django_db
def test_a_mail_whose_worker_died_is_sent_later_under_the_same_message_id(now: datetime) -> None:
    row = promise(now=now)
    first_claim = claim(now)
    assert first_claim
    deliver_whole(first_claim, now)
    # It died after sending, before it could record that.
    OutgoingEmail.objects.update(state="sending", lease_until=now + LEASE, secret="WXYZ-1234")
    sweep(now + LEASE)
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second
    assert (fresh(row).state, fresh(row).attempts) == ("sent", 2)


@pytest.mark.django_db
def test_a_mail_that_workers_die_of_is_given_up(now: datetime) -> None:
    row = promise(now=now)
    for attempt in range(LAST_ATTEMPT):
        assert claim(now + attempt * LEASE)
    sweep(now + LAST_ATTEMPT * LEASE)
    assert (fresh(row).state, mail.outbox) == ("failed", [])


@pytest.fixture
def slow_and_next(db: None, now: datetime) -> tuple[OutgoingEmail, OutgoingEmail]:
    """One mail as two workers hold it: one so slow that its lease ran out, and the one that took over."""
    promise(now=now)
    slow, following = claim(now), claim(now + LEASE)
    assert slow
    assert following
    return slow, following


def test_a_slow_worker_that_fails_frees_nothing_that_another_holds(
    slow_and_next: tuple[OutgoingEmail, OutgoingEmail], now: datetime
) -> None:
    slow, following = slow_and_next
    deliver_broken(slow, now + LEASE)
    assert (fresh(following).state, fresh(following).lease_until) == ("sending", now + 2 * LEASE)


def test_what_a_slow_worker_has_sent_is_sent_whatever_happens_to_the_other(
    slow_and_next: tuple[OutgoingEmail, OutgoingEmail], now: datetime
) -> None:
    slow, following = slow_and_next
    deliver_whole(slow, now + LEASE)
    deliver_broken(following, now + LEASE)
    assert (fresh(slow).state, fresh(slow).reason) == ("sent", "")


@pytest.mark.django_db
def test_sign_in_codes_go_first(now: datetime) -> None:
    promise(now=now - timedelta(hours=1), to="first@example.com")
    promise(now=now, to="urgent@example.com", urgent=True)
    sweep(now)
    assert [message.to for message in mail.outbox] == [["urgent@example.com"], ["first@example.com"]]


@pytest.mark.django_db
def test_a_sweep_ends_long_before_its_first_lease_does() -> None:
    # The clock a sweep was given must not grow old: a lease counted from it would be over too soon.
    assert timedelta(seconds=delivery.SWEEP_SECONDS) <= LEASE / 3

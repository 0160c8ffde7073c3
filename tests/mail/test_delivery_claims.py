"""Workers share the outbox without ever sending one mail twice, and take over from one that died."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from hipcoach.mail import line
from hipcoach.mail.delivery import deliver, sweep
from hipcoach.mail.failures import LAST_ATTEMPT
from hipcoach.mail.line import LEASE
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import retire
from hipcoach.mail.wire import Wire
from tests.mail.promises import fresh, promise

WORKERS = 4


def claim(now: datetime) -> OutgoingEmail | None:
    """The next row, as one worker holds it."""
    return next(iter(line.claim(now, urgent=False, most=1)), None)


def deliver_broken(row: OutgoingEmail, now: datetime) -> None:
    row.kind = "no such kind"
    deliver_whole(row, now)


def deliver_whole(row: OutgoingEmail, now: datetime, wire: Wire | None = None) -> None:
    assert list(deliver([row], wire or Wire(), lambda: now, lambda _row: None)) == [row]


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
    OutgoingEmail.objects.update(
        state="sending", settled_at=None, lease_until=now + LEASE, secret="WXYZ-1234"
    )
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


def test_a_slow_worker_sends_nothing_that_another_holds(
    slow_and_next: tuple[OutgoingEmail, OutgoingEmail], now: datetime
) -> None:
    slow, following = slow_and_next
    deliver_whole(slow, now + LEASE)
    assert (fresh(following).state, mail.outbox) == ("sending", [])


class SlowWire(Wire):
    """Takes so long over a mail that another worker takes the row over meanwhile."""

    def __init__(self, *, overtaken_at: datetime) -> None:
        super().__init__()
        self.overtaken_at = overtaken_at

    def send(self, message: EmailMessage, *, meanwhile: Callable[[], object]) -> None:
        super().send(message, meanwhile=meanwhile)
        self.following = claim(self.overtaken_at)


@pytest.mark.django_db
def test_what_a_slow_worker_has_sent_is_sent_whatever_happens_to_the_other(now: datetime) -> None:
    row, wire = promise(now=now), SlowWire(overtaken_at=now + LEASE)
    slow = claim(now)
    assert slow
    deliver_whole(slow, now, wire)
    assert wire.following
    deliver_broken(wire.following, now + LEASE)
    assert (fresh(row).state, fresh(row).reason) == ("sent", "")


@pytest.mark.django_db
def test_sign_in_codes_go_first(now: datetime) -> None:
    promise(now=now - timedelta(hours=1), to="first@example.com")
    promise(now=now, to="urgent@example.com", urgent=True)
    sweep(now)
    assert [message.to for message in mail.outbox] == [["urgent@example.com"], ["first@example.com"]]


@pytest.mark.django_db
def test_a_code_asked_for_meanwhile_overtakes_a_claimed_batch(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "LOOK_FOR_URGENT_EVERY", 0)
    long = line.Line(lambda: now)
    for number in range(3):
        promise(now=now, key=f"long:{number}")
    first = long.take(1)
    promise(now=now, key="code", urgent=True)
    rest = long.take(9)
    assert [row.key for row in (*first, *rest)] == ["long:0", "code", "long:1", "long:2"]


@pytest.mark.django_db
def test_what_workers_died_with_twice_is_taken_alone(now: datetime) -> None:
    for _ in range(3):
        promise(now=now)
    assert len(line.claim(now, urgent=False)) == 3
    assert len(line.claim(now + LEASE, urgent=False)) == 3
    assert [len(line.claim(now + 2 * LEASE, urgent=False)) for _ in range(4)] == [1, 1, 1, 0]


@pytest.mark.django_db
def test_a_lease_that_runs_low_is_renewed_before_the_mail_leaves(now: datetime) -> None:
    row = promise(now=now)
    held = claim(now)
    assert held
    assert line.keep(held, now + LEASE * 0.6)
    assert claim(now + LEASE) is None
    assert fresh(row).lease_until == now + LEASE * 1.6
    assert line.keep(held, now + LEASE)


@pytest.mark.django_db
def test_a_claimed_mail_that_is_taken_back_does_not_leave(now: datetime) -> None:
    row = promise(now=now, subject_ref="appointment:1")
    held = claim(now)
    assert held
    retire(subject_ref="appointment:1", reason="The visit was cancelled.", now=now)
    deliver_whole(held, now)
    assert (fresh(row).state, fresh(row).reason) == ("skipped", "The visit was cancelled.")
    assert mail.outbox == []


@pytest.mark.django_db
def test_what_is_promised_to_another_address_meanwhile_goes_there(now: datetime) -> None:
    row = promise(now=now)
    held = claim(now)
    assert held
    OutgoingEmail.objects.update(to="new@example.com", state="promised", lease_until=None, attempts=0)
    line.record_sent(held, now, following=None)
    assert fresh(row).state == "promised"
    sweep(now)
    assert [each.to for each in mail.outbox] == [["new@example.com"]]

"""Mails are composed by the handful; what changes meanwhile is seen, and each is recorded at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from threading import Event
from time import sleep

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext

from assessments.models import Appointment
from hipcoach.mail import delivery, line
from hipcoach.mail.delivery import FRESH_SECONDS, HANDFUL, deliver, sweep
from hipcoach.mail.kinds import Compose, composer
from hipcoach.mail.line import LEASE, record_sent
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import retire
from hipcoach.mail.wire import Wire
from tests.mail.many import REMINDER, make_due
from tests.mail.promises import fresh, promise
from tests.processes import wait_until

pytestmark = pytest.mark.django_db
AN_HOUR = 3600.0


class ActingWire(Wire):
    """Does something after each mail that it took."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self.act = act

    def send(self, message: EmailMessage, *, meanwhile: Callable[[], object]) -> None:
        super().send(message, meanwhile=meanwhile)
        self.act()


def claimed(count: int, *, now: datetime) -> Sequence[OutgoingEmail]:
    """So many reminders, as one worker holds them."""
    make_due(count, kind=REMINDER, now=now)
    return line.claim(now, urgent=False)


def delivered(rows: Sequence[OutgoingEmail], *, wire: Wire, now: datetime) -> list[OutgoingEmail]:
    return list(deliver(rows, wire, lambda: now, lambda _row: None))


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, nothing grows old."""
    monkeypatch.setattr(delivery, "FRESH_SECONDS", AN_HOUR)
    monkeypatch.setattr(line, "LOOK_LASTS", AN_HOUR)


@pytest.mark.usefixtures("unhurried")
def test_what_is_taken_back_after_it_was_composed_does_not_leave(now: datetime) -> None:
    first, second, third = claimed(3, now=now)

    def cancel() -> None:
        retire(subject_ref=second.subject_ref, reason="The visit was cancelled.", now=now)

    assert delivered([first, second, third], wire=ActingWire(cancel), now=now) == [first, second, third]
    assert [message.to for message in mail.outbox] == [[first.to], [third.to]]
    assert (fresh(second).state, fresh(second).reason) == ("skipped", "The visit was cancelled.")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_look_that_had_to_wait_is_taken_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes back both mails holds the first one's row until the second is being looked at."""
    monkeypatch.setattr(delivery, "FRESH_SECONDS", AN_HOUR)
    first, second = claimed(2, now=now)
    is_locked = Event()

    def take_back() -> None:
        with closing(connection), transaction.atomic():
            for row in (first, second):
                retire(subject_ref=row.subject_ref, reason="The visit was cancelled.", now=now)
            is_locked.set()
            wait_until(who_waits_for_us)
            sleep(2 * line.LOOK_LASTS)  # Who waits less is as quick as who doesn't.

    with ThreadPoolExecutor(1) as other:

        def begin() -> None:
            done.append(other.submit(take_back))
            assert is_locked.wait(20)

        done: list[Future[None]] = []
        delivered([first, second], wire=ActingWire(begin), now=now)
        done[0].result()
    assert [message.to for message in mail.outbox] == [[first.to]]
    assert [fresh(row).state for row in (first, second)] == ["sent", "skipped"]


def who_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.usefixtures("unhurried")
def test_each_is_recorded_before_the_next_leaves(now: datetime) -> None:
    recorded: list[int] = []

    def count() -> None:
        recorded.append(OutgoingEmail.objects.filter(state="sent").count())

    delivered(claimed(5, now=now), wire=ActingWire(count), now=now)
    assert recorded == [0, 1, 2, 3, 4]


def test_what_has_grown_old_is_composed_anew(now: datetime) -> None:
    first, second = claimed(2, now=now)
    wire = ActingWire(lambda: sleep(FRESH_SECONDS))
    assert delivered([first, second], wire=wire, now=now) == [first]
    Appointment.objects.filter(contact_email=second.to).update(contact_email="new@example.com")
    assert delivered([second], wire=wire, now=now) == [second]
    assert [message.to for message in mail.outbox] == [[first.to]]
    assert fresh(second).reason == "The address was changed meanwhile."


def test_a_slow_server_gets_as_many_as_leave_in_time(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    hands: list[int] = []

    def noting(rows: Sequence[OutgoingEmail]) -> Compose:
        hands.append(len(rows))
        return composer(rows)

    make_due(HANDFUL, kind=REMINDER, now=now)
    monkeypatch.setattr(delivery, "Wire", lambda: ActingWire(lambda: sleep(FRESH_SECONDS)))
    monkeypatch.setattr(delivery, "composer", noting)
    assert sweep(now) == HANDFUL
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == HANDFUL
    # The first one learns how slow it is; from then on one is tried, then two.
    assert hands[0] == HANDFUL
    assert set(hands[1:]) == {1, 2}


@pytest.mark.usefixtures("unhurried")
def test_a_handful_reads_the_world_once_and_each_mail_costs_one_statement(now: datetime) -> None:
    rows = claimed(HANDFUL, now=now)
    with CaptureQueriesContext(connection) as captured:
        delivered(rows, wire=Wire(), now=now)
    assert len(mail.outbox) == HANDFUL
    # The visits, who of their clients has sent an intake, and the look at the first mail.
    assert len(captured) == 3 + HANDFUL


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("facts", [{}, {"appointment": "gone", "version": 1}])
def test_a_mail_that_cannot_be_read_stops_no_other(facts: dict[str, object], now: datetime) -> None:
    first, broken, last = claimed(3, now=now)
    OutgoingEmail.objects.filter(pk=broken.pk).update(facts=facts)
    broken.facts = facts
    assert set(delivered([first, broken, last], wire=Wire(), now=now)) == {first, broken, last}
    assert [fresh(row).state == "sent" for row in (first, broken, last)] == [True, False, True]
    assert fresh(broken).reason


@pytest.mark.parametrize("is_last", [True, False])
def test_what_was_sent_is_recorded_alike_with_and_without_a_following_mail(
    now: datetime, *, is_last: bool
) -> None:
    sent, following = promise(now=now), promise(now=now)
    OutgoingEmail.objects.update(reason="It waited.")
    held = line.claim(now, urgent=False)
    assert record_sent(held[0], now, following=None if is_last else held[1]) is (None if is_last else True)
    assert model_to_dict(fresh(sent)) == model_to_dict(sent) | {
        "state": "sent",
        "attempts": 1,
        "settled_at": now,
        "secret": "",
        "reason": "",
    }
    assert (fresh(following).state, fresh(following).secret) == ("sending", "WXYZ-1234")


@pytest.mark.usefixtures("unhurried")
def test_whoever_records_sees_whether_the_following_is_still_held(now: datetime) -> None:
    for _ in range(2):
        promise(now=now)
    sent, following = line.claim(now, urgent=False)
    retire(subject_ref=following.subject_ref, reason="Taken back.", now=now)
    assert record_sent(sent, now, following=following) is False


def test_a_lease_that_runs_low_is_not_looked_at_in_passing(now: datetime) -> None:
    for _ in range(2):
        promise(now=now)
    sent, following = line.claim(now, urgent=False)
    assert record_sent(sent, now + LEASE * 0.6, following=following) is None
    assert line.keep(following, now + LEASE * 0.6)
    assert fresh(following).lease_until == now + LEASE * 1.6

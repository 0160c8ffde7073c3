"""What a mail server answers decides: sent, tried again after a growing pause, or given up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.conf import LazySettings

from hipcoach.mail.delivery import sweep
from hipcoach.mail.failures import LAST_ATTEMPT
from tests.mail.promises import fresh, promise
from tests.mail.sink import HANG_UP, Sink, mail_server, running
from tests.processes import free_port

FIRST_WAITS = [30, 120, 480, 1920, 7680]

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[Sink]:
    with mail_server() as sink:
        use(sink.port, settings)
        yield sink


def use(port: int, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "hipcoach.mail.backends.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_TIMEOUT = 5


def test_a_taken_mail_is_sent_and_its_secret_is_gone(sink: Sink, now: datetime) -> None:
    row = promise(now=now)
    sweep(now)
    (message,) = (message_from_bytes(content, policy=policy.default) for content in sink.taken)
    assert (message["To"], message["Subject"]) == ("ada@example.com", "Your sign-in code")
    assert "WXYZ-1234" in sink.taken[0].decode()
    assert (fresh(row).state, fresh(row).secret, fresh(row).settled_at) == ("sent", "", now)


@pytest.mark.parametrize("answer", ["451 Try again later", "421 Too busy", HANG_UP])
def test_a_passing_trouble_is_tried_again_half_a_minute_later(sink: Sink, now: datetime, answer: str) -> None:
    row, sink.answer = promise(now=now), answer
    sweep(now)
    assert (fresh(row).state, fresh(row).secret) == ("promised", "WXYZ-1234")
    sink.answer = "250 OK"
    sweep(now + timedelta(seconds=29))
    assert sink.taken == []
    sweep(now + timedelta(seconds=40))
    assert (fresh(row).state, fresh(row).attempts, len(sink.taken)) == ("sent", 2, 1)


def test_a_mail_that_never_gets_through_is_given_up_after_growing_pauses(sink: Sink, now: datetime) -> None:
    row, sink.answer = promise(now=now), "451 Try again later"
    waits, tried = [], now
    for _ in range(LAST_ATTEMPT - 1):
        sweep(tried)
        rests_until = fresh(row).lease_until
        assert rests_until
        waits.append((rests_until - tried).total_seconds())
        tried = rests_until
    sweep(tried)
    # Half a minute at first, four times as long each time, and up to a quarter more, each mail its own.
    assert all(least <= wait <= 1.25 * least for wait, least in zip(waits, FIRST_WAITS, strict=True))
    assert (fresh(row).state, fresh(row).secret) == ("failed", "")
    assert fresh(row).reason == "The mail server asked us to try again (451)."


def test_a_refused_address_is_given_up_at_once_and_stops_no_other_mail(sink: Sink, now: datetime) -> None:
    sink.refusals["gone@example.com"] = "550 No such person <gone@example.com>"
    refused, fine = promise(now=now, to="gone@example.com"), promise(now=now)
    sweep(now)
    assert (fresh(refused).state, fresh(refused).attempts) == ("failed", 1)
    assert fresh(refused).reason == "The mail server says that this address takes no mail (550)."
    assert (fresh(fine).state, len(sink.taken)) == ("sent", 1)


def test_a_dropped_connection_costs_the_other_mails_nothing(sink: Sink, now: datetime) -> None:
    sink.refusals["first@example.com"] = HANG_UP
    dropped, fine = promise(now=now, to="first@example.com"), promise(now=now)
    sweep(now)
    assert (fresh(dropped).state, fresh(fine).state, fresh(fine).attempts) == ("promised", "sent", 1)


def test_a_greylisted_address_is_tried_again(sink: Sink, now: datetime) -> None:
    sink.refusals["ada@example.com"] = "450 Greylisted"
    row = promise(now=now)
    sweep(now)
    assert fresh(row).state == "promised"


def test_a_refused_content_is_given_up_at_once(sink: Sink, now: datetime) -> None:
    row, sink.answer = promise(now=now), "554 No"
    sweep(now)
    assert (fresh(row).state, fresh(row).reason) == (
        "failed",
        "The mail server refused this mail (554).",
    )


def test_a_mail_without_an_address_is_not_called_sent(sink: Sink, now: datetime) -> None:
    row = promise(now=now, to="")
    sweep(now)
    assert (fresh(row).state, fresh(row).reason, sink.taken) == (
        "failed",
        "There is no address to send it to.",
        [],
    )


def test_a_server_that_is_away_costs_no_attempt(settings: LazySettings, now: datetime) -> None:
    use(port := free_port(), settings)
    rows = [promise(now=now) for _ in range(3)]
    for minute in range(100):
        assert sweep(now + timedelta(minutes=minute)) == 0
    assert [(fresh(row).state, fresh(row).attempts) for row in rows] == [("promised", 0)] * 3
    with running(Sink(port=port)) as sink:
        assert sweep(now + timedelta(minutes=100)) == 3
    assert len(sink.taken) == 3

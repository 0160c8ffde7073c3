"""2,000 mails due, four workers, two beats; processes are killed, Redis is wiped, PostgreSQL stops."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from subprocess import Popen
from time import sleep

import pytest
from django.utils import timezone

from hipcoach.mail.line import LEASE
from hipcoach.mail.outbox import message_id_for
from tests.faults.servers import OwnPostgres, OwnRedis
from tests.faults.sink import NotingSink
from tests.faults.stage import Stage, end, kill
from tests.processes import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.own_servers]

PROMISES = 2_000
WORKERS, BEATS = 4, 2
# What one worker has in flight at most: its two threads, and the one that sweeps by itself.
IN_FLIGHT = 3
AWAY_SECONDS = 10
# A busy machine may take its time; nothing here is about speed.
PATIENCE = 240


def cancel(stage: Stage, first: int, last: int) -> dict[str, float]:
    """Address to the instant since which its visit is known to be cancelled."""
    cancelled: dict[str, float] = json.loads(
        stage.do(f"from tests.faults import world; world.cancel({first}, {last})")
    )
    return cancelled


def taken(sink: NotingSink, count: int) -> None:
    wait_until(lambda: len(sink.taken) >= count, PATIENCE)


def test_nothing_is_lost_nothing_is_sent_after_cancellation_and_only_a_kill_doubles(
    stage: Stage,
    sink: NotingSink,
    broker: OwnRedis,
    postgres: OwnPostgres,
    record_property: Callable[[str, object], None],
) -> None:
    stage.do(f"from tests.faults import world; world.promise_many({PROMISES})")
    cancelled = cancel(stage, 1_900, PROMISES)
    sink.seconds_each = 0.05
    workers: list[Popen[bytes]] = []
    with ExitStack() as ends:

        def start(*, beat: bool = False) -> None:
            workers.append(stage.start(beat=beat))
            ends.callback(end, workers[-1])

        for number in range(WORKERS):
            start(beat=number < BEATS)
        taken(sink, 200)
        cancelled |= cancel(stage, 400, 600)
        taken(sink, 500)
        kill(workers[0])
        start(beat=True)
        broker.stop()
        taken(sink, 800)
        broker.start()
        taken(sink, 1_000)
        postgres.stop()
        sleep(AWAY_SECONDS)
        postgres.start()
        kill(workers[2])
        taken(sink, 1_500)
        wait_until(lambda: "promised" not in stage.states(), PATIENCE)
    # What the killed ones held is free when their leases are over.
    sink.seconds_each = 0
    with stage.worker(clock=timezone.now() + LEASE + timedelta(minutes=1)):
        wait_until(lambda: not {"promised", "sending"} & set(stage.states()), PATIENCE)

    rows = stage.rows('SELECT key, state, reason, "to" FROM mail_outgoingemail')
    came = sink.ids()
    # Client and trainer hear of each cancellation.
    assert len(rows) == PROMISES + 2 * len(cancelled)
    assert {state for _, state, _, _ in rows} == {"sent", "skipped"}
    assert all(reason for _, state, reason, _ in rows if state == "skipped")
    # Sent is what came, and what came is called sent; a double has its promise's own Message-ID.
    assert set(came) == {message_id_for(key) for key, state, _, _ in rows if state == "sent"}
    doubles = sum(came.values()) - len(came)
    record_property("doubles", doubles)
    assert doubles <= 2 * IN_FLIGHT
    late = [
        mail
        for mail in sink.taken
        if mail.begun > cancelled.get(mail.to, mail.begun) and not mail.subject.startswith("Cancelled")
    ]
    # Between a sender's last look and its first word to the server a visit may still be cancelled:
    # one for each that sends, as each meets the cancelling once.
    assert len(late) <= WORKERS * IN_FLIGHT, late

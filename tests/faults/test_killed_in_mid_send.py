"""A worker killed in mid-send loses no mail; only one killed after the server's OK doubles it."""

import signal
from datetime import timedelta
from subprocess import TimeoutExpired

import psycopg
import pytest
from django.utils import timezone

from hipcoach.mail.line import LEASE
from tests.faults.servers import OwnRedis
from tests.faults.sink import NotingSink
from tests.faults.stage import Stage, kill
from tests.processes import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.own_servers]

ONE_DUE = """
from django.utils import timezone
from tests.mail.promises import promise
promise(now=timezone.now(), key="the only one", urgent=True)
"""

MANY_DUE = "from tests.faults import world; world.promise_many({})"
LOCK = """
SELECT 1 FROM mail_outgoingemail
WHERE id = (SELECT id FROM mail_outgoingemail ORDER BY id OFFSET {} LIMIT 1) FOR UPDATE
"""

TAKEN_BACK = """
UPDATE mail_outgoingemail SET state = 'skipped', settled_at = now(), lease_until = NULL
WHERE id = (SELECT max(id) FROM mail_outgoingemail)
"""
RECORDING = """
SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


def finish(stage: Stage, *, count: int = 1) -> None:
    """A worker that comes when the lease of the killed one is over, and the mails it settles."""
    with stage.worker(clock=timezone.now() + LEASE + timedelta(seconds=5)):
        wait_until(lambda: stage.states() == {"sent": count})


@pytest.mark.parametrize(("where", "in_line"), [("rcpt", False), ("rcpt", True), ("data", True)])
def test_killed_before_the_servers_ok_the_mail_comes_once(
    stage: Stage, sink: NotingSink, where: str, *, in_line: bool
) -> None:
    stage.do(ONE_DUE)
    sink.hold, sink.in_line = where, in_line
    with stage.worker() as worker:
        assert sink.held.wait(60)
        kill(worker)
        assert stage.states() == {"sending": 1}
    sink.hold = ""
    finish(stage)
    assert list(sink.ids().values()) == [1]


def test_killed_between_the_servers_ok_and_the_commit_it_comes_twice_under_one_message_id(
    stage: Stage, sink: NotingSink
) -> None:
    stage.do(ONE_DUE)
    sink.hold = "data"
    with stage.worker() as worker, psycopg.connect(stage.database_url) as other:
        assert sink.held.wait(60)
        # Whoever holds the row keeps the worker from recording what it sent.
        other.execute("SELECT 1 FROM mail_outgoingemail FOR UPDATE")
        sink.hold = ""
        wait_until(lambda: sink.taken and stage.rows(RECORDING))
        kill(worker)
        other.execute(f"SELECT pg_terminate_backend(pid) FROM ({RECORDING}) AS recording")
    finish(stage)
    assert list(sink.ids().values()) == [2]
    assert stage.rows("SELECT secret, attempts FROM mail_outgoingemail") == [("", 2)]


def test_killed_in_the_midst_of_a_handful_only_the_unrecorded_mail_comes_twice(
    stage: Stage, sink: NotingSink
) -> None:
    stage.do(MANY_DUE.format(6))
    sink.hold = "data"
    with stage.worker() as worker, psycopg.connect(stage.database_url) as other:
        assert sink.held.wait(60)
        other.execute(LOCK.format(2))
        sink.hold = ""
        wait_until(lambda: len(sink.taken) == 3 and stage.rows(RECORDING))
        kill(worker)
        other.execute(f"SELECT pg_terminate_backend(pid) FROM ({RECORDING}) AS recording")
        assert stage.states() == {"sent": 2, "sending": 4}
    unrecorded = sink.taken[2].message_id
    finish(stage, count=6)
    assert len(sink.ids()) == 6
    assert {message_id for message_id, times in sink.ids().items() if times > 1} == {unrecorded}
    assert sink.ids()[unrecorded] == 2


def test_a_look_that_had_to_wait_is_taken_again(stage: Stage, sink: NotingSink) -> None:
    stage.do(MANY_DUE.format(2))
    sink.hold = "data"
    with stage.worker(), psycopg.connect(stage.database_url) as other:
        assert sink.held.wait(60)
        other.execute(LOCK.format(0))
        sink.hold = ""
        # The first is being recorded; the look at the second is in the same statement.
        wait_until(lambda: stage.rows(RECORDING))
        with psycopg.connect(stage.database_url) as third:
            third.execute(TAKEN_BACK)
        other.rollback()
        wait_until(lambda: stage.states() == {"sent": 1, "skipped": 1})
    assert [mail.to for mail in sink.taken] == ["ada0@example.com"]


@pytest.mark.parametrize("asked_by_message", [True, False])
def test_asked_to_end_it_first_ends_the_mail_in_hand(
    stage: Stage, sink: NotingSink, broker: OwnRedis, *, asked_by_message: bool
) -> None:
    stage.do(ONE_DUE)
    if not asked_by_message:  # The worker's own sweep finds the mail: a thread that Celery knows nothing of.
        broker.stop()
        broker.start()
    sink.hold = "data"
    with stage.worker() as worker:
        assert sink.held.wait(60)
        worker.send_signal(signal.SIGTERM)
        # Less than settings.EMAIL_TIMEOUT, after which a sender gives up.
        with pytest.raises(TimeoutExpired):
            worker.wait(6)
        sink.hold = ""
        assert worker.wait(60) == 0
    assert stage.states() == {"sent": 1}
    assert list(sink.ids().values()) == [1]

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

RECORDING = """
SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


def finish(stage: Stage) -> None:
    """A worker that comes when the lease of the killed one is over, and the mail it settles."""
    with stage.worker(clock=timezone.now() + LEASE + timedelta(seconds=5)):
        wait_until(lambda: stage.states() == {"sent": 1})


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_killed_before_the_servers_ok_the_mail_comes_once(stage: Stage, sink: NotingSink, where: str) -> None:
    stage.do(ONE_DUE)
    sink.hold = where
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
        wait_until(lambda: sink.taken and other.execute(RECORDING).fetchall())
        kill(worker)
        other.execute(f"SELECT pg_terminate_backend(pid) FROM ({RECORDING}) AS recording")
    finish(stage)
    assert list(sink.ids().values()) == [2]
    assert stage.rows("SELECT secret, attempts FROM mail_outgoingemail") == [("", 2)]


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

"""A sign-in code leaves at once, whatever else is being sent; without Redis, with a worker's next sweep."""

from datetime import UTC, datetime

import pytest

from hipcoach.mail.tasks import SWEEP_EVERY
from tests.faults.servers import OwnRedis
from tests.faults.sink import NotingSink, Taken
from tests.faults.stage import Stage
from tests.processes import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.own_servers]

AT_ONCE = 2.0
# Makes ready, then asks for a code as a request would; writes the instant.
ASK = """
from django.utils import timezone
from hipcoach.mail.outbox import queue
asked = timezone.now()
queue(key="code", kind="sign-in-code", subject_ref="account", to="ada@example.com", secret="WXYZ",
      urgent=True, due_at=asked, now=asked)
print(asked.isoformat())
"""


def waited(stage: Stage, sink: NotingSink) -> float:
    """The seconds from the request for a code to its arrival."""
    asked = datetime.fromisoformat(stage.do(ASK).strip()).astimezone(UTC).timestamp()
    code: Taken = wait_until(
        lambda: next((mail for mail in sink.taken if mail.subject == "Your sign-in code"), None)
    )
    return code.ended - asked


def test_a_code_overtakes_ten_thousand_mails_that_are_being_sent(stage: Stage, sink: NotingSink) -> None:
    stage.do("from tests.faults import world; world.promise_many(10_000)")
    sink.seconds_each = 0.02
    with stage.worker(beat=True):
        wait_until(lambda: len(sink.taken) > 100)
        assert waited(stage, sink) < AT_ONCE
        assert stage.states()["promised"] > 5_000


def test_an_idle_worker_is_woken_for_a_code(stage: Stage, sink: NotingSink) -> None:
    with stage.worker(beat=True):
        wait_until(stage.worker_waits)
        assert waited(stage, sink) < AT_ONCE


def test_without_redis_a_code_leaves_with_the_next_sweep(
    stage: Stage, sink: NotingSink, broker: OwnRedis
) -> None:
    with stage.worker(beat=True):
        wait_until(stage.worker_waits)
        broker.stop()
        assert waited(stage, sink) < SWEEP_EVERY + AT_ONCE

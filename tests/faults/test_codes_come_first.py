"""A sign-in code leaves at once, whatever else is being sent; without Redis, with a worker's next sweep."""

from datetime import UTC, datetime

import pytest

from tests.faults.servers import OwnRedis
from tests.faults.sink import NotingSink, Taken
from tests.faults.stage import Stage
from tests.processes import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.own_servers]

# Mails that may leave between the request and the code: what is on its way, and what the asking takes.
OVERTAKEN_BY = 100
# Makes ready, then asks for a code as a request would; writes the instant.
ASK = """
from django.utils import timezone
from hipcoach.mail.outbox import queue
asked = timezone.now()
queue(key="code", kind="sign-in-code", subject_ref="account", to="ada@example.com", secret="WXYZ",
      urgent=True, due_at=asked, now=asked)
print(asked.isoformat())
"""


def mails_before(stage: Stage, sink: NotingSink) -> int:
    """Asks for a code, waits for it, and counts the mails that came in between."""
    asked = datetime.fromisoformat(stage.do(ASK).strip()).astimezone(UTC).timestamp()
    code: Taken = wait_until(
        lambda: next((mail for mail in sink.taken if mail.subject == "Your sign-in code"), None)
    )
    return sum(asked < mail.ended < code.ended for mail in list(sink.taken))


def test_a_code_overtakes_ten_thousand_mails_that_are_being_sent(stage: Stage, sink: NotingSink) -> None:
    stage.do("from tests.faults import world; world.promise_many(10_000)")
    sink.seconds_each = 0.02
    with stage.worker(beat=True):
        wait_until(lambda: len(sink.taken) > 100)
        assert mails_before(stage, sink) < OVERTAKEN_BY
        assert stage.states()["promised"] > 5_000


def test_an_idle_worker_sends_a_code(stage: Stage, sink: NotingSink) -> None:
    with stage.worker():
        wait_until(stage.worker_waits)
        assert mails_before(stage, sink) == 0


def test_without_redis_a_code_leaves_all_the_same(stage: Stage, sink: NotingSink, broker: OwnRedis) -> None:
    with stage.worker():
        wait_until(stage.worker_waits)
        broker.stop()
        assert mails_before(stage, sink) == 0

"""The real worker on Redis: woken by a message, and when Redis was away, sending once it is back."""

from pathlib import Path

import pytest

from tests import services
from tests.flows.hands import Inbox
from tests.mail.visits import BOOK
from tests.processes import free_port, manage, run_env, worker

EMAIL = "ada@example.com"
BROKER = f"{services.REDIS_URL}/9"

pytestmark = pytest.mark.redis


def test_a_booking_is_confirmed_by_mail_and_the_worker_ends_when_asked(var: Path, inbox: Inbox) -> None:
    env = run_env(var, BROKER_URL=BROKER)
    with worker(env) as process:
        manage(env, *BOOK)
        inbox.newest(to=EMAIL, subject="Booked")
    assert process.returncode == 0


def test_what_was_booked_while_redis_was_away_is_confirmed_by_the_next_sweep(var: Path, inbox: Inbox) -> None:
    manage(run_env(var, BROKER_URL=f"redis://127.0.0.1:{free_port()}/9"), *BOOK)
    with worker(run_env(var, BROKER_URL=BROKER)):
        inbox.newest(to=EMAIL, subject="Booked")

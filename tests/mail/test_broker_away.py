"""Without its broker nothing fails and nobody waits: the mail stands in the outbox, and a sweep sends it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import free_port, manage, run_env

BOUND_SECONDS = 2

# Asks for ten mails, as ten requests would, then sweeps.
TEN_REQUESTS = """
from time import perf_counter
from django.utils import timezone
from hipcoach.mail import delivery, outbox
from hipcoach.mail.models import OutgoingEmail
now = timezone.now()
slowest = 0
for number in range(10):
    began = perf_counter()
    outbox.queue(key=str(number), kind="sign-in-code", subject_ref="account", to="ada@example.com",
                 secret="WXYZ", due_at=now, now=now)
    slowest = max(slowest, perf_counter() - began)
print(slowest, OutgoingEmail.objects.count(), delivery.sweep(now))
"""


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


def ten_requests(env: dict[str, str]) -> tuple[float, int, int]:
    """The seconds the slowest request waited, the mails promised, and those a sweep then handled."""
    slowest, promised, handled = manage(env, "shell", "-v", "0", "-c", TEN_REQUESTS).split()
    return float(slowest), int(promised), int(handled)


def test_redis_that_refuses(var: Path) -> None:
    slowest, promised, handled = ten_requests(run_env(var, BROKER_URL=f"redis://127.0.0.1:{free_port()}/0"))
    assert (promised, handled) == (10, 10)
    assert slowest < BOUND_SECONDS


def test_redis_that_never_answers(var: Path, silent_port: int) -> None:
    slowest, promised, handled = ten_requests(run_env(var, BROKER_URL=f"redis://127.0.0.1:{silent_port}/0"))
    assert (promised, handled) == (10, 10)
    assert slowest < BOUND_SECONDS


def test_a_broker_folder_that_cannot_be_written(var: Path) -> None:
    (var / "broker").write_text("a file stands where the folder should be")
    slowest, promised, handled = ten_requests(run_env(var))
    assert (promised, handled) == (10, 10)
    assert slowest < BOUND_SECONDS

"""Nudges leave by a thread: many alike ask once, a process that ends leaves its own, and no request waits."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.processes import free_port, manage, run_env

BURST = """
from hipcoach.common.nudging import Nudger
nudger = Nudger(gather_seconds={gather})
for _ in range(500):
    nudger.nudge("hipcoach.mail.sweep")
    nudger.nudge("assessments.sync_calendar", 7)
    nudger.nudge("assessments.sync_calendar", 8)
nudger.carry()
"""
FORKED = """
import os
from pathlib import Path
from django.conf import settings
from hipcoach.common.nudging import nudge
from tests.processes import wait_until

def ask_and_wait(number):
    nudge("assessments.sync_calendar", number)
    wait_until(lambda: len(list((settings.VAR / "broker" / "queue").glob("[!.]*.msg"))) == number)

ask_and_wait(1)
child = os.fork()
if not child:
    ask_and_wait(2)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
ONE = "from hipcoach.common.nudging import nudge; nudge('hipcoach.mail.sweep')"


def do(env: dict[str, str], code: str) -> str:
    return manage(env, "shell", "--verbosity", "0", "-c", code)


def asked(var: Path) -> list[tuple[str, Any]]:
    """The tasks and ids that wait in the broker's folder; a name that begins with a dot is being written."""
    found = []
    for message in (var / "broker" / "queue").glob("[!.]*.msg"):
        headers = json.loads(message.read_text())["headers"]
        found.append((headers["task"], headers["argsrepr"]))
    return sorted(found)


def test_a_burst_asks_once_for_each_job(tmp_path: Path) -> None:
    do(run_env(tmp_path), BURST.format(gather=60))
    assert asked(tmp_path) == [
        ("assessments.sync_calendar", "(7,)"),
        ("assessments.sync_calendar", "(8,)"),
        ("hipcoach.mail.sweep", "()"),
    ]


def test_a_command_that_ends_at_once_leaves_its_nudge(tmp_path: Path) -> None:
    do(run_env(tmp_path), ONE)
    assert asked(tmp_path) == [("hipcoach.mail.sweep", "()")]


def test_a_process_that_was_forked_asks_too(tmp_path: Path) -> None:
    do(run_env(tmp_path), FORKED)
    assert [ids for _, ids in asked(tmp_path)] == ["(1,)", "(2,)"]


@pytest.mark.parametrize("broker", ["redis", "rediss"])
def test_without_a_broker_nothing_fails(tmp_path: Path, broker: str) -> None:
    env = run_env(tmp_path, BROKER_URL=f"{broker}://127.0.0.1:{free_port()}/0")
    do(env, BURST.format(gather=0))

"""The real worker with its beat reads calendars by itself; here, from a site that does not exist."""

import sqlite3
from contextlib import closing
from pathlib import Path

from assessments.tasks import sync_due
from hipcoach.settings import CELERY_BEAT_SCHEDULE
from tests.processes import manage, wait_until, worker

ADD = """
from assessments.busy_sources import add
from tests.makers import make_trainer
add(trainer=make_trainer(), name="Private", url="https://calendar.invalid/secret/basic.ics")
"""
SWEEP = "from assessments.tasks import sync_due; print(sync_due())"


def problem(var: Path) -> str:
    with closing(sqlite3.connect(var / "hipcoach.sqlite3")) as database:
        (found,) = database.execute("SELECT problem FROM assessments_calendarsource").fetchone()
        return str(found)


def test_an_added_calendar_is_tried_at_once_and_its_trouble_noted(env: dict[str, str], var: Path) -> None:
    with worker(env):
        manage(env, "shell", "-v", "0", "-c", ADD)
        assert wait_until(lambda: problem(var)) == "We found no such site on the internet."
    assert "/secret/" not in (var / "worker.log").read_text()


def test_one_whose_message_was_lost_is_found_by_the_sweep(env: dict[str, str], var: Path) -> None:
    manage(env, "shell", "-v", "0", "-c", ADD)
    for message in (var / "broker" / "queue").glob("*.msg"):
        message.unlink()
    assert manage(env, "shell", "-v", "0", "-c", SWEEP).strip() == "1"
    with worker(env):
        assert wait_until(lambda: problem(var))


def test_the_beat_sweeps_each_minute() -> None:
    assert CELERY_BEAT_SCHEDULE["sync-calendars"]["task"] == sync_due.name
    assert CELERY_BEAT_SCHEDULE["sync-calendars"]["schedule"] == 60

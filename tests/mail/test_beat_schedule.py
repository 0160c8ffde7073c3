"""What beat is told to start exists, and expires before it is started again, so that nothing piles up."""

import pytest
from django.conf import settings

from hipcoach.celery import app

ENTRIES = settings.CELERY_BEAT_SCHEDULE


@pytest.mark.parametrize("name", ENTRIES)
def test_every_job_is_one_that_the_worker_knows(name: str) -> None:
    app.loader.import_default_modules()
    assert ENTRIES[name]["task"] in app.tasks


@pytest.mark.parametrize(
    "name", ["sweep-mail", "promise-agendas", "promise-retests", "promise-nudges", "erase-due"]
)
def test_a_job_that_waited_too_long_is_dropped(name: str) -> None:
    assert 0 < ENTRIES[name]["options"]["expires"] <= ENTRIES[name]["schedule"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "task", ["assessments.promise_agendas", "assessments.promise_retests", "programs.promise_nudges"]
)
def test_with_nothing_to_promise_a_job_promises_nothing(task: str) -> None:
    app.loader.import_default_modules()
    assert app.tasks[task].run() == 0

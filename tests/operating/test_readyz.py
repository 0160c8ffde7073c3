"""Whether a process can serve: the database decides; the rest is told, and takes nobody out of service."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hipcoach.mail.models import STUCK_AFTER, LastSweep
from hipcoach.mail.tasks import note_sweep
from hipcoach.operating.readiness import look
from tests.mail.promises import promise
from tests.processes import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings: LazySettings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"queue_folder": str(tmp_path / "broker" / "queue")}


def asked(browser: Browser) -> dict[str, Any]:
    answer = browser.get("/readyz")
    assert answer.status_code == 200
    told: dict[str, Any] = json.loads(answer.content)
    return told


def test_all_is_well_once_a_worker_has_looked(client: Browser) -> None:
    assert asked(client)["status"] == "degraded", "No worker has ever looked for mail."
    note_sweep(timezone.now())
    told = asked(client)
    assert told.pop("last_sweep_seconds") < 60
    assert told == {
        "status": "ready",
        "database": "ok",
        "tables": "ok",
        "broker": "ok",
        "oldest_waiting_mail_seconds": None,
    }


def test_a_mail_that_waits_too_long_is_told(now: datetime) -> None:
    promise(now=now)
    soon, late = now + timedelta(minutes=1), now + STUCK_AFTER
    for at, status in ((soon, "ready"), (late, "degraded")):
        note_sweep(at)
        assert (look(at).oldest_waiting_mail_seconds, look(at).status) == ((at - now).seconds, status)


def test_a_worker_that_looks_no_more_is_told(now: datetime) -> None:
    note_sweep(now)
    note_sweep(now + timedelta(seconds=5))
    assert LastSweep.objects.get().at == now, "Any number of workers write once in ten seconds."
    assert look(now + STUCK_AFTER).status == "degraded"
    note_sweep(now + STUCK_AFTER)
    assert look(now + STUCK_AFTER).status == "ready"


def test_without_a_broker_pages_go_on(now: datetime, settings: LazySettings) -> None:
    settings.EMBEDDED_BROKER, settings.BROKER_URL = False, f"redis://127.0.0.1:{free_port()}/0"
    note_sweep(now)
    assert (look(now).broker, look(now).status, look(now).serves) == ("away", "degraded", True)


def test_tables_older_than_the_code_take_it_out_of_service(client: Browser) -> None:
    MigrationRecorder(connection).record_unapplied("mail", "0003_last_sweep")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert json.loads(answer.content)["tables"] == "behind"


def test_tables_newer_than_the_code_are_those_of_an_upgrade_under_way(now: datetime) -> None:
    MigrationRecorder(connection).record_applied("mail", "0999_of_a_later_version")
    MigrationRecorder(connection).record_applied("taken_out", "0001_initial")
    assert (look(now).tables, look(now).serves) == ("ahead", True)


def test_it_is_cheap(now: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    note_sweep(now)
    look(now)
    limit = 1 if connection.vendor == "postgresql" else 0
    # A savepoint's two, the tables' two, the sweep, the mail; and PostgreSQL's limit of time.
    with django_assert_num_queries(6 + limit):
        look(now)

"""What a backup brings back is what was there: every row, still sealed, and no number given twice."""

from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from assessments.models import Appointment, Client
from hipcoach.operating.tables import as_of_now, sums_of, tables_of
from tests.makers import make_appointment, make_client, make_trainer
from tests.operating.kept import NOTE, backup_to, everything, make_world, restored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_room(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


def test_backup_wipe_restore_gives_the_same_rows(tmp_path: Path, now: datetime) -> None:
    client = make_world(now=now)
    before, path = everything(), backup_to(tmp_path / "one.backup", now=now)
    Appointment.objects.all().delete()
    Client.objects.all().delete()
    make_trainer()
    assert everything() != before
    said = restored(path, "--replace")
    assert "brought back and compared" in said
    assert everything() == before
    assert client.appointments.get().note == NOTE


def test_the_rules_of_the_database_hold_afterwards(tmp_path: Path, now: datetime) -> None:
    client = make_world(now=now)
    restored(backup_to(tmp_path / "one.backup", now=now), "--replace")
    with pytest.raises(IntegrityError):
        make_appointment(client=client, service=client.appointments.get().service, start=now)


def test_a_number_that_was_given_is_never_given_again(tmp_path: Path, now: datetime) -> None:
    client = make_world(now=now)
    path = backup_to(tmp_path / "one.backup", now=now)
    latest = make_client(trainer=client.trainer)
    restored(path, "--replace")
    assert make_client(trainer=client.trainer).pk == latest.pk + 1


def test_without_a_key_none_is_written(tmp_path: Path, settings: LazySettings) -> None:
    settings.BACKUP_KEYS = []
    with pytest.raises(CommandError, match="Set BACKUP_KEYS"):
        call_command("backup", str(tmp_path / "one.backup"))
    assert not list(tmp_path.glob("*.backup"))


def test_it_is_of_one_instant_and_nobody_waits_for_it(now: datetime) -> None:
    trainer = make_world(now=now).trainer
    tables = [table for table in tables_of(Client._meta.apps) if table.model is Client]

    def write_meanwhile() -> None:
        try:
            make_client(trainer=trainer)
        finally:
            connection.close()

    with as_of_now(connection):
        before = sums_of(tables, "default")
        other = Thread(target=write_meanwhile)
        other.start()
        other.join()
        assert sums_of(tables, "default") == before
    assert sums_of(tables, "default") != before

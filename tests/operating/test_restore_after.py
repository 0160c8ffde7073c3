"""After a restore nobody erased is back, nothing is mailed twice, and an older backup fits today's tables."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.core.management import call_command

from assessments.models import Client
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import erasing
from hipcoach.pages.erasing import Reason
from tests.mail.promises import promise
from tests.operating.kept import NOTE, backup_to, make_world, restored, rewritten
from tests.operating.test_restore_refused import before_last_sweep
from tests.processes import manage, run_env

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def own_room(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


def erase(client: Client, *, now: datetime) -> None:
    erasing.ask(client=client, by=None, reason=Reason.CLIENT, now=now)
    assert erasing.carry_out_due(now + WEEK)


@pytest.fixture
def client_record(now: datetime) -> Client:
    client = make_world(now=now)
    Client.objects.update(created_at=now - WEEK)
    return client


def test_who_was_erased_since_is_erased_again(tmp_path: Path, now: datetime, client_record: Client) -> None:
    path = backup_to(tmp_path / "one.backup", now=now)
    erase(client_record, now=now)
    assert "1 erased again" in restored(path, "--replace")
    assert not Client.objects.filter(pk=client_record.pk).exists()


def test_a_list_tells_who_was_erased_where_the_database_is_lost(
    tmp_path: Path, now: datetime, client_record: Client
) -> None:
    path, listed = backup_to(tmp_path / "one.backup", now=now), tmp_path / "erasures.jsonl"
    erase(client_record, now=now)
    with listed.open("w") as file:
        call_command("erasures", stdout=file)
    call_command("flush", interactive=False, verbosity=0)
    assert "1 erased again" in restored(path, "--erasures", str(listed))
    assert not Client.objects.filter(pk=client_record.pk).exists()


def test_mails_that_were_due_since_are_held_back(
    tmp_path: Path, now: datetime, client_record: Client
) -> None:
    today = datetime.now(UTC)
    due, later = promise(now=today - WEEK), promise(now=today, due_at=today + WEEK)
    path = backup_to(tmp_path / "one.backup", now=now)
    restored(path, "--replace")
    held = OutgoingEmail.objects.get(pk=due.pk)
    assert (held.state, held.reason) == ("failed", "From a backup: it may have gone out already.")
    assert OutgoingEmail.objects.get(pk=later.pk).state == "promised"


@pytest.mark.parametrize("is_older", [False, True])
def test_into_an_empty_database_whatever_its_version(
    tmp_path: Path, now: datetime, client_record: Client, settings: LazySettings, is_older: bool
) -> None:
    """In a process of its own, on SQLite: rows of either engine fit."""
    settings.BACKUP_KEYS = [Fernet.generate_key().decode()]
    path = backup_to(tmp_path / "one.backup", now=now)
    path = rewritten(path, before_last_sweep) if is_older else path
    env = run_env(
        tmp_path / "other",
        BACKUP_KEYS=",".join(settings.BACKUP_KEYS),
        FIELD_KEYS=",".join(settings.FIELD_KEYS),
    )
    assert "brought back and compared" in manage(env, "restore", str(path))
    asked = "from assessments.models import Appointment as A; print(A.objects.get().note)"
    assert manage(env, "shell", "--verbosity", "0", "-c", asked).strip() == NOTE
    assert "No planned migration" in manage(env, "migrate", "--plan")

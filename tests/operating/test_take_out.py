"""Everything of a practice in one file: readable, whole, of nobody else, and noted in the trail."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hipcoach.privacy.models import AuditEntry
from hipcoach.privacy.policy import the_policy
from tests.makers import make_client, make_trainer
from tests.operating.kept import NOTE, make_world

pytestmark = pytest.mark.django_db


def taken(path: Path, owner: str) -> dict[str, list[dict[str, Any]]]:
    call_command("take_out", str(path), "--owner", owner, stdout=io.StringIO())
    with zipfile.ZipFile(path) as folder:
        return {
            name.removesuffix(".jsonl"): [json.loads(line) for line in folder.read(name).splitlines()]
            for name in folder.namelist()
            if name.endswith(".jsonl")
        }


def test_everything_is_in_it_and_can_be_read(tmp_path: Path, now: datetime) -> None:
    client = make_world(now=now)
    stranger = make_client(trainer=make_trainer())
    path = tmp_path / "all.zip"
    found = taken(path, client.trainer.user.email)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [(row["id"], row["name"], row["email"]) for row in found["client"]] == [
        (client.pk, "Ada Lovelace", "ada@example.com")
    ]
    (visit,) = found["appointment"]
    assert (visit["client"], visit["note"], visit["service"]) == (client.pk, NOTE, found["service"][0]["id"])
    assert not {"nonce", "holder", "submission"} & set(visit)
    assert stranger.email not in str(found)
    leading = {label.partition(".")[2].lower() for label, table in the_policy().tables.items() if table.of}
    assert leading <= set(found), "Every table that leads to a client is in it."


def test_the_trail_says_that_the_owner_read_it(tmp_path: Path, now: datetime) -> None:
    client = make_world(now=now)
    taken(tmp_path / "all.zip", client.trainer.user.email)
    entry = AuditEntry.objects.get(client_ref=client.pk)
    assert (entry.actor, entry.fields) == (client.trainer.user, ["everything"])


def test_what_is_wrong_is_told(tmp_path: Path, now: datetime) -> None:
    owner = make_world(now=now).trainer.user.email
    with pytest.raises(CommandError, match="No practice"):
        taken(tmp_path / "all.zip", "nobody@example.com")
    (tmp_path / "there.zip").touch()
    with pytest.raises(CommandError, match="there already"):
        taken(tmp_path / "there.zip", owner)
    with pytest.raises(CommandError, match="can't be written"):
        taken(tmp_path / "nowhere" / "all.zip", owner)

"""A small world worth keeping, and backups of it."""

import gzip
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from assessments.models import Client
from hipcoach.operating import backups
from hipcoach.operating.sealing import SealedReader, SealedWriter
from hipcoach.operating.tables import Sum, sums_of, tables_of
from tests.makers import make_appointment, make_client, make_service, make_trainer

NOTE = "Knee hurts on stairs"


def make_world(*, now: datetime) -> Client:
    """A client whose visit has a sealed note, and a client whose number is given and gone."""
    trainer = make_trainer()
    client = make_client(trainer=trainer, name="Ada Lovelace", email="ada@example.com")
    service = make_service(trainer=trainer, reminders=[1440, 60])
    make_appointment(client=client, service=service, start=now, note=NOTE)
    make_client(trainer=trainer).delete()
    return client


def everything() -> dict[str, Sum]:
    return sums_of(tables_of(apps), "default")


def backup_to(path: Path, *, now: datetime) -> Path:
    backups.write(path, alias="default", now=now)
    return path


def restored(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("restore", str(path), *options, stdout=out)
    return out.getvalue()


def rewritten(path: Path, change: Callable[[list[Any]], list[Any]]) -> Path:
    """The same backup with other lines in it, sealed as well as any."""
    with path.open("rb") as file:
        sealed = SealedReader(file, keys=settings.BACKUP_KEYS)
        lines = gzip.decompress(sealed.readall()).decode().splitlines()
    changed = change([json.loads(line) if line else None for line in lines])
    text = "\n".join("" if line is None else json.dumps(line) for line in changed)
    other = path.with_suffix(".other")
    with (
        other.open("wb") as file,
        SealedWriter(
            file, key=settings.BACKUP_KEYS[0], header={"made_at": sealed.header["made_at"]}
        ) as writer,
    ):
        writer.write(gzip.compress(text.encode()))
    return other

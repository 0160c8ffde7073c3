"""Everything a practice has, in one file that any program can read: what the data policy says of its clients,
and its own hours, services and templates, one JSON object a line, a file for each table."""

import json
import os
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from assessments.models import Client, Practice
from hipcoach.privacy import audit
from hipcoach.privacy.policy import Table, the_policy

ABOUT = """\
Each file holds one table: a line is one row, as JSON. Rows name each other by number: "client": 7 is the
client whose "id" is 7. Times are in UTC. What is here is readable by whoever has this file: keep it safe.
"""
# Of the practice itself, and how each row leads to it.
OWN = {
    "assessments.Trainer": "practice",
    "assessments.Service": "trainer__practice",
    "assessments.WeeklyHours": "trainer__practice",
    "assessments.DateOverride": "trainer__practice",
    "programs.Template": "owner__practice",
    "programs.Exercise": "owner__practice",
}
# What opens something by itself is nobody's to read.
SECRETS = {"nonce", "feed_nonce", "holder", "submission"}


def take_out(practice: Practice, path: Path, *, now: datetime) -> int:
    """Write the file; returns how many clients are in it. The audit trail says that the owner read them."""
    clients = Client.objects.filter(trainer__practice=practice)
    tables = the_policy().tables
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("read-me.txt", ABOUT)
        for label, lookup in OWN.items():
            rows = apps.get_model(label)._default_manager.filter(**{lookup: practice})
            _write(folder, label, rows, [*tables[label].classes])
        for label, table in tables.items():
            if table.of:
                whose = "pk__in" if table.of == "pk" else f"{table.of}__in"
                rows = apps.get_model(label)._default_manager.filter(**{whose: clients.values("pk")})
                _write(folder, label, rows, _columns(label, table))
    numbers = list(clients.values_list("pk", flat=True))
    audit.record_listed(actor=practice.owner, client_ids=numbers, fields=["everything"], now=now)
    return len(numbers)


def _columns(label: str, table: Table) -> list[str]:
    links = [field.name for field in apps.get_model(label)._meta.local_concrete_fields if field.is_relation]
    return list(dict.fromkeys(["id", *links, *table.copied]))


def _write(folder: zipfile.ZipFile, label: str, rows: "QuerySet[Any]", columns: list[str]) -> None:
    fields = {field.name: field.attname for field in rows.model._meta.local_concrete_fields}
    chosen = [name for name in columns if name in fields and name not in SECRETS]
    with folder.open(f"{label.partition('.')[2].lower()}.jsonl", "w") as file:
        for row in rows.order_by("pk").iterator(chunk_size=500):
            told = {name: getattr(row, fields[name]) for name in chosen}
            file.write(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")

"""Write all that the database holds into one sealed file, and bring it back; the same file for both engines.

Inside the file: compressed lines. The first tells the version; then, of each table, its name and columns and
its rows; the last tells how many rows each has, and their sums.
"""

import gzip
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from hipcoach.operating.sealing import Damaged, SealedReader, SealedWriter
from hipcoach.operating.tables import (
    Sum,
    Table,
    as_of_now,
    go_on_after,
    last_numbers,
    sums_of,
    wipe,
    without_limits,
)
from hipcoach.operating.versions import Version, tables_at, this_code, version_from
from hipcoach.privacy.crypto import WrongKey, seal, unseal

PROBE = b"hipcoach"
END_OF_TABLE = ""


class NotTheSame(Exception):
    """What was brought back is not what was written; the message names the tables."""


class WrongFieldKeys(Exception):
    """The health data inside is sealed with keys that are not in FIELD_KEYS."""


@dataclass(slots=True)
class Opened:
    """A backup that is being read: its head is known, its rows come next."""

    made_at: datetime
    version: Version
    lines: Iterator[str]


def write(path: Path, *, alias: str, now: datetime) -> dict[str, Sum]:
    """Write the backup, all of it or nothing; the file appears under its name once it is whole."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(_for_us_alone(draft), "wb") as file:
            header = {"made_at": now.isoformat()}
            with (
                SealedWriter(file, key=settings.BACKUP_KEYS[0], header=header) as sealed,
                gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=6, mtime=0) as packed,
                io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text,
            ):
                sums = _write_rows(text, connections[alias])
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return sums


def _write_rows(text: IO[str], connection: BaseDatabaseWrapper) -> dict[str, Sum]:
    sums: dict[str, Sum] = {}
    with as_of_now(connection):
        code = this_code()
        head = {"migrations": sorted(code.seen), "engine": connection.vendor, "probe": seal(PROBE)}
        text.write(json.dumps(head) + "\n")
        tables = tables_at(code)
        for table in tables:
            sums[table.name] = total = Sum()
            text.write(json.dumps([table.name, table.columns]) + "\n")
            for line in table.lines(connection.alias):
                total.add(line)
                text.write(line + "\n")
            text.write(END_OF_TABLE + "\n")
        for name, last in last_numbers(tables, connection).items():
            sums[name].last = last
    text.write(json.dumps({name: [each.count, f"{each.digest:x}", each.last] for name, each in sums.items()}))
    return sums


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Raises Damaged, WrongBackupKey, WrongFieldKeys, or OSError."""
    try:
        with path.open("rb") as file:
            sealed = SealedReader(file, keys=settings.BACKUP_KEYS)
            with gzip.open(io.BufferedReader(sealed), "rt", encoding="utf-8", newline="\n") as text:
                lines = (line.rstrip("\n") for line in text)
                head = json.loads(next(lines, ""))
                _demand_field_keys(head["probe"])
                seen = [(str(app), str(name)) for app, name in head["migrations"]]
                made_at = datetime.fromisoformat(sealed.header["made_at"])
                yield Opened(made_at=made_at, version=version_from(seen), lines=lines)
    except (ValueError, KeyError, EOFError, gzip.BadGzipFile) as error:
        raise Damaged from error


def bring_back(backup: Opened, *, alias: str) -> dict[str, Sum]:
    """Replace every row by the backup's, all or nothing.

    The tables must be those of the backup's version. Numbers that this database has given are not given
    again. Raises NotTheSame, Damaged, or what the database refuses.
    """
    connection, tables = connections[alias], tables_at(backup.version)
    with transaction.atomic(using=alias, durable=True):
        without_limits(connection)
        given = last_numbers(tables, connection)
        wipe(tables, connection)
        told = _load(backup.lines, {table.name: table for table in tables}, connection)
        for name, each in told.items():
            given[name] = max(given.get(name) or 0, each.last or 0)
        go_on_after(given, tables, connection)
        connection.check_constraints()
        compare(told, sums_of(tables, alias))
    return told


def _load(lines: Iterator[str], tables: dict[str, Table], connection: BaseDatabaseWrapper) -> dict[str, Sum]:
    """Returns what the backup says it holds."""
    for line in lines:
        told = json.loads(line)
        if isinstance(told, dict):
            return {
                name: Sum(count=count, digest=int(digest, 16), last=last)
                for name, (count, digest, last) in told.items()
            }
        name, columns = told
        if name not in tables or tables[name].columns != columns:
            raise NotTheSame(name)
        tables[name].load(takewhile(lambda row: row != END_OF_TABLE, lines), connection)
    raise Damaged


def compare(told: dict[str, Sum], found: dict[str, Sum]) -> None:
    wrong = sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))
    if wrong:
        raise NotTheSame(", ".join(wrong))


def try_out(backup: Opened, folder: Path) -> dict[str, Sum]:
    """Bring it back into a database of its own, in a file that is gone afterwards. Raises as `bring_back`."""
    with scratch_database(folder) as alias:
        connection = connections[alias]
        with connection.schema_editor() as editor:
            for table in tables_at(backup.version):
                if not table.model._meta.auto_created:
                    editor.create_model(table.model)
        return bring_back(backup, alias=alias)


@contextmanager
def scratch_database(folder: Path) -> Iterator[str]:
    """The alias of an empty SQLite database; rows of the other engine fit into it too."""
    folder.mkdir(parents=True, exist_ok=True)
    path, alias = folder / f"scratch-{os.getpid()}.sqlite3", "scratch"
    os.close(_for_us_alone(path))
    try:
        with another_database(alias, {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}):
            yield alias
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def another_database(alias: str, address: dict[str, Any]) -> Iterator[None]:
    """A database beside the site's own, for as long as the block runs."""
    every = connections.settings
    every[alias] = connections.configure_settings({"default": every["default"], alias: address})[alias]
    try:
        yield
    finally:
        connections[alias].close()
        del connections[alias]
        del every[alias]


def _demand_field_keys(probe: str) -> None:
    try:
        unseal(probe)
    except WrongKey as error:
        raise WrongFieldKeys from error


def _for_us_alone(path: Path) -> int:
    """A new file that nobody else may read."""
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)

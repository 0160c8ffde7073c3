"""Every table's rows, read and written as both databases understand them, and counted and summed up.

What is sealed stays sealed: no key is needed, and none is used. A sum tells whether two databases hold the
same rows, whatever their order.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.duration import duration_string

from hipcoach.common.postgresql.patience import wait_as_long_as_it_takes
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField, as_stored

AT_ONCE = 1000
SEALED = (EncryptedTextField, EncryptedJSONField)
Row = Sequence[Any]


@dataclass(slots=True)
class Sum:
    """Of one table's rows. `last`: the highest number that was ever given to one, if numbers are given."""

    count: int = 0
    digest: int = 0
    last: int | None = field(default=None, compare=False)

    def add(self, line: str) -> None:
        self.count += 1
        self.digest = (self.digest + int.from_bytes(sha256(line.encode()).digest(), "big")) % 2**256

    def __str__(self) -> str:
        return f"{self.count} {self.digest:064x}"


@dataclass(frozen=True, slots=True)
class Table:
    model: type[models.Model]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def fields(self) -> "list[models.Field[Any, Any]]":
        """By the names of their columns: the order in a model is not that in which migrations made them."""
        return sorted(self.model._meta.local_concrete_fields, key=lambda each: str(each.column))

    @property
    def columns(self) -> list[str]:
        return [str(each.column) for each in self.fields]

    def lines(self, alias: str) -> Iterator[str]:
        """Each row as a JSON list, in the order of `columns`."""
        chosen = [
            as_stored(each.attname) if isinstance(each, SEALED) else each.attname for each in self.fields
        ]
        rows = self.model._base_manager.using(alias).order_by("pk").values_list(*chosen)
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield json.dumps(row, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def load(self, lines: Iterable[str], connection: BaseDatabaseWrapper) -> None:
        rows = map(self._prepared(connection), lines)
        quote = connection.ops.quote_name
        into = f"{quote(self.name)} ({', '.join(map(quote, self.columns))})"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            places = ", ".join(["%s"] * len(self.columns))
            insert = " ".join(("INSERT INTO", into, f"VALUES ({places})"))
            while some := list(islice(rows, AT_ONCE)):
                cursor.executemany(insert, some)

    def _prepared(self, connection: BaseDatabaseWrapper) -> Any:
        def prepare(line: str) -> Row:
            return [
                value
                if value is None or isinstance(each, SEALED)
                else each.get_db_prep_save(each.to_python(value), connection)
                for each, value in zip(self.fields, json.loads(line), strict=True)
            ]

        return prepare


def tables_of(apps: Apps) -> list[Table]:
    found = apps.get_models(include_auto_created=True)
    owned = [model for model in found if model._meta.managed and not model._meta.proxy]
    return sorted(map(Table, owned), key=lambda table: table.name)


def sums_of(tables: Iterable[Table], alias: str) -> dict[str, Sum]:
    found = {}
    for table in tables:
        found[table.name] = total = Sum()
        for line in table.lines(alias):
            total.add(line)
    return found


@contextmanager
def as_of_now(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """What is read in the block is of one instant; others go on writing meanwhile."""
    if connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias, durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            without_limits(connection)
            yield
        return
    with connection.cursor() as cursor:
        # Django's own would take the one write lock that there is.
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def without_limits(connection: BaseDatabaseWrapper) -> None:
    """For the rest of this transaction; what works on whole tables takes longer than a page may."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
            cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
        wait_as_long_as_it_takes(connection)


def wipe(tables: Sequence[Table], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), [table.name for table in tables]):
            cursor.execute(statement)


def last_numbers(tables: Iterable[Table], connection: BaseDatabaseWrapper) -> dict[str, int]:
    """The highest number each table has ever given, also to rows that are gone."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            given = dict(cursor.fetchall())
            return {table.name: given[table.name] for table in tables if table.name in given}
        found = {}
        for table in filter(_numbers_itself, tables):
            sequence = "pg_get_serial_sequence(%s, 'id')::regclass"
            cursor.execute(f"SELECT pg_sequence_last_value({sequence})", [_quoted(table, connection)])
            found[table.name] = cursor.fetchone()[0] or 0
        return found


def go_on_after(numbers: dict[str, int], tables: Iterable[Table], connection: BaseDatabaseWrapper) -> None:
    """No table gives a number again that it has given."""
    owned = [table for table in tables if _numbers_itself(table)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in owned]):
                cursor.execute(statement)
        now = last_numbers(owned, connection)
        for table in owned:
            last = max(numbers.get(table.name) or 0, now.get(table.name) or 0)
            if not last:
                continue
            if connection.vendor == "postgresql":
                name = _quoted(table, connection)
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [name, last])
            elif table.name in now:
                cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table.name])
            else:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])


def _numbers_itself(table: Table) -> bool:
    return isinstance(table.model._meta.pk, models.AutoField) and table.model._meta.pk.column == "id"


def _quoted(table: Table, connection: BaseDatabaseWrapper) -> str:
    return connection.ops.quote_name(table.name)


def _plain(value: Any) -> str:
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, bytes | memoryview):
        raise TypeError("A column of bytes has no place in a backup yet.")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

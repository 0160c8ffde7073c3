"""From SQLite to PostgreSQL: every row, of one instant, counted and summed up on both sides."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connections, transaction

from hipcoach.operating.backups import compare
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
from hipcoach.operating.versions import tables_at, this_code, version_of


class NotEmpty(Exception):
    """The database that is moved to has tables already."""


class NotUpToDate(Exception):
    """The database that is moved from waits for migrations."""


def move(*, source: str, target: str, tell: Callable[[str], None]) -> dict[str, Sum]:
    """Copy everything; all of it or no row. Raises NotEmpty, NotUpToDate, NotTheSame, or what refuses."""
    here, there = connections[source], connections[target]
    if version_of(here) != this_code():
        raise NotUpToDate
    with there.cursor() as cursor:
        if there.introspection.table_names(cursor):
            raise NotEmpty
    tell("Making the tables.")
    call_command("migrate", database=target, verbosity=0)
    tables = tables_at(this_code())
    with as_of_now(here), transaction.atomic(using=target, durable=True):
        without_limits(there)
        wipe(tables, there)
        told = {}
        for table in tables:
            told[table.name] = _copy(table, source=source, target=target)
            if told[table.name].count:
                tell(f"{table.name}: {told[table.name].count} rows")
        go_on_after(last_numbers(tables, here), tables, there)
        there.check_constraints()
        compare(told, sums_of(tables, target))
    return told


def _copy(table: Table, *, source: str, target: str) -> Sum:
    total = Sum()

    def counted(line: str) -> str:
        total.add(line)
        return line

    table.load(map(counted, table.lines(source)), connections[target])
    return total

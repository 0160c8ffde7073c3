"""Run a piece of the real code, then ask the database how it answered each statement of it."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "
_PLANNED = re.compile(r"\(?\s*(SELECT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
# What a scan read, beside the rows that it gave on.
_DROPPED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A whole table read from end to end, and the statement that did it."""

    table: str
    rows: int
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`ms` is the database's time for all statements, `most` the most rows that one step of a plan read."""

    statements: int
    ms: float
    most: int
    most_sql: str
    scans: tuple[Scan, ...]


def look(act: Callable[[], object]) -> Found:
    """Do it twice, so that all is warm, and explain what it did; the database is then as it was before."""
    with _undone(), CaptureQueriesContext(connection):
        act()
    with _undone(), CaptureQueriesContext(connection) as captured:
        act()
    statements = [query["sql"] for query in captured.captured_queries]
    plans = [(sql, _plan(sql)) for sql in dict.fromkeys(statements) if _PLANNED.match(sql)]
    reads = [(_read(node), sql) for sql, plan in plans for node in _nodes(plan["Plan"])]
    most, most_sql = max(reads, default=(0, ""))
    return Found(
        statements=len(statements),
        ms=sum(
            statements.count(sql) * (plan["Planning Time"] + plan["Execution Time"]) for sql, plan in plans
        ),
        most=most,
        most_sql=most_sql,
        scans=tuple(
            Scan(table=node["Relation Name"], rows=_read(node), sql=sql)
            for sql, plan in plans
            for node in _nodes(plan["Plan"])
            if node["Node Type"] == "Seq Scan" and node["Actual Loops"]
        ),
    )


def table_sizes() -> dict[str, int]:
    """The rows of each table, as VACUUM counted them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'")
        return dict(cursor.fetchall())


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _plan(sql: str) -> Any:
    with _undone(), connection.cursor() as cursor:
        cursor.execute(_EXPLAIN + sql)
        ((answer,),) = cursor.fetchall()
    (plan,) = json.loads(answer) if isinstance(answer, str) else answer
    return plan


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _read(node: Any) -> int:
    each = node["Actual Rows"] + sum(node.get(dropped, 0) for dropped in _DROPPED)
    return int(each * node["Actual Loops"])

"""Indexes for tables that have grown: made without keeping anybody from writing meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import AddIndex

_HALF_MADE = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid"


class AddIndexMeanwhile(AddIndexConcurrently):
    """CONCURRENTLY on PostgreSQL, in a migration with `atomic = False`; elsewhere as usual."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        with _waiting_for_others(schema_editor):
            if self._is_made(schema_editor):
                return
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)
            return
        with _waiting_for_others(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def _is_made(self, schema_editor: Any) -> bool:
        """By an earlier try. What one has left half made, the database keeps and doesn't use: it goes."""
        name = schema_editor.quote_name(self.index.name)
        if schema_editor.collect_sql:
            return False
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
            (is_there,) = cursor.fetchone()
            cursor.execute(_HALF_MADE, [name])
            if not cursor.fetchone():
                return bool(is_there)
            cursor.execute(f"DROP INDEX CONCURRENTLY {name}")
            return False


@contextmanager
def _waiting_for_others(schema_editor: Any) -> Iterator[None]:
    """Until every transaction that began before has ended, a backup among them; nobody waits behind us.

    Through a pooler nothing is set: the session is another's a moment later.
    """
    if schema_editor.collect_sql or settings.DATABASE_POOLED:
        yield
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("RESET lock_timeout")

"""The backend itself; Django looks for it in a module of this name."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import operations

from hipcoach.common.postgresql import base


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        """DELETE, because TRUNCATE makes new files for every table: two seconds after each test.

        As a replica, so that no guard or foreign key asks anything of it; only a superuser may. Tests that
        restart their sequences want more than that.
        """
        if not tables or any(options.values()) or not self._is_superuser():
            return super().sql_flush(style, tables, **options)
        return [
            "SET session_replication_role = replica",
            *(f"DELETE FROM {self.quote_name(table)}" for table in tables),
            "SET session_replication_role = DEFAULT",
        ]

    def _is_superuser(self) -> bool:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
            return bool(cursor.fetchone()[0])


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

"""What a migration would say to PostgreSQL, written down where none listens."""

from types import TracebackType
from typing import Any, Self

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from hipcoach.common.postgresql.base import DatabaseWrapper

# The oldest that is supported.
POSTGRESQL = 15


class Editor(DatabaseSchemaEditor):
    """Writes statements down without opening a transaction."""

    def __enter__(self) -> Self:
        self.deferred_sql: list[Any] = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for statement in [] if error else self.deferred_sql:
            self.execute(statement, None)

    def execute(self, sql: Any, params: Any = ()) -> None:
        # PostgreSQL's own lets a connection put the values in.
        BaseDatabaseSchemaEditor.execute(self, sql, params)

    def _constraint_names(self, *_given: Any, **_more: Any) -> list[str]:
        # An old constraint that an AlterField drops stays unsaid: dropping one is quick, and breaks nobody.
        return []


class Unplugged(DatabaseWrapper):
    SchemaEditorClass = Editor
    pg_version = POSTGRESQL * 10_000

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        raise RuntimeError(
            "A migration asks the database while it runs. Say it in SQL, so that it can be checked."
        )


def sql_of(migration: Migration, state: ProjectState) -> str:
    """Its statements, in a transaction if it is run in one; `state` is brought forward."""
    connection = Unplugged(connections["default"].settings_dict)
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    statements = editor.collected_sql
    return "\n".join(["BEGIN;", *statements, "COMMIT;"] if migration.atomic else statements) + "\n"

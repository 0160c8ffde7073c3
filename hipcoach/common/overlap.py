"""A database constraint: no two live rows of one owner whose time ranges overlap, on both engines.

PostgreSQL enforces it with an exclusion constraint, SQLite with two triggers that raise for the same
condition. Both surface as IntegrityError, so one piece of code serves both. Ranges are half-open.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import F, Func, Q, Value

_STATUS = "status"
_EVENTS = ("insert", "update")


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = models.TextField()


class NoOverlap(ExclusionConstraint):
    """Rows with equal `owner` and a status in `live` may not overlap between `start` and `end`.

    Field names are columns of the row itself: SQLite's triggers read no other table.
    """

    def __init__(
        self,
        *,
        name: str,
        owner: str,
        start: str,
        end: str,
        live: Iterable[str],
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        self.owner, self.start, self.end, self.live = owner, start, end, tuple(live)
        super().__init__(
            name=name,
            expressions=[
                (owner, RangeOperators.EQUAL),
                (TsTzRange(F(start), F(end), Value("[)")), RangeOperators.OVERLAPS),
            ],
            condition=Q((f"{_STATUS}__in", self.live)),
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        del kwargs["expressions"], kwargs["condition"]
        return (
            path,
            args,
            kwargs
            | {
                "owner": self.owner,
                "start": self.start,
                "end": self.end,
                "live": self.live,
            },
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            return super().constraint_sql(model, schema_editor)
        # Deferred, so that they are made again whenever Django rebuilds the table. SQLite changes constraints
        # by such a rebuild only, so nothing else of ExclusionConstraint is ever asked of it.
        schema_editor.deferred_sql.extend(self._triggers(model, schema_editor))
        return None

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError when a live row of the owner overlaps. See also `_triggers`."""
        start, end, status = (getattr(instance, name) for name in (self.start, self.end, _STATUS))
        if start is None or end is None or status not in self.live:
            return
        clash = model._default_manager.using(using).filter(
            **{
                self.owner: getattr(instance, _field(model, self.owner).attname),
                f"{_STATUS}__in": self.live,
                f"{self.start}__lt": end,
                f"{self.end}__gt": start,
            }
        )
        if clash.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def is_enforced(self, model: type[models.Model], connection: BaseDatabaseWrapper) -> bool:
        """Whether the connected database holds the guard; asks the database's own catalogue."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT conname FROM pg_constraint WHERE contype = 'x' AND conrelid = to_regclass(%s)",
                    [connection.ops.quote_name(model._meta.db_table)],
                )
                wanted = {self.name}
            else:
                cursor.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                    [model._meta.db_table],
                )
                wanted = {self._trigger_name(event) for event in _EVENTS}
            return wanted <= {name for (name,) in cursor.fetchall()}

    def renew_triggers(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> None:
        """For a migration, once the triggers are written otherwise; nothing is done on PostgreSQL."""
        if schema_editor.connection.vendor == "sqlite":
            for event, trigger in zip(_EVENTS, self._triggers(model, schema_editor), strict=True):
                schema_editor.execute(f"DROP TRIGGER {schema_editor.quote_name(self._trigger_name(event))}")
                schema_editor.execute(trigger)

    def _trigger_name(self, event: str) -> str:
        return f"{self.name}_{event}"

    def _triggers(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> list[Statement]:
        """Statements that know their table, so that Django renames it in them during a rebuild.

        They fire after the row is written: before it, the id of a new row is not defined. Of rows that don't
        overlap, the last to begin is the last to end, so one look at an index tells, however many there are.
        """
        quote = schema_editor.quote_name
        owner, start, end, status = (
            quote(_field(model, name).column) for name in (self.owner, self.start, self.end, _STATUS)
        )
        live = ", ".join(f"'{each}'" for each in self.live)
        return [
            Statement(
                "CREATE TRIGGER %(trigger)s AFTER %(event)s ON %(table)s "
                "WHEN NEW.%(status)s IN (%(live)s) AND ("
                "SELECT %(end)s FROM %(table)s WHERE %(owner)s = NEW.%(owner)s AND %(status)s IN (%(live)s) "
                "AND %(start)s < NEW.%(end)s AND id IS NOT NEW.id ORDER BY %(start)s DESC LIMIT 1"
                ") > NEW.%(start)s "
                "BEGIN SELECT RAISE(ABORT, 'constraint failed: %(name)s'); END",
                table=Table(model._meta.db_table, quote),
                trigger=quote(self._trigger_name(event)),
                event=event.upper(),
                live=live,
                owner=owner,
                start=start,
                end=end,
                status=status,
                name=self.name,
            )
            for event in _EVENTS
        ]


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)

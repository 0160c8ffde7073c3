"""Queries that are asked all the time, with the SQL that Django wrote for them the first time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Given = str | int | datetime | None | tuple[int, ...]


class Argument(Expression):
    """Stands in a query for a value that comes when it is asked; of a moment, more or less may be asked."""

    def __init__(self, number: int, *, part: int | None = None, shift: timedelta = timedelta(0)) -> None:
        super().__init__(output_field=Field())
        self.number, self.part, self.shift = number, part, shift

    def __sub__(self, other: Any) -> Any:
        return Argument(self.number, shift=self.shift - other)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        return "%s", [self]

    def value(self, given: tuple[Given, ...]) -> Any:
        value = given[self.number]
        if isinstance(value, tuple):
            return value[self.part or 0]
        if isinstance(value, datetime):
            return connection.ops.adapt_datetimefield_value(value + self.shift)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    sql: str
    parameters: list[Any]  # Constants, and arguments to be filled in.
    compiler: SQLCompiler
    converters: dict[Any, Any]


class Compiled:
    """A query whose SQL depends on nothing but which arguments are given, and how many of a tuple.

    To write it takes Django longer than the database takes to answer. `build` makes the queryset, of columns
    only; it gets an Argument, a tuple of them, or None, wherever `rows` gets a value, some, or None.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._plans: dict[tuple[object, ...], _Plan] = {}

    def rows(self, *given: Given) -> list[tuple[Any, ...]]:
        return self._ask(given)[1]

    def _ask(self, given: tuple[Given, ...]) -> tuple[_Plan, list[tuple[Any, ...]]]:
        given = tuple(_padded(each) if isinstance(each, tuple) else each for each in given)
        shape = (
            connection.vendor,
            *(len(each) if isinstance(each, tuple) else each is None for each in given),
        )
        plan = self._plans.get(shape)
        if plan is None:
            plan = self._plans[shape] = self._write(given)
        values = [each.value(given) if isinstance(each, Argument) else each for each in plan.parameters]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if plan.converters:
            found = [tuple(row) for row in plan.compiler.apply_converters(found, plan.converters)]
        return plan, found

    def _write(self, given: tuple[Given, ...]) -> _Plan:
        built = self._build(*(_stand_in(number, each) for number, each in enumerate(given)))
        compiler = built.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return _Plan(sql=sql, parameters=list(parameters), compiler=compiler, converters=converters)


class CompiledModels(Compiled, Generic[M]):
    """The same for a query of whole models, with those that `select_related` brings."""

    def all(self, *given: Given) -> list[M]:
        plan, rows = self._ask(given)
        info, select = plan.compiler.klass_info, plan.compiler.select
        first, beyond = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, *_ in select[first:beyond]]
        # The types speak of the Django after this one.
        related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
        found = [info["model"].from_db(connection.alias, names, row[first:beyond]) for row in rows]
        for populator in related:
            for row, model in zip(rows, found, strict=True):
                populator.populate(row, model)
        return found


def _padded(values: tuple[int, ...]) -> tuple[int, ...]:
    """With the last one repeated up to a power of two, so that few queries are written."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


def _stand_in(number: int, given: Given) -> Argument | tuple[Argument, ...] | None:
    if isinstance(given, tuple):
        return tuple(Argument(number, part=part) for part in range(len(given)))
    return None if given is None else Argument(number)

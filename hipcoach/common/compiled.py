"""Queries that are asked all the time, with the SQL that Django wrote for them the first time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Given = str | int | datetime | None | tuple[int, ...]
M = TypeVar("M", bound=Model)


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
            return [tuple(row) for row in plan.compiler.apply_converters(found, plan.converters)]
        return found

    def _write(self, given: tuple[Given, ...]) -> _Plan:
        built = self._build(*(_stand_in(number, each) for number, each in enumerate(given)))
        compiler = built.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return _Plan(sql=sql, parameters=list(parameters), compiler=compiler, converters=converters)


class CompiledModels(Generic[M]):
    """The same for whole rows of a model, each with the rows that its foreign keys `along` lead to.

    A key of such a row comes after the row itself: `trainer`, then `trainer__user`. A row that several lead
    to is one object. The columns `without`, `note` or `client__note` say, are read when somebody asks for
    them, row by row.
    """

    def __init__(
        self,
        model: type[M],
        build: Callable[..., "QuerySet[M]"],
        *,
        along: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> None:
        self._model = model
        self._others = [_Other.of(model, path, without) for path in along]
        self._own = _columns_of(model, without)
        names = (*self._own, *(name for other in self._others for name in other.names))
        self._compiled = Compiled(lambda *asked: build(*asked).values_list(*names))

    def found(self, *given: Given) -> list[M]:
        shared: dict[tuple[str, Any], Model | None] = {}
        return [self._built(row, shared) for row in self._compiled.rows(*given)]

    def _built(self, row: Sequence[Any], shared: dict[tuple[str, Any], Model | None]) -> M:
        ends = len(self._own)
        built = self._model.from_db(connection.alias, self._own, row[:ends])
        known: dict[str, Any] = {"": built}
        for other in self._others:
            begins, ends = ends, ends + len(other.columns)
            holder, key = known[other.holder], (other.path, row[begins + other.place])
            if key not in shared:
                shared[key] = other.build(row[begins:ends])
            known[other.path] = shared[key]
            if holder:
                setattr(holder, other.name, known[other.path])
        return built


class CompiledInsert(Generic[M]):
    """The same for new rows of a model: one statement, whose SQL is written once for each number of rows.

    For few rows: more are quicker by bulk_create. No signals are sent. Each row gets its key, unless those
    that are there already are to be skipped.
    """

    def __init__(self, model: type[M], *, skip_known: bool = False) -> None:
        self._model = model
        self._skip_known = skip_known
        self._fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self._statements: dict[int, str] = {}

    def insert(self, *rows: M) -> None:
        if len(rows) not in self._statements:
            self._statements[len(rows)] = self._write(len(rows))
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for row in rows
            for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._statements[len(rows)], values)
            keys = [] if self._skip_known else cursor.fetchall()
        for row, (key,) in zip(rows, keys, strict=False):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias

    def _write(self, count: int) -> str:
        name = connection.ops.quote_name
        table, key = name(self._model._meta.db_table), name(str(self._model._meta.pk.column))
        columns = ", ".join(name(str(field.column)) for field in self._fields)
        row = ", ".join(["%s"] * len(self._fields))
        ends = "ON CONFLICT DO NOTHING" if self._skip_known else f"RETURNING {key}"
        return " ".join(
            ("INSERT INTO", table, f"({columns})", "VALUES", ", ".join([f"({row})"] * count), ends)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Other:
    """A row along: `name` of the row that `holder` leads to; its key stands at `place` among its columns."""

    path: str
    holder: str
    name: str
    model: type[Model]
    columns: list[str]
    place: int

    @classmethod
    def of(cls, model: type[Model], path: str, without: Sequence[str]) -> "_Other":
        holder, _dunder, name = path.rpartition("__")
        for step in path.split("__"):
            model = cast("type[Model]", model._meta.get_field(step).related_model)
        columns = _columns_of(model, without, begins=f"{path}__")
        place = columns.index(model._meta.pk.attname)
        return cls(path=path, holder=holder, name=name, model=model, columns=columns, place=place)

    @property
    def names(self) -> list[str]:
        return [f"{self.path}__{column}" for column in self.columns]

    def build(self, row: Sequence[Any]) -> Model | None:
        """None where the key leads to nothing."""
        is_there = row[self.place] is not None
        return self.model.from_db(connection.alias, self.columns, row) if is_there else None


def _columns_of(model: type[Model], without: Sequence[str], *, begins: str = "") -> list[str]:
    names = (field.attname for field in model._meta.concrete_fields)
    return [name for name in names if f"{begins}{name}" not in without]


def _padded(values: tuple[int, ...]) -> tuple[int, ...]:
    """With the last one repeated up to a power of two, so that few queries are written."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


def _stand_in(number: int, given: Given) -> Argument | tuple[Argument, ...] | None:
    if isinstance(given, tuple):
        return tuple(Argument(number, part=part) for part in range(len(given)))
    return None if given is None else Argument(number)

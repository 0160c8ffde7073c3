"""Queries that are asked all the time, with the SQL that Django wrote for them the first time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Argument = str | int | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the SQL wants the argument of this number."""

    number: int


class Compiled:
    """A query whose SQL depends on nothing but which arguments are given: writing it takes longer.

    `build` makes the queryset; each argument that isn't None stands in it as it is, compared with a column.
    Its rows hold numbers and text only, because nothing converts them.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._written: dict[tuple[object, ...], tuple[str, list[Any]]] = {}

    def rows(self, *arguments: Argument) -> list[tuple[Any, ...]]:
        shape = (connection.vendor, *(each is None for each in arguments))
        if shape not in self._written:
            self._written[shape] = self._write(arguments)
        text, parameters = self._written[shape]
        with connection.cursor() as cursor:
            cursor.execute(
                text, [arguments[each.number] if isinstance(each, _Place) else each for each in parameters]
            )
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _write(self, arguments: tuple[Argument, ...]) -> tuple[str, list[Any]]:
        """The SQL and its parameters: constants, and places of arguments."""
        marks = [_mark(number, like=each) for number, each in enumerate(arguments)]
        text, parameters = self._build(*marks).query.sql_with_params()
        places = {mark: _Place(number) for number, mark in enumerate(marks) if mark is not None}
        return text, [places.get(each, each) for each in parameters]


def _mark(number: int, *, like: Argument) -> Argument:
    """A value that no constant of a query equals."""
    unlikely = 987_654_321_000 + number
    return None if like is None else unlikely if isinstance(like, int) else f"argument {unlikely}"

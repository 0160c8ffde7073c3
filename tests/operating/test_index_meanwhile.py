"""An index of a table in use: it waits as long as others take; what a try has left half made is made anew."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ProjectState
from django.db.models.functions import Lower

from hipcoach.common.indexes import AddIndexMeanwhile

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NAME = "client_by_email"


def make() -> list[str]:
    """Make the index; returns how long each statement about an index would have waited for a lock."""
    limits = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if str(sql).startswith(("CREATE INDEX", "DROP INDEX")):
            limits.append(limit())
        return execute(sql, *rest)

    state = ProjectState.from_apps(apps)
    operation = AddIndexMeanwhile(model_name="client", index=models.Index(Lower("email"), name=NAME))
    with connection.schema_editor(atomic=False) as editor, connection.execute_wrapper(note):
        operation.database_forwards("assessments", editor, state, state)
    return limits


def limit() -> str:
    connection.ensure_connection()
    (told,) = connection.connection.execute("SHOW lock_timeout").fetchone()
    return str(told)


def index() -> tuple[int, bool]:
    """Its number, and whether the database uses it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid, indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [NAME]
        )
        number, is_valid = cursor.fetchone()
        return number, is_valid


def test_one_that_is_there_stays() -> None:
    before = index()
    assert make() == []
    assert index() == before


def test_one_that_was_cut_off_is_made_anew_and_waits_for_whoever_was_there_before() -> None:
    number, _is_valid = index()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s", [number])
    before = limit()
    assert make() == ["0", "0"]
    assert index()[0] != number
    assert index()[1]
    assert limit() == before == "10s"

"""How long a client waits for PostgreSQL, whatever PostgreSQL itself has been told.

A server that is frozen, or behind a network that is cut, keeps no limit of its own and ends no connection:
who asked it would wait for ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus


class NoAnswer(psycopg.OperationalError):
    """A question was asked, and nothing came within our patience."""


class PatientConnection(psycopg.Connection[Any]):
    """Closes itself, and raises OperationalError, once an answer takes longer than `patience` in seconds."""

    patience: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            # Whoever asked next would get the answer to this question.
            self.pgconn.finish()
            raise NoAnswer("The database gave no answer.") from error


@contextmanager
def within(connection: BaseDatabaseWrapper, seconds: float) -> Iterator[None]:
    """In this block each answer comes within so long, or OperationalError; SQLite is never waited for."""
    if isinstance(connection.connection, PatientConnection):
        # The check itself is not to take longer.
        connection.connection.patience = seconds
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    held = connection.connection
    if not isinstance(held, PatientConnection):
        yield
        return
    held.patience = seconds
    try:
        # Asked outside any transaction: at the end of a broken one Django connects anew, and waits again.
        if not connection.is_usable():
            connection.close()
            raise OperationalError("The database says nothing.")
        yield
    finally:
        wait_no_longer(connection)


def wait_as_long_as_it_takes(connection: BaseDatabaseWrapper) -> None:
    """From now on, on this connection."""
    if isinstance(connection.connection, PatientConnection):
        connection.connection.patience = None


def wait_no_longer(connection: BaseDatabaseWrapper) -> None:
    """Than the settings say, again."""
    if isinstance(connection.connection, PatientConnection):
        connection.connection.patience = connection.settings_dict["OPTIONS"].get("patience")

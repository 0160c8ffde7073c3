"""The backend itself; Django looks for it in a module of this name."""

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from hipcoach.common.postgresql.patience import PatientConnection


class DatabaseWrapper(base.DatabaseWrapper):
    health_check_enabled: bool
    health_check_done: bool

    def get_new_connection(self, conn_params: dict[str, Any]) -> PatientConnection:
        """As Django's own, which makes one class only; the settings refuse a pool and other isolation."""
        patience = conn_params.pop("patience", None)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        connection = PatientConnection.connect(**conn_params)
        connection.patience = patience
        return connection

    def close_if_health_check_failed(self) -> None:
        """Ask a kept connection for a sign of life only where the server has said something unasked.

        A server that ends, restarts or shuts a connection says so, and nothing waits to be read on a healthy
        one between two requests. Django would send a SELECT 1 each time: a quarter of an answer of one query.
        """
        if self.health_check_enabled and not self.health_check_done and self._is_silent():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _is_silent(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return not waiting.poll(0)

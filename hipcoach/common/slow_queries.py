"""Queries that take long are logged: how long, and the statement with places instead of values."""

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

logger = logging.getLogger("hipcoach.slow")
LONGEST_SHOWN = 2000


def watch(**_of_apps: Any) -> None:
    """Time every connection that is opened from now on; with SLOW_QUERY_MS=0, none."""
    if settings.SLOW_QUERY_MS:
        connection_created.connect(_time, dispatch_uid="hipcoach.slow_queries")


def _time(connection: BaseDatabaseWrapper, **_of_signal: Any) -> None:
    if timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    began = perf_counter()
    try:
        return execute(sql, *rest)
    finally:
        took = (perf_counter() - began) * 1000
        if took >= settings.SLOW_QUERY_MS:
            logger.warning("A query took %d ms: %s", took, str(sql)[:LONGEST_SHOWN])

"""What people get when something under the site fails: a short break where waiting helps, else an apology."""

import errno
import logging
import sqlite3
import sys
from enum import Enum, auto

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import server_error

from hipcoach.common.postgresql.patience import NoAnswer

RETRY_AFTER = "10"
# By the first words of SQLite's own names.
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")
_WAITING_HELPS = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")

# It ends, starts, or is lost on the way; without a state, it can't be reached.
_NOT_THERE = ("08", "57P")


class Fault(Enum):
    AWAY = auto()  # The database is away, or too busy.
    NO_ROOM = auto()  # Nothing can be written.
    OURS = auto()


def failed(request: HttpRequest) -> HttpResponse:
    """The site's answer to an exception; it is called while that is being handled."""
    fault = fault_of(sys.exc_info()[1])
    if fault is Fault.OURS:
        return server_error(request)
    return short_break(request, is_full=fault is Fault.NO_ROOM)


def short_break(request: HttpRequest, *, is_full: bool = False) -> HttpResponse:
    """503, with when to come again. Needs neither the database nor a session."""
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
    if request.path.endswith(".json"):
        return JsonResponse({"error": "unavailable"}, status=503, headers=headers)
    told = {"is_full": is_full, "is_sent": request.method not in {"GET", "HEAD"}}
    answer = render(None, "503.html", told, status=503)
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


def fault_of(error: BaseException | None) -> Fault:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
        return Fault.NO_ROOM
    if not isinstance(error, OperationalError | InterfaceError):
        return Fault.OURS
    cause = error.__cause__
    if not isinstance(cause, sqlite3.Error):
        return Fault.AWAY
    name = getattr(cause, "sqlite_errorname", "")
    if name.startswith(_NO_ROOM):
        return Fault.NO_ROOM
    return Fault.AWAY if name.startswith(_WAITING_HELPS) else Fault.OURS


def is_not_there(error: BaseException | None) -> bool:
    """Whether PostgreSQL is away altogether, and hasn't just refused or given up this one query."""
    cause = error.__cause__ if isinstance(error, OperationalError | InterfaceError) else None
    return isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or "08").startswith(_NOT_THERE)


class CalmWhileAway(logging.Filter):
    """While PostgreSQL is away every page fails in the same way: a warning is enough, without a traceback.

    Where it was asked and gave no answer, the lines stay: it may be one page that asks too much.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error and is_not_there(error):
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
            if not isinstance(error.__cause__, NoAnswer):
                record.exc_info = None
                record.told = {"error": type(error).__name__}
        return True

"""Logs name nobody and open nothing: links' secrets, addresses, and what an error says about a row are cut.

An error is told by its type and the lines it went through, never by its words: a database quotes the row that
it refuses. On one's own computer (DEBUG) the words are shown.
"""

import json
import logging
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

from django.conf import settings

from hipcoach.common.request_ids import request_id

# What stands before the secret in a path; see also the URL confs.
_SECRET = re.compile(r"/(welcome|join|a|m|feeds|check-mail|accounts/password/reset/key)/(?!done/)[^/\s?]+")
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+@[\w-]+(?:\.[\w-]+)+")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    filename: str
    lineno: int
    name: str


class HideSecrets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hidden, record.args))
        elif isinstance(record.args, Mapping):
            record.args = _hidden_of_task(record.args, record)
        record.request_id = request_id.get()
        return True


class QuietFormatter(logging.Formatter):
    """One line of text; an error without its words."""

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and not settings.DEBUG:
            record.exc_text = path_of(record.exc_info)
        return without_people(super().format(record))


class JsonFormatter(QuietFormatter):
    """One JSON object a line: time, level, logger, message, request, and of an error its type and path."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if request := getattr(record, "request_id", ""):
            told["request"] = request
        told |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
            told["path"] = path_of(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def message_of(record: logging.LogRecord) -> str:
    return without_people(str(_hidden(record.getMessage())))


def without_people(text: str) -> str:
    return _ADDRESS.sub("…@…", text)


def path_of(ei: ExcInfo) -> str:
    """The lines that an error and its causes went through, the innermost last."""
    return "\n".join(
        f"{name}: " + " > ".join(f"{step.filename}:{step.lineno} {step.name}" for step in steps)
        for name, steps in errors_of(ei)
    )


def errors_of(ei: ExcInfo) -> list[tuple[str, list[Step]]]:
    """An error's causes and itself: the type, and the lines it went through, the innermost last."""
    errors, error = [], ei[1]
    while error is not None:
        steps = [
            Step(
                filename=frame.filename.rpartition("site-packages/")[2],
                lineno=frame.lineno or 0,
                name=frame.name,
            )
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        errors.append((type(error).__name__, steps))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return errors[::-1]


def _hidden_of_task(args: Mapping[str, object], record: logging.LogRecord) -> dict[str, object]:
    """What Celery tells of a task: it puts the error's words, and what the task was given, into the line."""
    error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "…"
    words = {"exc": error, "traceback": "…", "args": "…", "kwargs": "…", "return_value": "…"}
    return {name: words.get(name, _hidden(value)) for name, value in args.items()}


def _hidden(value: object) -> object:
    if isinstance(value, BaseException):
        return type(value).__name__
    return _SECRET.sub(r"/\1/…", value) if isinstance(value, str) else value

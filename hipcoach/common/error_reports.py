"""Errors for a service such as Sentry, where SENTRY_DSN names one: what failed, and on which lines.

Its client would collect variables, headers, bodies and the words of errors, which here are health data. So it
collects nothing by itself: a report is put together from what the log may tell (see also logs).
"""

import logging
from typing import Any

from sentry_sdk import Client

from hipcoach.common.logs import errors_of, message_of, without_people

# Seconds that a process waits at its end for reports that are still on their way.
PATIENCE = 2.0


class ReportHandler(logging.Handler):
    """Sends from a thread of its own; what a slow service has not taken of a hundred reports is dropped."""

    def __init__(self, dsn: str) -> None:
        super().__init__(logging.ERROR)
        # A name is given, because otherwise the machine's own would be told.
        self.client = Client(
            dsn=dsn,
            server_name="hipcoach",
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            send_client_reports=False,
        )

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.client.capture_event(report_of(record))
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        self.client.flush(timeout=PATIENCE)


def report_of(record: logging.LogRecord) -> Any:
    """`record` has gone through logs.HideSecrets."""
    errors = errors_of(record.exc_info) if record.exc_info else []
    return {
        "level": record.levelname.lower(),
        "logger": record.name,
        # By the first, the service tells which ones are the same.
        "logentry": {
            "message": without_people(str(record.msg)),
            "formatted": _with_page(message_of(record), record),
        },
        "tags": {"request": getattr(record, "request_id", "")},
        "extra": getattr(record, "told", {}),
        "exception": {
            "values": [
                {
                    "type": name,
                    "value": "",
                    "stacktrace": {
                        "frames": [
                            {"filename": step.filename, "lineno": step.lineno, "function": step.name}
                            for step in steps
                        ]
                    },
                }
                for name, steps in errors
            ]
        },
    }


def _with_page(message: str, record: logging.LogRecord) -> str:
    """The page's name stands for its address, which has people's numbers in it."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "path"):
        return message
    page = request.resolver_match.view_name if getattr(request, "resolver_match", None) else "unknown"
    return message.replace(request.path, page)

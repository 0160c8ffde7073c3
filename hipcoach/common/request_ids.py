"""Each request has a name that its log lines and its answer carry: a proxy's own, or a new one."""

import re
from contextvars import ContextVar
from uuid import uuid4

# Whatever else a header holds, a log line stays one line, and nobody's words stand in it.
_GOOD = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)

HEADER = "X-Request-ID"
request_id: ContextVar[str] = ContextVar("request_id", default="")


def named(told: str | None) -> str:
    """The name that came with the request, if it is a plain one."""
    return told if told and _GOOD.fullmatch(told) else uuid4().hex

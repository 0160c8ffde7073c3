"""The mails of signing in are promises like any other; what they say is sealed until it is sent."""

import json
import uuid
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from hipcoach.mail.outbox import queue, retire

ACCOUNT = "account"
NOTICE_LASTS = timedelta(days=1)


def take_back_code(session: SessionBase, kind: str, *, now: datetime) -> None:
    """Of the codes that this browser asks for the newest works alone: one that has not left yet is not sent.

    For an address that nobody knows it takes just as long. Another browser's code stays, whoever asks.
    """
    retire(subject_ref=_ref(session), kinds=(kind,), reason=_("A newer code was asked for."), now=now)


def promise_code(
    session: SessionBase, kind: str, to: str, code: str, lasts: timedelta, *, now: datetime
) -> None:
    """Promise a code to this browser. See also `take_back_code`."""
    promise(kind, to, code, lasts, now=now, subject_ref=_ref(session))


def promise(
    kind: str, to: str, secret: str, lasts: timedelta, *, now: datetime, subject_ref: str = ACCOUNT
) -> None:
    """Promise it now; after `lasts` it is of no use."""
    queue(
        key=f"{kind}:{uuid.uuid4()}",
        kind=kind,
        subject_ref=subject_ref,
        to=to,
        secret=secret,
        urgent=True,
        due_at=now,
        useful_until=now + lasts,
        now=now,
    )


def promise_notice(to: str, *, subject: str, body: str, now: datetime) -> None:
    """Tell of a change. `body` holds paragraphs with an empty line between them."""
    promise("account-notice", to, json.dumps({"subject": subject, "body": body}), NOTICE_LASTS, now=now)


def _ref(session: SessionBase) -> str:
    """How mail rows name the browser that asked for their code."""
    return f"{ACCOUNT}:{session.setdefault('codes', get_random_string(16))}"

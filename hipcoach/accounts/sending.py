"""The mails of signing in are promises like any other; what they say is sealed until it is sent."""

import json
import uuid
from datetime import datetime, timedelta

from hipcoach.mail.outbox import queue

NOTICE_LASTS = timedelta(days=1)


def promise(kind: str, to: str, secret: str, lasts: timedelta, *, now: datetime) -> None:
    """Promise it now; after `lasts` it is of no use."""
    queue(
        key=f"{kind}:{uuid.uuid4()}",
        kind=kind,
        subject_ref="account",
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

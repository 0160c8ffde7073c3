"""Promise a mail, and take promises back. Call these inside the transaction of what the mail is about."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from hipcoach.celery import app
from hipcoach.common.breaker import Breaker
from hipcoach.mail.models import OutgoingEmail

logger = logging.getLogger(__name__)
_breaker = Breaker(rest_seconds=5)


def queue(
    *,
    key: str,
    kind: str,
    subject_ref: str,
    to: str,
    due_at: datetime,
    now: datetime,
    facts: dict[str, Any] | None = None,
    secret: str = "",
    trainer_ref: int | None = None,
    useful_until: datetime | None = None,
    urgent: bool = False,
) -> None:
    """Promise one mail. The key names the promise: queueing it twice is harmless."""
    row = OutgoingEmail(
        key=key,
        kind=kind,
        subject_ref=subject_ref,
        to=to,
        facts=facts or {},
        secret=secret,
        trainer_ref=trainer_ref,
        urgent=urgent,
        promised_at=now,
        due_at=due_at,
        useful_until=useful_until,
    )
    queue_all([row])


def queue_all(rows: Sequence[OutgoingEmail]) -> None:
    """Promise several mails in one statement, likewise."""
    OutgoingEmail.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.due_at <= row.promised_at for row in rows):
        transaction.on_commit(nudge, robust=True)


def retire(*, subject_ref: str, reason: str, now: datetime, kinds: tuple[str, ...] = ()) -> None:
    """Skip what is still promised about `subject_ref` (of these kinds, when given), with a reason."""
    rows = OutgoingEmail.objects.about(subject_ref).promised()
    if kinds:
        rows = rows.filter(kind__in=kinds)
    rows.update(state=OutgoingEmail.State.SKIPPED, reason=reason, settled_at=now, secret="")


def nudge() -> None:
    """Wake a worker now. When the broker is away nothing is lost: the next sweep has the mail."""
    if _breaker.is_open():
        return
    try:
        app.send_task("hipcoach.mail.sweep", retry=False, expires=60)
    except Exception as error:  # Whatever the broker's client raises, the request must not fail for it.
        _breaker.trip()
        logger.warning(
            "The mail worker could not be nudged (%s); the next sweep sends it.", type(error).__name__
        )


def message_id_for(key: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"

"""Promise a mail, and take promises back. Call these inside the transaction of what the mail is about."""

import hashlib
import logging
from collections.abc import Collection, Iterable, Sequence
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
    OutgoingEmail.objects.bulk_create([row], ignore_conflicts=True)
    if due_at <= now:
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


def queue_all(rows: Sequence[OutgoingEmail]) -> None:
    """Promise several mails in one statement; a key that is taken keeps its row, as in `queue`."""
    OutgoingEmail.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.due_at <= row.promised_at for row in rows):
        transaction.on_commit(nudge, robust=True)


def not_yet_promised(rows: Iterable[OutgoingEmail]) -> list[OutgoingEmail]:
    """Those whose key no row has; one query for a thousand of them."""
    by_key = {row.key: row for row in rows}
    keys, taken = list(by_key), set[str]()
    for first in range(0, len(keys), 1000):
        some = keys[first : first + 1000]
        taken.update(OutgoingEmail.objects.filter(key__in=some).values_list("key", flat=True))
    return [row for key, row in by_key.items() if key not in taken]


def replace_ahead(
    rows: Sequence[OutgoingEmail],
    *,
    subject_refs: Collection[str],
    kinds: Collection[str],
    reason: str,
    now: datetime,
) -> None:
    """What lies ahead about these subjects, of these kinds, becomes just `rows`; the rest is skipped.

    A promise that was taken back this way before stands again.
    """
    wanted = [row.key for row in rows]
    ahead = OutgoingEmail.objects.filter(subject_ref__in=subject_refs, kind__in=kinds, due_at__gt=now)
    ahead.promised().exclude(key__in=wanted).update(
        state=OutgoingEmail.State.SKIPPED, reason=reason, settled_at=now
    )
    ahead.filter(key__in=wanted, state=OutgoingEmail.State.SKIPPED).update(
        state=OutgoingEmail.State.PROMISED, reason="", settled_at=None
    )
    queue_all(rows)

"""Promise a mail, and take promises back. Call these inside the transaction of what the mail is about."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from hipcoach.common import nudging
from hipcoach.common.caseless import caseless
from hipcoach.common.compiled import CompiledInsert
from hipcoach.mail.models import OutgoingEmail, OutgoingEmailQuerySet

# Small enough that no web request waits for the purge.
FORGET_AT_ONCE = 500
# A visit promises no more mails at once.
FEW = 12
WHERE_AND_WHEN = ("to", "due_at", "useful_until")
_few = CompiledInsert(OutgoingEmail, skip_known=True)


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
    if 0 < len(rows) <= FEW:
        _few.insert(*rows)
    else:
        OutgoingEmail.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.due_at <= row.promised_at for row in rows):
        transaction.on_commit(nudge, robust=True)


def retire(*, subject_ref: str, reason: str, now: datetime, kinds: tuple[str, ...] = ()) -> None:
    """Skip what is not sent yet about `subject_ref` (of these kinds, when given), with a reason.

    A worker that holds such a mail already looks again right before it sends.
    """
    rows = OutgoingEmail.objects.about(subject_ref).unsettled()
    if kinds:
        rows = rows.filter(kind__in=kinds)
    rows.settle(OutgoingEmail.State.SKIPPED, now, reason=reason)


def try_again(mail: OutgoingEmail, *, now: datetime) -> bool:
    """Promise a failed mail once more; False when there is nothing (left) to try."""
    return _promise_again(OutgoingEmail.objects.filter(pk=mail.pk).repeatable(now))


def send_on(mails: OutgoingEmailQuerySet, *, was: str, to: str, now: datetime) -> None:
    """Those of these mails that were to go to an address are promised to another, if there is one.

    That is what is not sent yet, and what failed and is of use still. A worker that holds such a mail already
    looks again right before it sends.
    """
    if was and to and was.casefold() != to.casefold():
        rows = mails.filter(caseless("to", was))
        _promise_again(rows.unsettled() | rows.repeatable(now), to=to)


def _promise_again(rows: OutgoingEmailQuerySet, **changes: str) -> bool:
    again = rows.update(
        state=OutgoingEmail.State.PROMISED,
        attempts=0,
        lease_until=None,
        settled_at=None,
        reason="",
        **changes,
    )
    if again:
        transaction.on_commit(nudge, robust=True)
    return bool(again)


def forget_settled_before(moment: datetime) -> int:
    """Blank the addresses of mails settled before then; return how many.

    The row stays, as the fact that a mail was sent or why not. What it said was never kept.
    """
    last, forgotten = 0, 0
    while pks := list(OutgoingEmail.objects.to_forget(moment, after=last)[:FORGET_AT_ONCE]):
        forgotten += OutgoingEmail.objects.filter(pk__in=pks).update(to="", secret="")
        last = pks[-1]
    return forgotten


def nudge() -> None:
    """Wake a worker now; without one, the next sweep has the mail."""
    nudging.nudge("hipcoach.mail.sweep")


def message_id_for(key: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"


def put_right(rows: Iterable[OutgoingEmail]) -> list[OutgoingEmail]:
    """Those whose key no row has; what is promised already goes where and when these rows say.

    One query for a thousand of them, and one more where anything has changed.
    """
    by_key = {row.key: row for row in rows}
    keys, changed = list(by_key), list[OutgoingEmail]()
    for first in range(0, len(keys), 1000):
        some = OutgoingEmail.objects.filter(key__in=keys[first : first + 1000])
        for known in some.only("key", "state", *WHERE_AND_WHEN):
            row = by_key.pop(known.key)
            if known.state == OutgoingEmail.State.PROMISED and _differ(known, row):
                row.pk = known.pk
                changed.append(row)
    if changed:
        OutgoingEmail.objects.promised().bulk_update(changed, WHERE_AND_WHEN)
    return list(by_key.values())


def _differ(one: OutgoingEmail, other: OutgoingEmail) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in WHERE_AND_WHEN)


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

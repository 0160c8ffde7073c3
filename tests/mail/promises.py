"""Promised mails of real kinds: one to send, one that is no longer true, one that can't be composed."""

from datetime import datetime
from itertools import count
from typing import Any

from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import queue

_numbers = count(1)


def promise(*, now: datetime, **fields: Any) -> OutgoingEmail:
    """A sign-in code to Ada, due now, unless `fields` say otherwise."""
    key = fields.pop("key", f"test:{next(_numbers)}")
    queue(
        **{
            "key": key,
            "kind": "sign-in-code",
            "subject_ref": "account",
            "to": "ada@example.com",
            "secret": "WXYZ-1234",
            "due_at": now,
            "now": now,
            **fields,
        }
    )
    return OutgoingEmail.objects.get(key=key)


def promise_untrue(*, now: datetime) -> OutgoingEmail:
    """About a visit that doesn't exist (any more)."""
    return promise(now=now, kind="appointment-booked", facts={"appointment": 0, "version": 1})


def promise_broken(*, now: datetime) -> OutgoingEmail:
    """Composing it raises, because its content isn't what its kind expects."""
    return promise(now=now, kind="account-notice", secret="neither subject nor body")


def fresh(row: OutgoingEmail) -> OutgoingEmail:
    """The row as it stands in the database now."""
    return OutgoingEmail.objects.get(pk=row.pk)

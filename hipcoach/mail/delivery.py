"""Deliver what is due: claim with a lease, re-read the world, send outside the lock, record."""

import logging
import smtplib
from datetime import datetime, timedelta
from time import monotonic

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from hipcoach.mail.kinds import Skip, compose
from hipcoach.mail.layout import as_message
from hipcoach.mail.models import OutgoingEmail

logger = logging.getLogger(__name__)

# A sweep claims for SWEEP_SECONDS at most, and one mail takes far less than the rest of its lease.
LEASE = timedelta(minutes=5)
SWEEP_SECONDS = 60
LAST_ATTEMPT = 6


class NothingSent(Exception):
    """The mail backend took no message, as for a row without an address."""


def sweep(now: datetime) -> int:
    """Settle the mails that are due; return how many were handled. The next sweep goes on where it ends.

    While the mail server can't be reached everything waits, and no row spends an attempt on it.
    """
    connection = get_connection()
    ends = monotonic() + SWEEP_SECONDS
    handled = 0
    try:
        while monotonic() < ends and OutgoingEmail.objects.waiting(now).exists():
            connection.open()
            if row := claim(now):
                deliver(row, connection, now)
                handled += 1
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("The mail server can't be reached (%s); mails wait.", type(error).__name__)
    finally:
        connection.close()
    return handled


def claim(now: datetime) -> OutgoingEmail | None:
    """Take the next due row for this worker. Two workers never hold the same one."""
    with transaction.atomic():
        row = OutgoingEmail.objects.waiting(now).select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.state = OutgoingEmail.State.SENDING
        row.attempts += 1
        row.lease_until = now + LEASE
        row.save(update_fields=["state", "attempts", "lease_until"])
        return row


def deliver(row: OutgoingEmail, connection: BaseEmailBackend, now: datetime) -> None:
    """Send one claimed row, or settle it with the reason why not."""
    if row.useful_until and now > row.useful_until:
        _settle(row, OutgoingEmail.State.MISSED, now, reason="Too late to be useful.")
        return
    if row.attempts > LAST_ATTEMPT:
        _settle(
            row, OutgoingEmail.State.FAILED, now, reason="Workers ended again and again while sending it."
        )
        return
    try:
        letter = compose(row, now)
        if isinstance(letter, Skip):
            _settle(row, OutgoingEmail.State.SKIPPED, now, reason=letter.reason)
            return
        if not connection.send_messages([as_message(letter, row=row)]):
            raise NothingSent
    except Exception as error:  # One bad mail must not stop the others; the ledger shows why.
        connection.close()
        _record_failure(row, error, now)
    else:
        _settle(row, OutgoingEmail.State.SENT, now)


def _record_failure(row: OutgoingEmail, error: Exception, now: datetime) -> None:
    # The type only: a server's answer may quote addresses.
    reason = type(error).__name__
    logger.warning("Mail %s failed (attempt %s): %s", row.pk, row.attempts, reason)
    if row.attempts >= LAST_ATTEMPT or _is_permanent(error):
        _settle(row, OutgoingEmail.State.FAILED, now, reason=reason)
    else:
        pause = timedelta(seconds=30) * 4 ** (row.attempts - 1)
        OutgoingEmail.objects.held_by(row).update(
            state=OutgoingEmail.State.PROMISED, lease_until=now + pause, reason=reason
        )


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _settle(row: OutgoingEmail, state: str, now: datetime, *, reason: str = "") -> None:
    # What went out went out, whoever holds the row by now.
    sent = state == OutgoingEmail.State.SENT
    rows = OutgoingEmail.objects.filter(pk=row.pk) if sent else OutgoingEmail.objects.held_by(row)
    rows.update(state=state, reason=reason, settled_at=now, lease_until=None, secret="")

"""Deliver what is due: claim with a lease, re-read the world, send outside the lock, record."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic, sleep

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from hipcoach.mail.backends import is_address
from hipcoach.mail.failures import LAST_ATTEMPT, Again, judge, pause_before
from hipcoach.mail.kinds import Skip, compose
from hipcoach.mail.layout import as_message
from hipcoach.mail.line import LEASE, Clock, Line, keep
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.wire import Unreachable, Wire

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 60
State = OutgoingEmail.State


def sweep(now: datetime) -> int:
    """Settle the mails that are due at `now`; return how many were handled."""
    return deliver_due(lambda: now)


def deliver_due(clock: Clock, *, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Settle what is due, for SWEEP_SECONDS at most; the next sweep goes on where this one ends.

    While the mail server can't be reached everything waits, and no row spends an attempt on it.
    """
    OutgoingEmail.objects.miss(clock())
    line, wire = Line(clock), Wire()
    ends, handled = monotonic() + SWEEP_SECONDS, 0
    row = None
    try:
        while monotonic() < ends and goes_on():
            row = None
            if line.is_empty:
                if not OutgoingEmail.objects.is_due(clock()):
                    break
                wire.open()
            if (row := line.next()) is None:
                break
            deliver(row, wire, clock())
            handled += 1
        else:
            line.give_back()
    except Unreachable as away:
        line.give_back(*([row] if row else []))
        _tell(away, clock())
    finally:
        wire.close()
    return handled


def deliver(row: OutgoingEmail, wire: Wire, now: datetime) -> None:
    """Send one claimed row, or settle it with the reason why not."""
    if row.useful_until and now > row.useful_until:
        _settle(row, State.MISSED, now, reason=_("It was too late to be useful."))
    elif row.attempts > LAST_ATTEMPT:
        _settle(row, State.FAILED, now, reason=_("Workers ended again and again while sending it."))
    elif not row.to:
        _settle(row, State.FAILED, now, reason=_("There is no address to send it to."))
    elif not is_address(row.to):
        _settle(row, State.FAILED, now, reason=_("This is no address that mail can go to."))
    else:
        _send(row, wire, now)


def _send(row: OutgoingEmail, wire: Wire, now: datetime) -> None:
    try:
        letter = compose(row, now)
        if isinstance(letter, Skip):
            _settle(row, State.SKIPPED, now, reason=letter.reason)
            return
        message = as_message(letter, row=row)
        wire.open()
        if keep(row, now):  # The last look before it leaves: it may have been taken back meanwhile.
            wire.send(message)
            _record_sent(row, now)
    except (Unreachable, OperationalError, InterfaceError):
        raise
    except Exception as error:  # One bad mail must not stop the others; the ledger shows why.
        _record_failure(row, error, now)


def _record_failure(row: OutgoingEmail, error: Exception, now: datetime) -> None:
    again, reason = judge(error)
    logger.warning("Mail %s failed (attempt %s): %s", row.pk, row.attempts, type(error).__name__)
    if row.attempts >= LAST_ATTEMPT or again == Again.NEVER:
        _settle(row, State.FAILED, now, reason=reason)
    else:
        rests_until = now + pause_before(row.attempts, again=again, key=row.key)
        OutgoingEmail.objects.held_by(row).update(
            state=State.PROMISED, lease_until=rests_until, reason=reason
        )


def _record_sent(row: OutgoingEmail, now: datetime) -> None:
    """What went out went out, whoever holds the row by now.

    A database that is away for a moment is waited for: unrecorded, the mail would go out once more.
    """
    ends = monotonic() + LEASE.total_seconds() / 2
    while True:
        try:
            OutgoingEmail.objects.filter(pk=row.pk).settle(State.SENT, now)
        except (OperationalError, InterfaceError):
            if monotonic() > ends:
                raise
            sleep(0.5)
            with suppress(DatabaseError):
                connection.close()
        else:
            return


def _settle(row: OutgoingEmail, state: OutgoingEmail.State, now: datetime, *, reason: str) -> None:
    OutgoingEmail.objects.held_by(row).settle(state, now, reason=reason)


def _tell(away: Unreachable, now: datetime) -> None:
    """Say in the log and on each waiting row that the mail server is away."""
    logger.warning("The mail server can't be reached (%s); mails wait.", away)
    words = _("The mail server can't be reached; this mail waits for it.")
    OutgoingEmail.objects.waiting(now).exclude(reason=words).update(reason=words)

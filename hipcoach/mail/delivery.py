"""Deliver what is due: claim with a lease, re-read the world, send outside the lock, record.

Mails are composed by the handful and then leave one right after the other: each is recorded as sent by the
statement that takes the last look at the next.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from time import monotonic, sleep

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from hipcoach.mail.backends import is_address
from hipcoach.mail.failures import LAST_ATTEMPT, is_last, judge, pause_before
from hipcoach.mail.kinds import Compose, Skip, composer
from hipcoach.mail.layout import as_message
from hipcoach.mail.line import LEASE, Clock, Line, is_due, keep, record_sent
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.wire import Unreachable, Wire

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 60
AFTER_A_NO = timedelta(minutes=1)
HANDFUL = 32
# What a mail says is so old at most when the mail leaves, but for the first of a handful.
FRESH_SECONDS = 0.1
State = OutgoingEmail.State


def sweep(now: datetime) -> int:
    """Settle the mails that are due at `now`; return how many were handled."""
    return deliver_due(lambda: now)


def deliver_due(clock: Clock, *, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Settle what is due, for SWEEP_SECONDS at most; the next sweep goes on where this one ends.

    While the mail server can't be reached everything waits, and no row spends an attempt on it.
    """
    # Said once: else every word asks which language is the site's.
    with override(settings.LANGUAGE_CODE):
        return _deliver_due(clock, goes_on)


def _deliver_due(clock: Clock, goes_on: Callable[[], bool]) -> int:
    OutgoingEmail.objects.miss(clock())
    line, wire = Line(clock), Wire()
    ends, handled = monotonic() + SWEEP_SECONDS, 0
    hand: list[OutgoingEmail] = []
    most = HANDFUL

    def meanwhile(row: OutgoingEmail) -> None:
        """The server thinks long about this mail: the worker keeps it, and others may take the rest."""
        others = [each for each in hand if each is not row]
        hand[:] = [row]
        line.put_back(others)
        try:
            keep(row, clock())
            line.give_back()
        except (DatabaseError, InterfaceError):
            _reconnect()

    try:
        while monotonic() < ends and goes_on():
            if line.is_empty:
                if not is_due(clock()):
                    break
                wire.open()
            if not (hand := line.take(most)):
                break
            had = len(hand)
            for row in deliver(tuple(hand), wire, clock, meanwhile):
                hand.remove(row)
                handled += 1
            # As many as leave in time: none is composed twice for nothing while the server is slow.
            most = max(1, had - len(hand)) if hand else min(HANDFUL, most + 1)
            line.put_back(hand)
        else:
            line.give_back()
    except Unreachable as away:
        line.put_back(hand)
        line.give_back()
        _tell(away, clock())
    finally:
        wire.close()
    return handled


def deliver(
    rows: Sequence[OutgoingEmail], wire: Wire, clock: Clock, meanwhile: Callable[[OutgoingEmail], None]
) -> Iterator[OutgoingEmail]:
    """Send these claimed rows, or settle them with the reason why not; yields each once that is done.

    What could not leave while it was fresh is not yielded, and to be delivered anew. `meanwhile` is called
    with a row now and then while the server thinks about its mail.
    """
    wire.open()
    began = monotonic()
    compose, ready = composer(rows), deque[tuple[OutgoingEmail, EmailMessage]]()
    for row in rows:
        if message := _prepared(row, clock(), compose):
            ready.append((row, message))
        else:
            yield row
    is_held: bool | None = None  # The last look before it leaves: it may have been taken back meanwhile.
    while ready:
        row, message = ready.popleft()
        if is_held is None:
            is_held = keep(row, clock())
        following = ready[0][0] if ready else None
        if is_held and _is_sent(row, message, wire, clock, meanwhile):
            is_held = _record_sent(row, clock(), following=following)
        else:
            is_held = None
        yield row
        if not wire.is_warm or monotonic() - began > FRESH_SECONDS:
            return


def _prepared(row: OutgoingEmail, now: datetime, compose: Compose) -> EmailMessage | None:
    """The message, or None where the row is settled without one."""
    if row.useful_until and now > row.useful_until:
        _settle(row, State.MISSED, now, reason=_("It was too late to be useful."))
    elif row.attempts > LAST_ATTEMPT:
        _settle(row, State.FAILED, now, reason=_("Workers ended again and again while sending it."))
    elif not row.to:
        _settle(row, State.FAILED, now, reason=_("There is no address to send it to."))
    elif not is_address(row.to):
        _settle(row, State.FAILED, now, reason=_("This is no address that mail can go to."))
    else:
        return _composed(row, now, compose)
    return None


def _composed(row: OutgoingEmail, now: datetime, compose: Compose) -> EmailMessage | None:
    try:
        letter = compose(row, now)
        if not isinstance(letter, Skip):
            return as_message(letter, row=row)
        _settle(row, State.SKIPPED, now, reason=letter.reason)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # One bad mail must not stop the others; the ledger shows why.
        _record_failure(row, error, now)
    return None


def _is_sent(
    row: OutgoingEmail,
    message: EmailMessage,
    wire: Wire,
    clock: Clock,
    meanwhile: Callable[[OutgoingEmail], None],
) -> bool:
    try:
        wire.send(message, meanwhile=partial(meanwhile, row))
    except Unreachable as away:
        _let_rest(row, clock(), reason=str(away))
        raise
    except Exception as error:
        _record_failure(row, error, clock())
        return False
    return True


def _let_rest(row: OutgoingEmail, now: datetime, *, reason: str) -> None:
    """It spends no attempt; should the server's no to all be about this mail, others come before it now."""
    OutgoingEmail.objects.held_by(row).update(
        state=State.PROMISED, attempts=F("attempts") - 1, lease_until=now + AFTER_A_NO, reason=reason
    )


def _record_failure(row: OutgoingEmail, error: Exception, now: datetime) -> None:
    again, reason = judge(error)
    logger.warning("Mail %s failed (attempt %s): %s", row.pk, row.attempts, type(error).__name__)
    if is_last(row.attempts, again=again):
        _settle(row, State.FAILED, now, reason=reason)
    else:
        rests_until = now + pause_before(row.attempts, again=again, key=row.key)
        OutgoingEmail.objects.held_by(row).update(
            state=State.PROMISED, lease_until=rests_until, reason=reason
        )


def _record_sent(row: OutgoingEmail, now: datetime, *, following: OutgoingEmail | None) -> bool | None:
    """What went out went out, whoever holds the row by now. Returns what `record_sent` does.

    A database that is away for a moment is waited for: unrecorded, the mail would go out once more.
    """
    ends = monotonic() + LEASE.total_seconds() / 2
    while True:
        try:
            return record_sent(row, now, following=following)
        except (OperationalError, InterfaceError):
            if monotonic() > ends:
                raise
            sleep(0.5)
            _reconnect()


def _reconnect() -> None:
    """Django keeps a connection that broke; without one the next query makes its own."""
    with suppress(DatabaseError):
        connection.close()


def _settle(row: OutgoingEmail, state: OutgoingEmail.State, now: datetime, *, reason: str) -> None:
    OutgoingEmail.objects.held_by(row).settle(state, now, reason=reason)


def _tell(away: Unreachable, now: datetime) -> None:
    """Say in the log and on each waiting row why no mail leaves."""
    logger.warning("Mails wait for the mail server (%s).", type(away.__cause__).__name__)
    words = str(away)
    OutgoingEmail.objects.waiting(now).exclude(reason=words).update(reason=words)

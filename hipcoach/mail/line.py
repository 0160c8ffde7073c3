"""The line of mails that one worker has claimed: a batch at a time, and urgent ones before all others."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from time import monotonic

from django.db import connection, transaction
from django.db.models import F

from hipcoach.common.compiled import Compiled
from hipcoach.mail.models import OutgoingEmail

Clock = Callable[[], datetime]

# Far longer than one mail may take (settings.EMAIL_TIMEOUT bounds each step of it), and short enough that
# the mails of a worker that died wait a minute only. Who holds a row longer renews its lease.
LEASE = timedelta(seconds=60)
BATCH = 64
# A sign-in code is at most so long overlooked while other mails are being sent.
LOOK_FOR_URGENT_EVERY = 0.5
# Seconds that a statement takes at most when it waits for no lock, or that a look may be older than the mail.
LOOK_LASTS = 0.005


class Line:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._claimed: deque[OutgoingEmail] = deque()
        self._looked = monotonic()

    @property
    def is_empty(self) -> bool:
        return not self._claimed

    def take(self, most: int) -> list[OutgoingEmail]:
        """The next claimed rows; none when nothing is due, or others hold all that is."""
        if self._claimed and monotonic() - self._looked > LOOK_FOR_URGENT_EVERY:
            self._looked = monotonic()
            self._claimed.extendleft(reversed(claim(self.clock(), urgent=True)))
        if not self._claimed:
            now = self.clock()
            self._claimed.extend(claim(now, urgent=True) or claim(now, urgent=False))
        return [self._claimed.popleft() for _ in range(min(most, len(self._claimed)))]

    def put_back(self, rows: Sequence[OutgoingEmail]) -> None:
        """They were taken from the front, and are still claimed."""
        self._claimed.extendleft(reversed(rows))

    def give_back(self) -> None:
        """Free what is left of the line, as if never claimed."""
        while self._claimed:
            OutgoingEmail.objects.held_by(self._claimed.popleft()).update(
                state=OutgoingEmail.State.PROMISED, lease_until=None, attempts=F("attempts") - 1
            )


def is_due(now: datetime, *, urgent: bool | None = None) -> bool:
    """Whether any row is waiting. Unlike exists() it keeps the order, so PostgreSQL takes the index."""
    return bool(_due[urgent].rows(now))


def claim(now: datetime, *, urgent: bool, most: int = BATCH) -> list[OutgoingEmail]:
    """Take the next due rows for this worker. Two workers never hold the same one.

    A row that workers died with twice is taken alone: should it be what they die of, it drags no other along.
    """
    if not is_due(now, urgent=urgent):
        return []  # Spares SQLite, which has one writer at a time, an idle write lock.
    with transaction.atomic():
        # SQLite locks no rows; there this transaction holds the one write lock from its start.
        due = OutgoingEmail.objects.waiting(now, urgent=urgent)
        # A secret that can't be unsealed is found by the mail that says it, and stops no other.
        found = list(due.select_for_update(skip_locked=True).defer("secret")[:most])
        rows = list(takewhile(lambda row: not row.is_suspect, found)) or found[:1]
        for row in rows:
            row.state = OutgoingEmail.State.SENDING
            row.attempts += 1
            row.lease_until = now + LEASE
        OutgoingEmail.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=OutgoingEmail.State.SENDING, attempts=F("attempts") + 1, lease_until=now + LEASE
        )
    return rows


def keep(row: OutgoingEmail, now: datetime) -> bool:
    """Whether this worker still holds the row, with half of its lease to go; renews it when less is left."""
    if _lasts(row, now):
        return bool(_held.rows(row.pk, row.attempts, row.lease_until))
    if not OutgoingEmail.objects.held_by(row).update(lease_until=now + LEASE):
        return False
    row.lease_until = now + LEASE
    return True


def record_sent(row: OutgoingEmail, now: datetime, *, following: OutgoingEmail | None) -> bool | None:
    """Record that this row was sent, whoever holds it by now, and whether the worker holds the following one.

    A row that is promised to another address meanwhile was not sent to it.
    None where nobody knows. Both in one round trip: a mail is recorded before another leaves, and the look is
    no older than the statement. If that had to wait for a lock, it saw what was so before.
    """
    if following and _lasts(following, now):
        moments = (connection.ops.adapt_datetimefield_value(each) for each in (now, following.lease_until))
        settled_at, lease_until = moments
        began = monotonic()
        with connection.cursor() as cursor:
            cursor.execute(
                _SENT_THEN_HELD, [settled_at, row.pk, row.to, following.pk, following.attempts, lease_until]
            )
            found = cursor.fetchone()
        has_waited = monotonic() - began > LOOK_LASTS
        return None if found is None or has_waited else bool(found[0])
    OutgoingEmail.objects.filter(pk=row.pk, to=row.to).settle(OutgoingEmail.State.SENT, now)
    return None


def _lasts(row: OutgoingEmail, now: datetime) -> bool:
    return row.lease_until is not None and row.lease_until - now > LEASE / 2


def _first_waiting(*, urgent: bool | None) -> Compiled:
    return Compiled(lambda now: OutgoingEmail.objects.waiting(now, urgent=urgent).values_list("pk")[:1])


_due = {urgent: _first_waiting(urgent=urgent) for urgent in (None, True, False)}
_held = Compiled(lambda *claimed: OutgoingEmail.objects.held(*claimed).values_list("pk"))

# See also OutgoingEmailQuerySet.settle and held.
_SENT_THEN_HELD = """
    UPDATE mail_outgoingemail
    SET state = 'sent', reason = '', settled_at = %s, lease_until = NULL, secret = ''
    WHERE id = %s AND "to" = %s
    RETURNING (
        SELECT count(*) FROM mail_outgoingemail AS following
        WHERE following.id = %s AND following.state = 'sending'
            AND following.attempts = %s AND following.lease_until = %s
    )
"""

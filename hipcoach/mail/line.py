"""The line of mails that one worker has claimed: a batch at a time, and urgent ones before all others."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import takewhile
from time import monotonic

from django.db import transaction
from django.db.models import F

from hipcoach.common.compiled import Compiled
from hipcoach.mail.models import OutgoingEmail

Clock = Callable[[], datetime]

# Far longer than one mail may take (settings.EMAIL_TIMEOUT bounds each step of it), and short enough that
# the mails of a worker that died wait a minute only. Who holds a row longer renews its lease.
LEASE = timedelta(seconds=60)
BATCH = 50
# A sign-in code is at most so long overlooked while other mails are being sent.
LOOK_FOR_URGENT_EVERY = 0.5


class Line:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._claimed: deque[OutgoingEmail] = deque()
        self._looked = monotonic()

    @property
    def is_empty(self) -> bool:
        return not self._claimed

    def next(self) -> OutgoingEmail | None:
        """The next claimed row; None when nothing is due, or others hold all that is."""
        if self._claimed and monotonic() - self._looked > LOOK_FOR_URGENT_EVERY:
            self._looked = monotonic()
            self._claimed.extendleft(reversed(claim(self.clock(), urgent=True)))
        if not self._claimed:
            now = self.clock()
            self._claimed.extend(claim(now, urgent=True) or claim(now, urgent=False))
        return self._claimed.popleft() if self._claimed else None

    def give_back(self, *rows: OutgoingEmail) -> None:
        """Free these rows and what is left of the line, as if never claimed."""
        for row in (*rows, *self._claimed):
            OutgoingEmail.objects.held_by(row).update(
                state=OutgoingEmail.State.PROMISED, lease_until=None, attempts=F("attempts") - 1
            )
        self._claimed.clear()


def claim(now: datetime, *, urgent: bool, most: int = BATCH) -> list[OutgoingEmail]:
    """Take the next due rows for this worker. Two workers never hold the same one.

    A row that workers died with twice is taken alone: should it be what they die of, it drags no other along.
    """
    if not OutgoingEmail.objects.is_due(
        now, urgent=urgent
    ):  # Spares SQLite, which has one writer at a time, an idle write lock.
        return []
    with transaction.atomic():
        # SQLite locks no rows; there this transaction holds the one write lock from its start.
        due = OutgoingEmail.objects.waiting(now, urgent=urgent)
        found = list(due.select_for_update(skip_locked=True)[:most])
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
    if row.lease_until and row.lease_until - now > LEASE / 2:
        return bool(_held.rows(row.pk, row.attempts, row.lease_until))
    if not OutgoingEmail.objects.held_by(row).update(lease_until=now + LEASE):
        return False
    row.lease_until = now + LEASE
    return True


_held = Compiled(lambda *claimed: OutgoingEmail.objects.held(*claimed).values_list("pk"))

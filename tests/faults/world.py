"""What happens inside the app's own processes during a fault run."""

import json
import sys
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from assessments import changing
from assessments.models import Appointment
from tests.mail.many import BOOKED, make_due


def promise_many(count: int) -> None:
    with transaction.atomic():
        make_due(count, kind=BOOKED, now=timezone.now())


def cancel(first: int, last: int) -> None:
    """Cancel these visits; writes when each was done: its address and the time after the commit.

    The last first: senders go the other way, so each of them meets the cancelling once.
    """
    done: dict[str, float] = {}
    for number in reversed(range(first, last)):
        visit = Appointment.objects.get(contact_email=f"ada{number}@example.com")
        changing.cancel(appointment=visit, by=Appointment.By.CLIENT, now=timezone.now())
        done[visit.contact_email] = datetime.now(UTC).timestamp()
    json.dump(done, sys.stdout)

"""What a run has left in the database. Run inside `manage.py shell`; reads and writes JSON."""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from itertools import groupby, pairwise

from django.db.models import Q
from django.utils import timezone

from assessments.emails import names
from assessments.models import Appointment
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import message_id_for

State = OutgoingEmail.State
WHOLE = Counter({(names.BOOKED, State.SENT): 1, (names.TRAINER_BOOKED, State.SENT): 1})


def mails_to_come() -> None:
    """How many are due or under way."""
    now = timezone.now()
    due = Q(state=State.SENDING) | Q(state=State.PROMISED, due_at__lte=now)
    json.dump(OutgoingEmail.objects.filter(due).count(), sys.stdout)


def verdict() -> None:
    """Standard input has the addresses of those who were told that they have booked."""
    told = set(json.load(sys.stdin))
    booked = defaultdict(list)
    for visit in Appointment.objects.filter(contact_email__startswith="person-"):
        booked[visit.contact_email].append(visit)
    found = {
        "problems": list(problems(told, booked)),
        "untold": len({email for email, visits in booked.items() if is_confirmed(visits)} - told),
        "overlaps": overlaps(),
        "sent": [message_id_for(mail.key) for mail in OutgoingEmail.objects.filter(state=State.SENT)],
    }
    json.dump(found, sys.stdout)


def problems(told: Collection[str], booked: dict[str, list[Appointment]]) -> Iterator[str]:
    """Each was told of one visit: it is there, once, and client and trainer got one mail of it."""
    mails: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for ref, kind, state in OutgoingEmail.objects.filter(kind__in=[kind for kind, _ in WHOLE]).values_list(
        "subject_ref", "kind", "state"
    ):
        mails[ref][kind, state] += 1
    for email in told:
        visits = booked[email]
        if not is_confirmed(visits):
            yield f"{email} was told of a booking and has {[visit.status for visit in visits]}."
        elif mails[visits[0].ref] != WHOLE:
            yield f"{visits[0].ref} has the mails {dict(mails[visits[0].ref])}."


def is_confirmed(visits: list[Appointment]) -> bool:
    return [visit.status for visit in visits] == [Appointment.Status.CONFIRMED]


def overlaps() -> int:
    rows = Appointment.objects.filter(status=Appointment.Status.CONFIRMED).order_by(
        "trainer", "blocked_start"
    )
    return sum(
        one.blocked_end > other.blocked_start
        for _trainer, visits in groupby(rows, key=lambda visit: visit.trainer_id)
        for one, other in pairwise(visits)
    )

"""What no verb triggers: "what is due soon and not yet promised?", asked every few minutes.

Rows are promised ahead, so that a standstill of a day loses nothing. What became due during a longer one is
still promised for a while, and then sent or marked missed; what is older is nobody's business any more.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from assessments.emails import after, agenda
from assessments.models import Appointment, Assessment
from assessments.models.results import AssessmentQuerySet
from hipcoach.mail import outbox

AHEAD = timedelta(hours=30)
AGENDA_LATE = timedelta(hours=3)
RETEST_LATE = timedelta(days=2)
# A day in any zone lies this near to the same day in UTC.
A_DAY = timedelta(days=1)


def promise_agendas(now: datetime) -> int:
    """Promise each trainer's agenda of each day with visits; return how many rows are new.

    One that is promised follows its trainer to another address, or zone.
    """
    days, wanted = {}, set()
    for visit in _visits_near(now):
        day = visit.start.astimezone(visit.trainer.tz).date()
        row = agenda.row_for(
            trainer_id=visit.trainer_id,
            zone=visit.trainer.tz,
            to=visit.trainer.user.email,
            day=day,
            now=now,
        )
        days[row.key] = row
        # Who books at noon for the afternoon does not bring back the morning's mail.
        if now - AGENDA_LATE <= row.due_at <= now + AHEAD and visit.booked_at < row.due_at:
            wanted.add(row.key)
    new = [row for row in outbox.put_right(days.values()) if row.key in wanted]
    outbox.queue_all(new)
    return len(new)


def promise_retests(now: datetime) -> int:
    """Promise the nudge to come again on the day that is suggested; return how many rows are new."""
    rows = []
    tests = _tests_to_repeat(now)
    nudged_since = after.nudges_wanted_since(tests.values("client"), now=now)
    for assessment in tests:
        if (day := assessment.client.retest_on) is None:
            continue
        row = after.retest_row(assessment, day, now=now)
        wanted_since = max(now - RETEST_LATE, nudged_since.get(assessment.client_id, now + AHEAD))
        if wanted_since <= row.due_at <= now + AHEAD:
            rows.append(row)
    new = outbox.put_right(rows)
    outbox.queue_all(new)
    return len(new)


def _visits_near(now: datetime) -> Iterable[Appointment]:
    """Of every day whose agenda may be due: a local day lasts 25 hours at most."""
    return (
        Appointment.objects.confirmed()
        .filter(
            start__gt=now - 2 * A_DAY,
            start__lt=now + AHEAD + A_DAY,
            trainer__mails_agenda=True,
            trainer__removed_at=None,
        )
        .select_related("trainer__user")
        .only("start", "booked_at", "trainer__zone", "trainer__user__email")
    )


def _tests_to_repeat(now: datetime) -> AssessmentQuerySet:
    """The last tests of clients whose day for a second look is near, and who have come or booked no more."""
    later = Appointment.objects.kept_or_to_come().filter(
        client=OuterRef("client"), start__gt=OuterRef("started_at")
    )
    newer = Assessment.objects.filter(client=OuterRef("client"), started_at__gt=OuterRef("started_at"))
    return (
        Assessment.objects.filter(
            ~Exists(later),
            ~Exists(newer),
            finished_at__isnull=False,
            client__retest_on__gte=(now - RETEST_LATE - A_DAY).date(),
            client__retest_on__lte=(now + AHEAD + A_DAY).date(),
        )
        .exclude(client__email="")
        .select_related("client")
        .defer("notes", "summary")
    )

"""What goes by itself, and when: one function for each period of the data policy, called each night.

Each takes the instant before which things are old, works in batches, and may be run as often as you like.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from assessments.models import Appointment, Assessment, Client, Consent, Incident, Intake, Invitation, Merge
from hipcoach.accounts.models import DeviceSession
from hipcoach.mail import outbox
from hipcoach.pages import erasing, traces
from hipcoach.pages.records import delete_health, with_notes
from hipcoach.privacy import limits
from hipcoach.privacy.models import ErasureRequest
from hipcoach.privacy.policy import the_policy
from programs.models import SessionLog

logger = logging.getLogger(__name__)

AT_ONCE = 500
# (what is older than this, now) -> how many went
Carry: TypeAlias = Callable[[datetime, datetime], int]

_carried: dict[str, Carry] = {}


def carries_out(period: str) -> Callable[[Carry], Carry]:
    """Register what carries out this period of the policy."""

    def register(carry: Carry) -> Carry:
        _carried[period] = carry
        return carry

    return register


def carry_out(now: datetime) -> dict[str, int]:
    """Carry out every period; how many went, by its name. One that fails stops none of the others."""
    done = {}
    for name, period in the_policy().periods.items():
        try:
            done[name] = _carried[name](now - period.lasts, now)
        except Exception as error:  # Never what it says: that may hold a row.
            why = type(error).__name__
            logger.error("The period %s was not carried out (%s); the next night tries again.", name, why)
    traces.settle_file()
    return done


@carries_out("quiet-records")
def quiet_records(before: datetime, now: datetime) -> int:
    """Ask for the erasing of records where nothing has happened since; the client has a week to say no."""
    client = OuterRef("pk")
    lively = (
        Appointment.objects.filter(client=client, end__gte=before),
        Intake.objects.filter(Q(started_at__gte=before) | Q(submitted_at__gte=before), client=client),
        Assessment.objects.filter(client=client, started_at__gte=before),
        SessionLog.objects.filter(client=client, logged_at__gte=before),
        Consent.objects.filter(client=client, given_at__gte=before),
        ErasureRequest.objects.filter(Q(undone_at=None) | Q(undone_at__gte=before), client_ref=client),
    )
    quiet = Client.objects.filter(Q(user=None) | Q(user__last_login=None) | Q(user__last_login__lt=before))
    quiet = quiet.filter(*(~Exists(sign) for sign in lively), created_at__lt=before).select_related("trainer")
    asked = 0
    for some in _batches(quiet):
        for record in Client.objects.filter(pk__in=some):
            erasing.ask(client=record, by=None, reason=ErasureRequest.Reason.QUIET, now=now)
            asked += 1
    return asked


@carries_out("withdrawn-health")
def withdrawn_health(before: datetime, now: datetime) -> int:
    """Delete health data whose consent was taken back before then and not given again."""
    kind = Consent.Kind.HEALTH_DATA
    standing = Consent.objects.standing(now).filter(client=OuterRef("pk"), kind=kind)
    held = (
        Intake.objects.filter(client=OuterRef("pk")),
        Assessment.objects.filter(client=OuterRef("pk")),
        SessionLog.objects.filter(client=OuterRef("pk")),
        Incident.objects.filter(appointment__client=OuterRef("pk")),
    )
    withdrawn = (
        Client.objects.filter(reduce(or_, map(Exists, held)), ~Exists(standing))
        .annotate(last=Max("consents__withdrawn_at", filter=Q(consents__kind=kind)))
        .filter(last__lt=before)
    )
    gone = 0
    for some in _batches(withdrawn):
        gone += len(some)
        delete_health(Client.objects.filter(pk__in=some))
        with_notes(Appointment.objects.filter(client__in=some)).update(note="")
    return gone


@carries_out("drafts")
def drafts(before: datetime, now: datetime) -> int:
    return _delete(Intake.objects.drafts().filter(started_at__lt=before))


@carries_out("booking-notes")
def booking_notes(before: datetime, now: datetime) -> int:
    old = with_notes(Appointment.objects.filter(end__lt=before))
    gone = 0
    for some in _batches(old):
        gone += Appointment.objects.filter(pk__in=some).update(note="")
    return gone


@carries_out("merges")
def merges(before: datetime, now: datetime) -> int:
    """What moved when two records became one; that they did stays known. A sign-in that it left goes too."""
    old = Merge.objects.filter(merged_at__lte=before, record__isnull=False)
    for merge in old:
        traces.forget_given_up(merge)
    return old.update(record=None)


@carries_out("unconfirmed")
def unconfirmed(before: datetime, now: datetime) -> int:
    return _delete(Appointment.objects.filter(status=Appointment.Status.HELD, hold_until__lt=before))


@carries_out("invitations")
def invitations(before: datetime, now: datetime) -> int:
    return _delete(Invitation.objects.filter(expires_at__lt=before))


@carries_out("mail-addresses")
def mail_addresses(before: datetime, now: datetime) -> int:
    return outbox.forget_settled_before(before)


@carries_out("mail-files")
def mail_files(before: datetime, now: datetime) -> int:
    return traces.delete_files_before(before.timestamp())


@carries_out("sign-ins")
def sign_ins(before: datetime, now: datetime) -> int:
    # Those of before a session said whose it is lie in Django's own table.
    return sum(_delete(kind.objects.filter(expire_date__lt=before)) for kind in (DeviceSession, Session))


@carries_out("guards")
def guards(before: datetime, now: datetime) -> int:
    return limits.forget_before(before)


@carries_out("office-log")
def office_log(before: datetime, now: datetime) -> int:
    return _delete(LogEntry.objects.filter(action_time__lt=before))


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The keys of these rows, AT_ONCE at a time, each once."""
    rows, last = rows.order_by("pk"), None
    while some := list(
        (rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[:AT_ONCE]
    ):
        yield some
        last = some[-1]


def _delete(rows: QuerySet[Any]) -> int:
    gone = 0
    for some in _batches(rows):
        # Asked again: what was sent, confirmed or used meanwhile stays.
        gone += rows.filter(pk__in=some).delete()[0]
    return gone

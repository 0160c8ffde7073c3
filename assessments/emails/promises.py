"""What is promised when a visit is booked, moved or cancelled: one statement for all of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _

from assessments import reminding
from assessments.emails import names
from assessments.models import Appointment
from hipcoach.mail import outbox
from hipcoach.mail.models import OutgoingEmail

# Visits whose rows one statement may name; SQLite takes a limited number of values.
AT_ONCE = 100


def promise_booked(
    appointment: Appointment, *, now: datetime, by: Appointment.By = Appointment.By.CLIENT
) -> None:
    """The confirmation now, the reminders later; a trainer hears of what they didn't do themselves."""
    outbox.queue_all(
        [
            *_to_client(appointment, names.BOOKED, useful_until=appointment.start, now=now),
            *_to_trainer(appointment, names.TRAINER_BOOKED, by=by, now=now),
            *_ahead(appointment, since=now + reminding.FRESH, now=now),
        ]
    )


def promise_moved(
    appointment: Appointment, *, now: datetime, by: Appointment.By = Appointment.By.CLIENT
) -> None:
    _retire(appointment, reason=_("The visit was moved."), now=now)
    outbox.queue_all(
        [
            *_to_client(appointment, names.MOVED, useful_until=appointment.start, now=now),
            *_to_trainer(appointment, names.TRAINER_MOVED, by=by, now=now),
            *_ahead(appointment, since=now + reminding.FRESH, now=now),
        ]
    )


def promise_taken_over(appointment: Appointment, *, now: datetime) -> None:
    """The visit goes on at its hour, with another trainer: maybe at another place."""
    _retire(appointment, reason=_("The visit has another trainer now."), now=now)
    outbox.queue_all(
        [
            *_to_client(appointment, names.TAKEN_OVER, useful_until=appointment.start, now=now),
            *_ahead(appointment, since=now + reminding.FRESH, now=now),
        ]
    )


def promise_cancelled(appointment: Appointment, *, now: datetime) -> None:
    _retire(appointment, reason=_("The visit was cancelled."), now=now)
    by = Appointment.By(appointment.cancelled_by)
    outbox.queue_all(
        [
            *_to_client(appointment, names.CANCELLED, useful_until=appointment.end, now=now),
            *_to_trainer(appointment, names.TRAINER_CANCELLED, by=by, now=now),
        ]
    )


def promise_confirmation(appointment: Appointment, *, now: datetime) -> None:
    """Ask for the button behind the link; of no use once the hour is given back."""
    until = appointment.hold_until or now
    outbox.queue_all(_to_client(appointment, names.CONFIRMATION, useful_until=until, now=now, urgent=True))


def promise_new_link(appointment: Appointment, *, now: datetime) -> None:
    """Send the link that replaces the old one; each replacement is a promise of its own."""
    which = f":{appointment.nonce[:4]}"
    outbox.queue_all(
        _to_client(appointment, names.NEW_LINK, useful_until=appointment.end, now=now, which=which)
    )


def promise_to_new_address(appointment: Appointment, *, was: str, now: datetime) -> None:
    """After a changed address, as a new version: the visit and its link go there, nothing to the old one.

    A trainer who has not heard of the visit yet still does. Of a cancelled visit nothing is said but that.
    """
    if appointment.status == Appointment.Status.CANCELLED:
        cancelled = OutgoingEmail.objects.about(appointment.ref).filter(kind=names.CANCELLED)
        outbox.send_on(cancelled, was=was, to=appointment.contact_email, now=now)
        return
    waiting = OutgoingEmail.objects.about(appointment.ref).unsettled().filter(kind__in=names.NEWS_OF_A_VISIT)
    to_trainer = [
        row
        for kind in waiting.values_list("kind", flat=True)
        for row in _to_trainer(appointment, kind, by=Appointment.By.CLIENT, now=now)
    ]
    _retire(appointment, reason=_("The address was changed."), now=now)
    outbox.queue_all(
        [
            *_to_client(appointment, names.BOOKED, useful_until=appointment.start, now=now),
            *to_trainer,
            *_ahead(appointment, since=now + reminding.FRESH, now=now),
        ]
    )


def promise_reminders_anew(visits: Sequence[Appointment], *, now: datetime) -> None:
    """After a changed choice: what lies ahead follows it, what is past stays as it was.

    `visits` are confirmed, with service, trainer and client at hand.
    """
    for first in range(0, len(visits), AT_ONCE):
        some = visits[first : first + AT_ONCE]
        rows = [row for visit in some for row in _ahead(visit, since=_not_before(visit, now), now=now)]
        outbox.replace_ahead(
            rows,
            subject_refs=[visit.ref for visit in some],
            kinds=names.AHEAD_OF_A_VISIT,
            reason=_("It is no longer wanted."),
            now=now,
        )


def _not_before(visit: Appointment, now: datetime) -> datetime:
    return max(visit.booked_at + reminding.FRESH, now + timedelta(seconds=1))


def _ahead(visit: Appointment, *, since: datetime, now: datetime) -> list[OutgoingEmail]:
    offsets = visit.reminders
    points = (
        (names.REMINDER, reminding.reminders(start=visit.start, offsets=offsets, since=since)),
        (names.INTAKE_MISSING, reminding.intake_requests(start=visit.start, offsets=offsets, since=since)),
    )
    return [
        row
        for kind, due in points
        for point in due
        for row in _to_client(
            visit,
            kind,
            due_at=point.due_at,
            useful_until=point.useful_until,
            now=now,
            which=f":{point.before}",
            facts={"before": point.before},
        )
    ]


def _to_client(
    visit: Appointment,
    kind: str,
    *,
    useful_until: datetime,
    now: datetime,
    due_at: datetime | None = None,
    urgent: bool = False,
    which: str = "",
    facts: Mapping[str, int] = MappingProxyType({}),
) -> list[OutgoingEmail]:
    """One row; none for a client without an address, who hears it from the trainer."""
    row = _row(visit, kind, to=visit.contact_email, useful_until=useful_until, now=now)
    row.key += which
    row.facts |= facts
    row.urgent = urgent
    row.due_at = due_at or now
    return [row] if row.to else []


def _to_trainer(visit: Appointment, kind: str, *, by: Appointment.By, now: datetime) -> list[OutgoingEmail]:
    if by == Appointment.By.TRAINER:
        return []
    return [_row(visit, kind, to=visit.trainer.user.email, useful_until=visit.end, now=now)]


def _row(visit: Appointment, kind: str, *, to: str, useful_until: datetime, now: datetime) -> OutgoingEmail:
    return OutgoingEmail(
        key=f"{visit.ref}:{kind}:v{visit.version}",
        kind=kind,
        subject_ref=visit.ref,
        to=to,
        facts={"appointment": visit.pk, "version": visit.version},
        trainer_ref=visit.trainer_id,
        promised_at=now,
        due_at=now,
        useful_until=useful_until,
    )


def _retire(visit: Appointment, *, reason: str, now: datetime) -> None:
    outbox.retire(subject_ref=visit.ref, reason=reason, now=now)

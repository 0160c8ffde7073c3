"""Visits by the thousand, each with one due mail of a real kind; made in bulk."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from assessments import emails
from assessments.models import Appointment, Service
from hipcoach.mail.models import OutgoingEmail
from tests.makers import make_client, make_service, make_trainer

BOOKED, REMINDER = "appointment-booked", "appointment-reminder"
AT_ONCE = 1000


def make_due(count: int, *, kind: str, now: datetime) -> None:
    """`count` visits of one trainer, each with a mail of this kind that is due now; all addresses differ."""
    service = make_service(trainer=make_trainer())
    visits = make_visits(count, service=service, now=now)
    pattern = pattern_of(kind, visits[0])
    OutgoingEmail.objects.all().delete()
    OutgoingEmail.objects.bulk_create((like(pattern, visit, now) for visit in visits), batch_size=AT_ONCE)


def make_visits(count: int, *, service: Service, now: datetime) -> Sequence[Appointment]:
    """One after the other, the first a day from now."""
    client = make_client(trainer=service.trainer)
    first = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    visits = [
        Appointment(
            trainer=service.trainer,
            service=service,
            client=client,
            contact_name="Ada",
            contact_email=f"ada{number}@example.com",
            contact_zone="Europe/Berlin",
            booked_at=now,
        )
        for number in range(count)
    ]
    for number, visit in enumerate(visits):
        visit.set_time(first + timedelta(hours=2 * number))
    return Appointment.objects.bulk_create(visits, batch_size=AT_ONCE)


def pattern_of(kind: str, visit: Appointment) -> OutgoingEmail:
    """The row that booking this visit long ago would have promised."""
    emails.promise_booked(visit, now=visit.start - timedelta(days=settings.MAIL_RETENTION_DAYS))
    pattern = OutgoingEmail.objects.filter(kind=kind).order_by("-due_at").first()
    if pattern is None:
        raise LookupError(f"Booking a visit promises no mail of the kind {kind}.")
    return pattern


def like(pattern: OutgoingEmail, visit: Appointment, now: datetime) -> OutgoingEmail:
    return OutgoingEmail(
        key=f"{visit.ref}:{pattern.kind}:many",
        kind=pattern.kind,
        subject_ref=visit.ref,
        to=visit.contact_email,
        facts=pattern.facts | {"appointment": visit.pk},
        trainer_ref=visit.trainer_id,
        promised_at=now,
        due_at=now,
        useful_until=visit.start,
    )

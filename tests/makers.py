"""Typed makers: each gives a valid row, and takes what the test is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from assessments.models import Appointment, Client, Practice, Service, Trainer, WeeklyHours
from hipcoach.accounts.models import User

_numbers = count(1)
PASSWORD = "correct horse battery"


def make_user(*, email: str = "", password: str | None = None, proven: bool = True, **fields: Any) -> User:
    user = User.objects.create_user(email or f"person{next(_numbers)}@example.com", password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=proven)
    return user


def make_trainer(
    *,
    slug: str = "",
    zone: str = "Europe/Berlin",
    practice: Practice | None = None,
    hours: bool = True,
    **fields: Any,
) -> Trainer:
    """A trainer open Monday to Sunday, 09:00-17:00 in their zone (unless `hours` is False)."""
    number = next(_numbers)
    user = make_user(password=PASSWORD, name=f"Trainer {number}", time_zone=zone)
    trainer = Trainer.objects.create(
        practice=practice or Practice.objects.create(name="Studio", owner=user),
        user=user,
        slug=slug or f"trainer-{number}",
        name=user.name,
        zone=zone,
        **fields,
    )
    if hours:
        WeeklyHours.objects.bulk_create(
            WeeklyHours(trainer=trainer, weekday=day, opens=9 * 60, closes=17 * 60) for day in range(7)
        )
    return trainer


def make_service(*, trainer: Trainer, slug: str = "movement-assessment", **fields: Any) -> Service:
    return Service.objects.create(
        trainer=trainer,
        slug=slug,
        **({"name": "Movement assessment", "buffer_after": 0, "notice": 60} | fields),
    )


def make_client(*, trainer: Trainer, user: User | None = None, email: str = "", **fields: Any) -> Client:
    email = email or (user.email if user else f"client{next(_numbers)}@example.com")
    return Client.objects.create(
        trainer=trainer,
        user=user,
        email=email,
        **({"name": "Ada Client", "time_zone": "Europe/Berlin"} | fields),
    )


def make_signed_in_client(*, trainer: Trainer, **fields: Any) -> Client:
    """A client whose address is proven and whose user may sign in."""
    return make_client(trainer=trainer, user=make_user(), **fields)


def make_appointment(
    *,
    client: Client,
    service: Service,
    start: datetime = datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
    status: str = Appointment.Status.CONFIRMED,
    **fields: Any,
) -> Appointment:
    appointment = Appointment(
        trainer=service.trainer,
        service=service,
        client=client,
        status=status,
        contact_name=client.name,
        contact_email=client.email,
        contact_zone=client.time_zone,
        booked_at=start - timedelta(days=7),
        **fields,
    )
    appointment.set_time(start)
    appointment.save()
    return appointment

"""The bench's data: so many trainers with so many visits. Run inside `manage.py shell` on PostgreSQL."""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.free_hours import forget_all
from assessments.models import Appointment, Client, Practice, Service, Trainer, WeeklyHours
from hipcoach.accounts.models import User
from hipcoach.operating.tables import without_limits
from tests.assessments.visits import form
from tests.bench.figures import FIRST_TRAINER, SERVICE, ZONE, Size, figures
from tests.makers import make_appointment

# Four visits a day leave every second hour free. The last lie so many days ahead, the others before them.
DAYS_AHEAD = 40
_VISITS = """
    INSERT INTO assessments_appointment ([columns])
    SELECT [values]
    FROM assessments_trainer t
    JOIN assessments_service s ON s.trainer_id = t.id
    JOIN assessments_client c ON c.trainer_id = t.id
    CROSS JOIN generate_series(0, %(each)s - 1) k
    CROSS JOIN LATERAL (
        SELECT (%(last)s::date - (k / 4)::int + make_time((9 + 2 * (k %% 4))::int, 0, 0))
            AT TIME ZONE t.zone AS start
    ) at
    JOIN assessments_appointment model ON model.id = %(model)s
"""
_COMPUTED = {
    "trainer_id": "t.id",
    "service_id": "s.id",
    "client_id": "c.id",
    "start": "at.start",
    "end": "at.start + interval '1 hour'",
    "blocked_start": "at.start",
    "blocked_end": "at.start + interval '1 hour'",
    "booked_at": "at.start - interval '7 days'",
}


def main(trainers: int, bookings: int) -> None:
    """Fill the database, and write how many queries each figure takes, computed and kept, as JSON."""
    size = Size(trainers=trainers, bookings=bookings)
    build(size)
    today = timezone.now().date()
    found = {
        figure.name: queries(figure.path.removeprefix("/fresh")) for figure in figures(size, today=today)
    }
    json.dump(found | {"bookings": (statements(), 0)}, sys.stdout)


def build(size: Size) -> None:
    with transaction.atomic():
        without_limits(connection)
        services = make_services(size.trainers)
        if size.bookings:
            make_visits(services[0], each=size.bookings // size.trainers)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")


def make_services(count: int) -> list[Service]:
    """One service of each of so many trainers of one practice."""
    numbers = range(1, count + 1)
    users = User.objects.bulk_create(
        User(email=f"trainer{number}@example.com", name=f"Trainer {number}") for number in numbers
    )
    practice = Practice.objects.create(name="Studio", owner=users[0])
    trainers = Trainer.objects.bulk_create(
        Trainer(practice=practice, user=user, name=user.name, slug=f"trainer-{number}", zone=ZONE)
        for number, user in zip(numbers, users, strict=True)
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(trainer=trainer, weekday=day, opens=9 * 60, closes=17 * 60)
        for trainer in trainers
        for day in range(7)
    )
    Client.objects.bulk_create(
        Client(trainer=trainer, name="Ada Client", email="ada@example.com") for trainer in trainers
    )
    return Service.objects.bulk_create(
        Service(trainer=trainer, slug=SERVICE, name="Movement assessment", buffer_after=0, notice=60)
        for trainer in trainers
    )


def make_visits(service: Service, *, each: int) -> None:
    """So many visits of each trainer, like the one of long ago that is made first."""
    model = make_appointment(
        client=service.trainer.clients.get(), service=service, start=datetime(2000, 1, 1, tzinfo=UTC)
    )
    columns = [field.column for field in Appointment._meta.concrete_fields if not field.primary_key]
    values = [_COMPUTED.get(column, f'model."{column}"') for column in columns]
    asked: dict[str, Any] = {
        "each": each,
        "last": timezone.now().date() + timedelta(days=DAYS_AHEAD),
        "model": model.pk,
    }
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(_VISITS.replace("[columns]", names).replace("[values]", ", ".join(values)), asked)


@override_settings(ROOT_URLCONF="tests.bench.urls")
def queries(path: str) -> tuple[int, int]:
    """How many queries a process makes for this path: the first time, and once the answer is kept."""
    forget_all()
    return _count(path), _count(path)


def _count(path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = Browser(headers={"host": "localhost"}).get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}.")
    return len(captured)


def statements() -> int:
    """How many statements a booking makes, from the form that was sent to the answer."""
    browser = Browser(headers={"host": "localhost"})
    start = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=50)
    with CaptureQueriesContext(connection) as captured:
        response = browser.post(f"/t/{FIRST_TRAINER}/{SERVICE}/book/", form(start))
    if response.status_code != 302:
        raise RuntimeError(f"The booking answered {response.status_code}.")
    return len(captured)

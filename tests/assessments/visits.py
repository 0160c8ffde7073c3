"""What the booking tests share: a contact, an hour, and the form a browser would send."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessments.booking import Contact, book
from assessments.models import Appointment, Service

# With the fixtures' quiet Monday as now: a day and an hour on, 11:00 in Berlin.
TUESDAY_TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)


def contact(**given: Any) -> Contact:
    return Contact(**({"name": "Ada Visitor", "email": "ada@example.com", "zone": "Europe/Berlin"} | given))


def booked(
    *, service: Service, now: datetime, start: datetime = TUESDAY_TEN, given: Contact | None = None
) -> Appointment:
    return book(service=service, start=start, contact=given or contact(), now=now)


def open_hour(*, days: int = 3) -> datetime:
    """Noon UTC some days from the real now: open, on the grid and bookable at the makers' trainer."""
    return timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)


def form(start: datetime | str, **typed: Any) -> dict[str, str]:
    """The booking form as a browser sends it; a field given as None is left out."""
    sent: dict[str, Any] = {
        "submission": uuid.uuid4(),
        "start": start if isinstance(start, str) else start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "timezone": "Europe/Berlin",
        "name": "Ada Visitor",
        "email": "ada@example.com",
        "phone": "+49 30 123456",
        "note": "Is there a lift?",
    } | typed
    return {name: str(value) for name, value in sent.items() if value is not None}


def book_url(service: Service) -> str:
    return reverse("book", args=[service.trainer.slug, service.slug])

"""The bench's data: a trainer without bookings, one with a thousand. Run inside `manage.py shell`."""

import json
import sys
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.bench.figures import BUSY, QUIET, figures
from tests.makers import make_appointment, make_client, make_service, make_trainer

# Four visits a day leave every second hour free: 1,000 in 250 days, most of them behind us.
VISIT_HOURS = (9, 11, 13, 15)
VISIT_DAYS = range(-200, 50)


def main() -> None:
    """Fill the database, and write how many queries each figure takes, as JSON."""
    today = timezone.now().date()
    build(today=today)
    json.dump({figure.name: queries(figure.path) for figure in figures(today=today)}, sys.stdout)


def build(*, today: date) -> None:
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    with transaction.atomic():
        make_service(trainer=make_trainer(slug=QUIET, zone="UTC"))
        service = make_service(trainer=make_trainer(slug=BUSY, zone="UTC"))
        client = make_client(trainer=service.trainer)
        for day in VISIT_DAYS:
            for hour in VISIT_HOURS:
                make_appointment(
                    client=client, service=service, start=midnight + timedelta(days=day, hours=hour)
                )


def queries(path: str) -> int:
    """How many queries a process makes when it is asked for this path the first time."""
    with override_settings(ROOT_URLCONF="tests.bench.urls"), CaptureQueriesContext(connection) as captured:
        response = Client(headers={"host": "localhost"}).get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}.")
    return len(captured)

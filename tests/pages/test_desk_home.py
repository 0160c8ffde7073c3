"""The trainer's desk: today's visits in the trainer's day, and only their own."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.models import Client, Service, Trainer
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.assessments.under_way import make_started
from tests.makers import make_appointment, make_client, make_service, make_trainer


def page(desk: Browser) -> str:
    return desk.get("/desk/").content.decode()


def test_an_empty_day_says_what_to_do(desk: Browser) -> None:
    assert "Nothing booked today" in page(desk)


@pytest.mark.parametrize(
    ("start", "listed"),
    [
        (datetime(2026, 11, 29, 23, 0, tzinfo=UTC), True),  # Midnight in Berlin, where the day begins.
        (datetime(2026, 11, 29, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), False),
    ],
)
def test_today_is_the_trainers_day(
    desk: Browser, ada: Client, service: Service, start: datetime, *, listed: bool
) -> None:
    visit = make_appointment(client=ada, service=service, start=start)
    assert (visit in [row[0] for row in desk.get("/desk/").context["visits"]]) is listed


def test_a_visit_carries_its_screen(desk: Browser, ada: Client, service: Service, now: datetime) -> None:
    make_appointment(client=ada, service=service, start=now + timedelta(hours=1))
    assert 'data-status="locked"' in page(desk)
    send_intake(ada, CHEST_PAIN, now=now)
    assert 'data-status="stop"' in page(desk)


def test_a_test_under_way_waits_to_be_finished(
    desk: Browser, ada: Client, service: Service, now: datetime
) -> None:
    started = make_started(client=ada, service=service, now=now)
    assert f"/desk/appointments/{started.appointment_id}/assess/" in page(desk)


def test_another_trainers_visits_are_not_shown(desk: Browser, now: datetime) -> None:
    other = make_trainer()
    visit = make_appointment(
        client=make_client(trainer=other, name="Someone Else"), service=make_service(trainer=other), start=now
    )
    assert visit.contact_name not in page(desk)


def test_a_full_day_costs_as_few_queries_as_a_quiet_one(
    desk: Browser, trainer: Trainer, service: Service, now: datetime
) -> None:
    counts = []
    for hours in ((0,), (1, 2, 3, 4, 5, 6, 7)):
        for hour in hours:
            client = make_client(trainer=trainer)
            make_appointment(client=client, service=service, start=now + timedelta(hours=hour))
            send_intake(client, now=now)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(desk)
        counts.append(len(queries))
    assert counts[0] == counts[1]

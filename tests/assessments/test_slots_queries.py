"""The public pages ask the database as often for many rows as for few."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.free_hours import forget_all
from assessments.models import Appointment, BusyBlock, Client, Service
from hipcoach.common.http import utc_text
from tests.assessments.visits import book_url, booked, open_hour
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db


def queries(client: Browser, path: str, **asked: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, asked).status_code == 200
    return len(captured)


def book_many(service: Service, client_record: Client, *, count: int) -> None:
    """Visits one after the other from tomorrow on, as if they had always been there: no answer is kept."""
    service.duration = 5
    rows = []
    for number in range(count):
        row = Appointment(
            trainer=service.trainer,
            service=service,
            client=client_record,
            contact_name="Ada",
            booked_at=open_hour(days=0),
        )
        row.set_time(open_hour(days=1) + timedelta(minutes=5 * number))
        rows.append(row)
    Appointment.objects.bulk_create(rows)
    forget_all()


@pytest.fixture
def span() -> dict[str, str]:
    first = open_hour(days=1).date()
    return {"from": first.isoformat(), "to": (first + timedelta(days=40)).isoformat(), "tz": "Asia/Tokyo"}


def test_free_hours_take_two_queries_however_full_the_schedule(
    client: Browser, service: Service, client_record: Client, span: dict[str, str]
) -> None:
    path = reverse("slots", args=[service.trainer.slug, service.slug])
    assert queries(client, path, **span) == 2
    book_many(service, client_record, count=300)
    assert queries(client, path, **span) == 2
    assert queries(client, path, **span) == 1


@pytest.mark.parametrize("page", ["service", "book"])
def test_a_service_page_does_too(client: Browser, service: Service, client_record: Client, page: str) -> None:
    path = (
        book_url(service) if page == "book" else reverse("service", args=[service.trainer.slug, service.slug])
    )
    asked: dict[str, Any] = {"start": utc_text(open_hour(days=20))}
    before = queries(client, path, **asked)
    book_many(service, client_record, count=300)
    assert queries(client, path, **asked) == before == 2


def test_the_list_of_trainers_takes_two_queries_and_one_while_answers_are_kept(
    client: Browser, service: Service
) -> None:
    assert queries(client, reverse("trainers")) == 2
    for _ in range(20):
        make_service(trainer=make_trainer())
    assert queries(client, reverse("trainers")) == 2
    assert queries(client, reverse("trainers")) == 1


def test_whoever_has_nothing_soon_costs_one_query_more(client: Browser, service: Service) -> None:
    for _ in range(20):
        distant = make_service(trainer=make_trainer())
        now = timezone.now()
        BusyBlock.objects.create(trainer=distant.trainer, start=now, end=now + timedelta(days=30))
    assert queries(client, reverse("trainers")) == 3
    assert queries(client, reverse("trainers")) == 1


def test_a_trainers_page_takes_two(client: Browser, service: Service) -> None:
    path = service.trainer.get_absolute_url()
    assert queries(client, path) == 2
    for number in range(20):
        make_service(trainer=service.trainer, slug=f"another-{number}")
    assert queries(client, path) == 2
    assert queries(client, path) == 1


@pytest.mark.parametrize("page", ["service", "slots"])
def test_any_of_twenty_trainers_takes_what_any_of_one_does(
    client: Browser, service: Service, span: dict[str, str], page: str
) -> None:
    path = reverse(page, args=["any", service.slug])
    assert queries(client, path, **span) == 2
    for _ in range(20):
        make_service(trainer=make_trainer(practice=service.trainer.practice))
    assert queries(client, path, **span) == 2
    assert queries(client, path, **span) == 1


def test_a_booking_at_one_of_twenty_has_one_computed_anew(
    client: Browser, service: Service, span: dict[str, str]
) -> None:
    others = [make_service(trainer=make_trainer(practice=service.trainer.practice)) for _ in range(20)]
    path = reverse("slots", args=["any", service.slug])
    queries(client, path, **span)
    booked(service=others[0], start=open_hour(), now=timezone.now())
    with CaptureQueriesContext(connection) as captured:
        client.get(path, span)
    assert [f"IN ({others[0].trainer_id})" in query["sql"] for query in captured] == [False, True]

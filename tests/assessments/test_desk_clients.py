"""The list of clients: found by a part of their contact, with what comes next and what was last."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Consent, Service
from tests.assessments.shared_results import make_result
from tests.assessments.standing import DIZZY, send_intake
from tests.makers import make_appointment, make_client, make_trainer


@pytest.fixture
def desk(service: Service) -> Browser:
    browser = Browser()
    browser.force_login(service.trainer.user)
    return browser


def text_of(desk: Browser, **query: str) -> str:
    answer = desk.get(reverse("clients"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def make_busy_client(service: Service, *, name: str, now: datetime, day: int) -> None:
    client = make_client(trainer=service.trainer, name=name)
    send_intake(client, DIZZY, now=now)
    make_result(client=client, service=service, at=now - timedelta(days=day), left=7, right=20)
    make_appointment(client=client, service=service, start=now + timedelta(days=day))


def test_a_row_tells_next_visit_last_finding_and_screen(desk: Browser, service: Service) -> None:
    now = timezone.now()
    make_busy_client(service, name="Bo Larsen", now=now, day=3)
    text = text_of(desk)
    coming = timezone.localtime(now + timedelta(days=3), service.trainer.tz)
    assert "Bo Larsen" in text
    assert f"{coming:%H:%M}" in text
    assert 'data-status="limited"' in text
    assert 'data-status="review"' in text


def test_consent_taken_back_hides_the_finding(desk: Browser, service: Service) -> None:
    make_busy_client(service, name="Bo Larsen", now=timezone.now(), day=3)
    Consent.objects.update(withdrawn_at=timezone.now() - timedelta(minutes=1))
    assert 'data-status="limited"' not in text_of(desk)


def test_many_clients_cost_as_many_queries_as_few(
    desk: Browser, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    make_busy_client(service, name="Client 0", now=now, day=1)
    url = reverse("clients")
    queries = 10
    with django_assert_num_queries(queries):
        desk.get(url)
    for number in range(1, 9):
        make_busy_client(service, name=f"Client {number}", now=now, day=number + 1)
    with django_assert_num_queries(queries):
        desk.get(url)


@pytest.mark.parametrize("search", ["ada", "LOVE", "ada@", "555"])
def test_a_client_is_found_by_a_part_of_the_contact(desk: Browser, service: Service, search: str) -> None:
    make_client(trainer=service.trainer, name="Ada Lovelace", email="ada@example.com", phone="0555 1")
    make_client(trainer=service.trainer, name="Bo Larsen", email="bo@example.com")
    text = text_of(desk, q=search)
    assert "Ada Lovelace" in text
    assert "Bo Larsen" not in text


@pytest.mark.parametrize(
    "query",
    [
        *({"q": search} for search in ("\0", "%", "' OR 1=1 --", "x" * 10_000)),
        *({"page": number} for number in ("", "0", "-1", "99", "9" * 30, "last", "\0")),
    ],
)
def test_odd_questions_get_a_page(desk: Browser, query: dict[str, str]) -> None:
    text_of(desk, **query)


def test_others_clients_are_not_listed(desk: Browser) -> None:
    make_client(trainer=make_trainer(), name="Not Mine")
    text = text_of(desk)
    assert "Not Mine" not in text
    assert "No clients yet" in text


def test_a_long_list_is_paged_and_the_search_kept(desk: Browser, service: Service) -> None:
    for number in range(30):
        make_client(trainer=service.trainer, name=f"Person {number:02}")
    first, second = text_of(desk, q="person"), text_of(desk, q="person", page="2")
    assert "Person 24" in first
    assert "Person 25" not in first
    assert "Person 25" in second
    assert "q=person&amp;page=2" in first

"""The next visit in two taps: from the client or the visit to a page of hours, each a button that books."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Appointment, Client, Service
from tests.assessments.desks import desk_of
from tests.assessments.visits import TUESDAY_TEN
from tests.makers import make_appointment, make_client, make_service, make_trainer


@pytest.fixture(autouse=True)
def clock(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


@pytest.fixture
def visit(service: Service, client_record: Client) -> Appointment:
    return make_appointment(client=client_record, service=service, start=TUESDAY_TEN - timedelta(days=7))


def page_of(client: Client) -> str:
    return reverse("next_visit", args=[client.pk])


def test_two_taps_book_the_same_hour_two_weeks_on(
    desk: Browser, visit: Appointment, client_record: Client
) -> None:
    link = f"{page_of(client_record)}?visit={visit.pk}"
    assert link in desk.get(visit.get_absolute_url()).content.decode()
    assert page_of(client_record) in desk.get(client_record.get_absolute_url()).content.decode()
    text = desk.get(link).content.decode()
    assert "Tue 8 Dec, 11:00" in text
    fields = dict(re.findall(r'type="hidden" name="(service|client|submission)" value="([^"]+)"', text))
    press = fields | {"start": "2026-12-08T10:00:00Z"}
    for _ in range(2):
        answer = desk.post(reverse("desk_book"), press)
        assert answer.status_code == 302
    booked = Appointment.objects.exclude(pk=visit.pk).get()
    assert (booked.client, booked.start) == (client_record, TUESDAY_TEN + timedelta(days=7))


def test_an_hour_just_taken_shows_what_is_left_with_the_client_chosen(
    desk: Browser, visit: Appointment, client_record: Client, service: Service
) -> None:
    other = make_client(trainer=service.trainer)
    make_appointment(client=other, service=service, start=TUESDAY_TEN)
    press = {"service": service.pk, "client": client_record.pk, "start": "2026-12-01T10:00:00Z"}
    answer = desk.post(reverse("desk_book"), press)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(rf'value="{client_record.pk}"[^>]*checked', text)
    assert 'value="2026-12-01T11:00:00Z"' in text


def test_a_client_who_never_came_is_offered_the_soonest(desk: Browser, client_record: Client) -> None:
    text = desk.get(page_of(client_record)).content.decode()
    assert "As soon as possible" in text
    assert "Some weeks later" not in text
    assert "Mon 30 Nov, 10:00" in text


def test_a_page_without_free_hours_leads_on(desk: Browser, client_record: Client, service: Service) -> None:
    service.trainer.weekly_hours.all().delete()
    text = desk.get(page_of(client_record)).content.decode()
    assert "Nothing is free" in text
    assert f"{reverse('desk_book')}?client={client_record.pk}" in text


def test_nobody_elses_client_or_visit(desk: Browser, client_record: Client) -> None:
    stranger = make_service(trainer=make_trainer())
    theirs = make_client(trainer=stranger.trainer)
    visit = make_appointment(client=theirs, service=stranger)
    assert desk.get(page_of(theirs)).status_code == 404
    for query in ({"visit": visit.pk}, {"visit": "x"}, {"service": stranger.pk}, {"service": "\0"}):
        assert desk.get(page_of(client_record), query).status_code == 404


def test_a_long_history_costs_no_more_queries(
    desk: Browser, client_record: Client, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in (1, 8, 15):
        make_appointment(client=client_record, service=service, start=TUESDAY_TEN - timedelta(days=days))
        with django_assert_num_queries(7):
            desk.get(page_of(client_record))

"""Move a visit from the desk: look first, then a button; the page says what speaks against it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Appointment, Service
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.desks import desk_of, sent
from tests.assessments.visits import TUESDAY_TEN, booked, contact

NOON = TUESDAY_TEN + timedelta(hours=2)


@pytest.fixture(autouse=True)
def clock(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now)


def url_of(visit: Appointment) -> str:
    return reverse("appointment_move", args=[visit.pk])


def test_its_own_time_does_not_stand_in_its_way(desk: Browser, visit: Appointment) -> None:
    text = desk.get(url_of(visit)).content.decode()
    assert "start=2026-12-01T10%3A30%3A00Z" in text
    assert "start=2026-12-01T10%3A00%3A00Z" not in text


def test_looking_moves_nothing_and_the_button_moves_and_tells(desk: Browser, visit: Appointment) -> None:
    assert "gets a mail with the new time" in desk.get(url_of(visit), sent(NOON)).content.decode()
    visit.refresh_from_db()
    assert visit.start == TUESDAY_TEN
    answer = desk.post(url_of(visit), sent(NOON))
    assert answer["Location"] == visit.get_absolute_url()
    visit.refresh_from_db()
    assert visit.start == NOON
    assert OutgoingEmail.objects.promised().filter(kind="appointment-moved").count() == 1


def test_outside_the_hours_it_asks_first(desk: Browser, visit: Appointment) -> None:
    night = TUESDAY_TEN.replace(hour=2)
    answer = desk.post(url_of(visit), sent(night))
    assert answer.status_code == 409
    assert "Move it there all the same" in answer.content.decode()
    assert desk.post(url_of(visit), sent(night, insist="on")).status_code == 302


def test_over_another_visit_it_offers_other_hours(
    desk: Browser, visit: Appointment, service: Service, now: datetime
) -> None:
    booked(service=service, now=now, start=NOON, given=contact(email="eve@example.com"))
    for answer in (desk.get(url_of(visit), sent(NOON)), desk.post(url_of(visit), sent(NOON, insist="on"))):
        assert answer.status_code == 409
        assert 'value="2026-12-01T13:00:00Z"' in answer.content.decode()


@pytest.mark.parametrize("start", ["", "\0", "soon", "9999-12-31T23:59:59Z"])
def test_an_unreadable_hour_shows_the_hours_again(desk: Browser, visit: Appointment, start: str) -> None:
    assert desk.post(url_of(visit), {"start": start}).status_code == 400


def test_what_is_cancelled_is_not_moved(desk: Browser, visit: Appointment) -> None:
    Appointment.objects.update(status="cancelled")
    for answer in (desk.get(url_of(visit), follow=True), desk.post(url_of(visit), sent(NOON), follow=True)):
        assert "This visit was cancelled" in answer.content.decode()


def test_a_full_week_costs_no_more_queries(
    desk: Browser,
    visit: Appointment,
    service: Service,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for extra in (0, 5):
        for number in range(extra):
            booked(service=service, now=now, start=NOON + timedelta(days=number))
        with django_assert_num_queries(6):
            desk.get(url_of(visit))

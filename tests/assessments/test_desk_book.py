"""Book for a client from the desk: an offered hour or any time typed, and what is refused keeps its words."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Appointment, Client, Service, WeeklyHours
from tests.assessments.desks import desk_of, sent
from tests.assessments.visits import TUESDAY_TEN, booked
from tests.makers import make_client, make_service, make_trainer

URL = "/desk/book/"
NIGHT = TUESDAY_TEN.replace(hour=2)


@pytest.fixture(autouse=True)
def clock(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


def test_the_free_hours_of_a_week_lead_on(desk: Browser, service: Service) -> None:
    booked(service=service, now=TUESDAY_TEN - timedelta(days=1))
    text = desk.get(URL, {"day": "2026-12-01"}).content.decode()
    assert f"service={service.pk}&amp;start=2026-12-01T08%3A00%3A00Z" in text
    assert "start=2026-12-01T10%3A00%3A00Z" not in text
    assert "Mon 7 Dec" in text
    assert "day=2026-12-08" in text


def test_hours_that_a_clock_set_back_shows_twice_are_told_apart(db: None) -> None:
    trainer = make_trainer(hours=False)
    make_service(trainer=trainer)
    WeeklyHours.objects.create(trainer=trainer, weekday=6, opens=0, closes=5 * 60)
    # In Berlin the clock is set back at three, on the last Sunday of October.
    with time_machine.travel(datetime(2026, 10, 20, tzinfo=UTC), tick=False):
        text = desk_of(trainer).get(URL, {"day": "2026-10-25"}).content.decode()
    assert ">02:00 CEST</a>" in text
    assert ">02:00 CET</a>" in text
    assert ">03:00</a>" in text


def test_a_tap_on_a_client_books(desk: Browser, service: Service, client_record: Client) -> None:
    page = desk.get(URL, sent(TUESDAY_TEN))
    assert client_record.name in page.content.decode()
    answer = desk.post(URL, sent(TUESDAY_TEN, client=client_record.pk, submission=uuid.uuid4()))
    visit = Appointment.objects.get()
    assert answer["Location"] == visit.get_absolute_url()
    assert (visit.client, visit.start, visit.service) == (client_record, TUESDAY_TEN, service)


def test_pressed_twice_it_is_one_visit(desk: Browser, service: Service, client_record: Client) -> None:
    press = sent(TUESDAY_TEN, client=client_record.pk, submission=uuid.uuid4())
    assert desk.post(URL, press)["Location"] == desk.post(URL, press)["Location"]
    assert Appointment.objects.count() == 1


def test_whoever_has_no_address_must_be_told(desk: Browser, service: Service) -> None:
    client = make_client(trainer=service.trainer, name="No Mail")
    Client.objects.filter(pk=client.pk).update(email="")
    answer = desk.post(URL, sent(TUESDAY_TEN, client=client.pk), follow=True)
    assert "please tell them yourself" in answer.content.decode()


def test_outside_the_hours_it_asks_first(desk: Browser, service: Service, client_record: Client) -> None:
    assert "Book it all the same" in desk.get(URL, sent(NIGHT)).content.decode()
    assert "Book it all the same" not in desk.get(URL, sent(TUESDAY_TEN)).content.decode()
    press = sent(NIGHT, client=client_record.pk)
    answer = desk.post(URL, press)
    assert answer.status_code == 409
    assert "outside your working hours" in answer.content.decode()
    assert desk.post(URL, press | {"insist": "on"}).status_code == 302


def test_over_a_booking_it_offers_other_hours_and_keeps_the_words(desk: Browser, service: Service) -> None:
    booked(service=service, now=TUESDAY_TEN - timedelta(days=1))
    assert desk.get(URL, sent(TUESDAY_TEN)).status_code == 409
    press = sent(TUESDAY_TEN, client="new", name="Ben Typed", email="ben@example.com", insist="on")
    answer = desk.post(URL, press)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Ben Typed" in text
    assert 'value="2026-12-01T11:00:00Z"' in text
    assert "all the same" not in text
    assert not Client.objects.filter(name="Ben Typed").exists()


@pytest.mark.parametrize(
    ("date", "time", "says"),
    [
        ("2027-03-28", "02:30", "this time doesn&#x27;t exist"),
        ("2027-10-31", "02:30", "comes twice"),
        ("2026-12-01", "", "required"),
        ("", "10:00", "required"),
        ("2026-02-30", "10:00", "valid date"),
        ("9999-12-31", "23:59", "look at the year"),
        ("0001-01-01", "00:00", "look at the year"),
        ("2026-12-01", "25:00", "valid time"),
        ("\0", "\0", "valid"),
        ("1" * 10_000, "x" * 10_000, "valid"),
    ],
)
def test_a_time_that_cannot_be_meant_is_asked_again(desk: Browser, date: str, time: str, says: str) -> None:
    answer = desk.get(URL, {"date": date, "time": time})
    assert answer.status_code == 422
    assert says in answer.content.decode().replace("'", "&#x27;")


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ({"date": "2026-12-01", "time": "11:07"}, "2026-12-01T10%3A07%3A00Z"),
        ({"date": "2027-10-31", "time": "02:30", "which": "0"}, "2027-10-31T00%3A30%3A00Z"),
        ({"date": "2027-10-31", "time": "02:30", "which": "1"}, "2027-10-31T01%3A30%3A00Z"),
    ],
)
def test_a_typed_time_is_on_the_trainers_clock(
    desk: Browser, client_record: Client, typed: dict[str, str], start: str
) -> None:
    answer = desk.get(URL, typed | {"client": str(client_record.pk)})
    assert answer.status_code == 302
    assert answer["Location"] == f"{URL}?client={client_record.pk}&start={start}"


@pytest.mark.parametrize(
    "start", ["", "today", "9999-12-31T23:59:59Z", "\0", "2026-12-01T10:00:00", "1" * 9_999]
)
def test_an_unreadable_hour_shows_the_hours_again(desk: Browser, client_record: Client, start: str) -> None:
    answer = desk.post(URL, {"start": start, "client": str(client_record.pk)})
    assert answer.status_code == 400
    assert not Appointment.objects.exists()


def test_nobody_elses_client_or_service(desk: Browser, service: Service) -> None:
    stranger = make_trainer()
    theirs, other = make_client(trainer=stranger), make_service(trainer=stranger)
    for fields in ({"client": theirs.pk}, {"service": other.pk}, {"client": 10**17}, {"client": "x"}):
        assert desk.get(URL, sent(TUESDAY_TEN, **fields)).status_code == 404
        assert desk.post(URL, sent(TUESDAY_TEN, **fields)).status_code == 404
    assert not Appointment.objects.exists()


def test_a_service_no_longer_offered_is_not_found(desk: Browser, service: Service) -> None:
    Service.objects.update(is_active=False)
    assert desk.get(URL, {"service": service.pk}).status_code == 404
    assert "No service is on offer" in desk.get(URL).content.decode()


def test_many_clients_and_visits_cost_no_more_queries(
    desk: Browser, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        make_client(trainer=service.trainer, name=f"First {number}")
    pages = [(reverse("desk_book"), 5), (f"{URL}?start=2026-12-01T10:00:00Z", 7)]
    for url, queries in pages:
        with django_assert_num_queries(queries):
            desk.get(url)
    for number in range(20):
        make_client(trainer=service.trainer, name=f"Second {number}")
        booked(
            service=service,
            now=TUESDAY_TEN - timedelta(days=1),
            start=TUESDAY_TEN + timedelta(days=1 + number),
        )
    for url, queries in pages:
        with django_assert_num_queries(queries):
            desk.get(url)

"""Whoever is free: the visit goes to one trainer, fairly, to the next one on a clash, and never twice."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.availability import Refusal
from assessments.booking import book_any, hold_any
from assessments.free_hours import who_is_free
from assessments.models import Appointment, Service
from assessments.refusals import NotBookable
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def services(service: Service) -> list[Service]:
    """The same service of three trainers of one practice."""
    practice = service.trainer.practice
    return [service, *(make_service(trainer=make_trainer(practice=practice)) for _ in range(2))]


def taken(service: Service, now: datetime, start: datetime = TUESDAY_TEN) -> Appointment:
    return booked(service=service, now=now, start=start, given=contact(email=f"{uuid.uuid4()}@example.com"))


def any_booked(services: list[Service], now: datetime, **more: object) -> Appointment:
    return book_any(services=services, start=TUESDAY_TEN, contact=contact(), now=now, **more)


def test_it_goes_to_whoever_has_the_fewest_visits_that_day(services: list[Service], now: datetime) -> None:
    first, second, third = services
    for hours in (2, 3):
        taken(first, now, TUESDAY_TEN + timedelta(hours=hours))
    taken(second, now, TUESDAY_TEN + timedelta(hours=2))
    assert who_is_free(services, start=TUESDAY_TEN, now=now) == [third, second, first]
    assert any_booked(services, now).trainer == third.trainer


def test_visits_of_other_days_do_not_count_and_the_oldest_trainer_comes_first(
    services: list[Service], now: datetime
) -> None:
    for days in (1, 2):
        taken(services[0], now, TUESDAY_TEN + days * DAY)
    assert who_is_free(reversed(services), start=TUESDAY_TEN, now=now) == services


def test_the_day_is_the_trainers_own(services: list[Service], now: datetime) -> None:
    """03:30 in Berlin is the evening before in New York."""
    first, second, _third = services
    for service in (first, second):
        service.trainer.zone = "America/New_York"
        service.trainer.save()
    late = TUESDAY_TEN.replace(hour=21)
    taken(first, now, late)
    assert who_is_free([first, second], start=late - timedelta(hours=2), now=now)[0] == second


def test_on_a_clash_the_next_free_one_is_booked(services: list[Service], now: datetime) -> None:
    taken(services[0], now)
    assert any_booked(services, now).trainer == services[1].trainer


def test_when_nobody_is_free_it_is_refused(services: list[Service], now: datetime) -> None:
    for service in services:
        taken(service, now)
    with pytest.raises(NotBookable) as refused:
        any_booked(services, now)
    assert refused.value.reason == Refusal.TAKEN


def test_the_same_form_again_shows_the_one_booking(services: list[Service], now: datetime) -> None:
    sent = uuid.uuid4()
    visit = any_booked(services, now, submission=sent)
    assert any_booked(services, now, submission=sent) == visit
    assert Appointment.objects.count() == 1


def test_an_hour_that_is_kept_is_the_one_that_is_booked(services: list[Service], now: datetime) -> None:
    kept = hold_any(services=services, start=TUESDAY_TEN, holder="me", now=now)
    visit = any_booked(services, now, holder="me")
    assert visit.pk == kept.pk
    assert Appointment.objects.get().is_confirmed


def test_keeping_the_last_free_hour_again_keeps_it(service: Service, now: datetime) -> None:
    for _ in range(2):
        kept = hold_any(services=[service], start=TUESDAY_TEN, holder="me", now=now)
    assert Appointment.objects.get() == kept


@pytest.mark.parametrize(
    "act",
    [
        lambda given: hold_any(holder="me", **given),
        lambda given: book_any(contact=contact(), submission=uuid.UUID(int=1), **given),
    ],
    ids=["hold", "book"],
)
def test_its_twin_at_the_same_moment_takes_nothing_from_it(
    service: Service, now: datetime, act: Callable[[dict[str, Any]], Appointment]
) -> None:
    """Sent twice at once, for the last free trainer."""
    given = {"services": [service], "start": TUESDAY_TEN, "now": now}
    coming, twins = [given], []

    def get_in_first(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "assessments_weeklyhours" in sql and coming:
            twins.append(act(coming.pop()))
        return execute(sql, *rest)

    with connection.execute_wrapper(get_in_first):
        visit = act(given)
    assert twins == [visit]
    assert Appointment.objects.get() == visit


def test_each_visitor_keeps_an_hour_of_another_trainer(services: list[Service], now: datetime) -> None:
    kept = [hold_any(services=services, start=TUESDAY_TEN, holder=name, now=now) for name in "abc"]
    assert {each.trainer for each in kept} == {service.trainer for service in services}
    with pytest.raises(NotBookable):
        hold_any(services=services, start=TUESDAY_TEN, holder="d", now=now)


def test_who_is_free_takes_one_query_however_many_they_are(services: list[Service], now: datetime) -> None:
    for _ in range(20):
        services.append(make_service(trainer=make_trainer(practice=services[0].trainer.practice)))
    with CaptureQueriesContext(connection) as captured:
        assert len(who_is_free(services, start=TUESDAY_TEN, now=now)) == 23
    assert len(captured) == 1

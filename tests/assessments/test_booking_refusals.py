"""An hour that cannot be booked is refused with a reason, and nothing typed is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client as Browser

from assessments.availability import Refusal
from assessments.booking import book
from assessments.models import Appointment, Client, DateOverride, Service, Trainer, WeeklyHours
from assessments.refusals import REFUSALS, NotBookable
from hipcoach.common.http import utc_text
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, book_url, booked, contact, form, open_hour
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db

WHEN = {
    Refusal.PAST: lambda: open_hour(days=-1),
    Refusal.NOTICE: lambda: datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=30),
    Refusal.HORIZON: lambda: open_hour(days=61),
    Refusal.CLOSED: lambda: open_hour().replace(hour=3),
    Refusal.OFF_GRID: lambda: open_hour().replace(minute=7),
}


@pytest.mark.parametrize("reason", WHEN)
def test_each_wrong_hour_has_its_reason(client: Browser, service: Service, reason: Refusal) -> None:
    page = client.post(book_url(service), form(WHEN[reason]()))
    assert page.status_code == 409
    assert str(REFUSALS[reason]) in page.content.decode().replace("&#x27;", "'")
    assert not Appointment.objects.exists()
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("reason", WHEN)
def test_the_form_of_a_wrong_hour_is_not_even_shown(
    client: Browser, service: Service, reason: Refusal
) -> None:
    page = client.get(book_url(service), {"start": utc_text(WHEN[reason]())})
    assert page.status_code == 409
    assert page.context["form"] is None


def test_a_taken_hour_keeps_what_was_typed_and_offers_others(client: Browser, service: Service) -> None:
    start = open_hour()
    client.post(book_url(service), form(start, email="first@example.com"))
    page = client.post(book_url(service), form(start, name="Grace <Hopper>", note="Two dogs & a cat"))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Someone has just taken this hour" in text
    assert "Grace &lt;Hopper&gt;" in text
    assert "Two dogs &amp; a cat" in text
    others = [hour.start for hour in page.context["others"]]
    assert others
    assert start not in others
    assert f'name="start" value="{page.context["others"][0].instant}"' in text
    assert utc_text(start) not in text


def test_a_full_day_is_refused(service: Service, now: datetime) -> None:
    service.daily_cap = 1
    service.save()
    booked(service=service, now=now)
    with pytest.raises(NotBookable, match="day is full"):
        booked(service=service, now=now, start=TUESDAY_TEN + timedelta(hours=2))


def test_a_day_off_is_refused(trainer: Trainer, service: Service, now: datetime) -> None:
    DateOverride.objects.create(trainer=trainer, day=TUESDAY_TEN.date())
    with pytest.raises(NotBookable, match="doesn't work"):
        booked(service=service, now=now)


def test_busy_time_is_refused(trainer: Trainer, service: Service, now: datetime) -> None:
    trainer.busy_blocks.create(start=TUESDAY_TEN, end=TUESDAY_TEN + timedelta(minutes=1))
    with pytest.raises(NotBookable) as refused:
        booked(service=service, now=now)
    assert refused.value.reason == Refusal.TAKEN


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Antarctica/Troll"])
def test_a_cap_holds_from_end_to_end_of_a_day_of_25_or_26_hours(zone: str) -> None:
    trainer = make_trainer(zone=zone, hours=False)
    WeeklyHours.objects.create(trainer=trainer, weekday=6, opens=0, closes=24 * 60)
    service = make_service(trainer=trainer, duration=15, slot_step=15, daily_cap=1)
    day = datetime(2024, 10, 27, tzinfo=ZoneInfo(zone))
    first, last = (wall.astimezone(UTC) for wall in (day, day.replace(hour=23, minute=45)))
    for early, late in ((first, last), (last, first)):
        visit = booked(service=service, now=day - timedelta(days=7), start=early)
        with pytest.raises(NotBookable) as refused:
            booked(service=service, now=day - timedelta(days=7), start=late)
        assert refused.value.reason == Refusal.FULL
        Appointment.objects.filter(pk=visit.pk).delete()


@pytest.mark.parametrize("moment", [timedelta(microseconds=1), timedelta(microseconds=999_999)])
def test_a_start_between_seconds_is_off_the_grid(service: Service, now: datetime, moment: timedelta) -> None:
    with pytest.raises(NotBookable) as refused:
        book(service=service, start=TUESDAY_TEN + moment, contact=contact(), now=now)
    assert refused.value.reason == Refusal.OFF_GRID


def test_the_constraint_has_the_last_word(service: Service, client_record: Client, now: datetime) -> None:
    """Someone who writes past the verbs, after the rules were asked and before the row is saved."""

    rival = Appointment(trainer=service.trainer, service=service, client=client_record, booked_at=now)
    rival.set_time(TUESDAY_TEN)

    def get_in_first(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "assessments_appointment"') and rival.pk is None:
            rival.pk = 1_000_000
            rival.save(force_insert=True)
        return execute(sql, *rest)

    with connection.execute_wrapper(get_in_first), pytest.raises(NotBookable) as refused:
        booked(service=service, now=now)
    assert rival.pk
    assert refused.value.reason == Refusal.TAKEN
    assert not OutgoingEmail.objects.exists()

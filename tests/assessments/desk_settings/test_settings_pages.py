"""The settings at a glance, and the visits outside the hours; constant queries, nobody else's rows."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.models import Appointment, Client, Service, Trainer
from assessments.views.desk_settings import rules_in_words
from tests.assessments.desk_settings.typed import DAYS, HOURS, OUTSIDE, PAGE, TIME_OFF, week
from tests.assessments.visits import TUESDAY_TEN
from tests.makers import make_appointment, make_client, make_service, make_trainer

SETTINGS = "/desk/settings/"
MOST_QUERIES = {SETTINGS: 11, OUTSIDE: 6, HOURS: 4, DAYS: 5, TIME_OFF: 5, PAGE: 3}


def text_of(desk: Browser, path: str = SETTINGS) -> str:
    return desk.get(path).content.decode()


def test_everything_is_in_sight(desk: Browser, service: Service, now: datetime) -> None:
    trainer = service.trainer
    trainer.date_overrides.create(day=date(2026, 12, 24))
    trainer.busy_blocks.create(start=now, end=now + timedelta(hours=1), label="Course")
    text = text_of(desk)
    for said in ("09:00–17:00", "Europe/Berlin", "Thu 24 Dec 2026", "Course", service.name):
        assert said in text
    assert f'value="http://localhost:8000/t/{trainer.slug}/"' in text
    for name in ("hours", "days", "time-off", "page", f"services/{service.pk}", "services/add"):
        assert f'href="{SETTINGS}{name}/"' in text


def test_a_new_trainer_sees_what_to_do(clock: None, db: None) -> None:
    browser = Browser()
    browser.force_login(make_trainer(hours=False).user)
    text = text_of(browser)
    assert text.count("closed</span>") == 7
    assert "Add your first service." in text


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            {"notice": 720, "horizon_days": 60, "cancel_cutoff": 1440, "move_cutoff": 1440},
            "Bookable from 60 days until 12 hours before. Free to cancel or move until 24 hours before.",
        ),
        (
            {"notice": 90, "horizon_days": 1, "daily_cap": 4, "cancel_cutoff": 0, "move_cutoff": 2880},
            "Bookable from 1 day until 90 minutes before. At most 4 a day. "
            "Free to cancel until 0 minutes, to move until 2 days before.",
        ),
    ],
)
def test_rules_are_said_in_words(rules: dict[str, int], words: str) -> None:
    assert rules_in_words(Service(**rules)) == words


def test_visits_outside_the_hours_are_told_and_listed(
    desk: Browser, visit: Appointment, trainer: Trainer
) -> None:
    assert "outside your hours" not in text_of(desk)
    assert "Every booked visit lies within your hours" in text_of(desk, OUTSIDE)
    trainer.weekly_hours.all().delete()
    assert "1 booked visit lies outside your hours." in text_of(desk)
    assert visit.get_absolute_url() in text_of(desk, OUTSIDE)


def test_another_trainers_are_not(desk: Browser, clock: None) -> None:
    other = make_service(trainer=make_trainer(hours=False))
    make_appointment(client=make_client(trainer=other.trainer), service=other, start=TUESDAY_TEN)
    assert "Every booked visit lies within your hours" in text_of(desk, OUTSIDE)


def fill(service: Service, client: Client, *, count: int, now: datetime) -> None:
    """Visits outside the hours, special days, time off and services, so many of each."""
    trainer = service.trainer
    for number in range(count):
        day = now + timedelta(days=1 + number)
        make_appointment(client=client, service=service, start=day.replace(hour=20))
        trainer.date_overrides.create(day=day.date() + timedelta(days=100 + 2 * number))
        trainer.busy_blocks.create(start=day.replace(hour=21), end=day.replace(hour=22))
        make_service(trainer=trainer, slug=f"service-{number}-of-{count}")


def queries(desk: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", MOST_QUERIES)
def test_many_rows_take_as_many_queries_as_few(
    desk: Browser, service: Service, client_record: Client, now: datetime, path: str
) -> None:
    fill(service, client_record, count=1, now=now)
    few = queries(desk, path)
    assert few <= MOST_QUERIES[path]
    fill_more = make_service(trainer=service.trainer, slug="more")
    Appointment.objects.all().delete()
    fill(fill_more, client_record, count=12, now=now)
    assert queries(desk, path) == few


def test_asking_about_many_visits_takes_as_many_queries_as_about_one(
    desk: Browser, service: Service, client_record: Client
) -> None:
    def asked(visits: int) -> int:
        for number in range(visits):
            start = TUESDAY_TEN + timedelta(days=Appointment.objects.count() + number)
            make_appointment(client=client_record, service=service, start=start)
        with CaptureQueriesContext(connection) as captured:
            assert desk.post(HOURS, week(others=())).status_code == 409
        return len(captured)

    assert asked(1) == asked(10)

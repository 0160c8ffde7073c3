"""The desk says what still keeps clients from booking, and nothing once they can."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.missing import Lack, missing_for_booking
from assessments.models import DateOverride, Trainer
from tests.makers import make_service, make_trainer
from tests.pages.addresses import browser_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)


@pytest.fixture
def ready() -> Trainer:
    trainer = make_trainer(venue_name="Studio")
    make_service(trainer=trainer)
    return trainer


def missing(trainer: Trainer) -> list[Lack]:
    return list(missing_for_booking(trainer, today=TODAY))


def test_nothing_is_missing(ready: Trainer, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert missing(ready) == []
    assert "Nobody can book you yet" not in browser_of(ready.user).get(reverse("desk")).content.decode()


def test_everything_is() -> None:
    trainer = make_trainer(hours=False, is_listed=False)
    assert missing(trainer) == [Lack.HOURS, Lack.SERVICE, Lack.CLOSED]
    page = browser_of(trainer.user).get(reverse("desk")).content.decode()
    assert "Nobody can book you yet" in page
    assert reverse("settings_hours") in page


def test_special_days_ahead_count_as_hours(ready: Trainer) -> None:
    ready.weekly_hours.all().delete()
    assert missing(ready) == [Lack.HOURS]
    DateOverride.objects.create(trainer=ready, day=TODAY - timedelta(days=1), opens=600, closes=700)
    DateOverride.objects.create(trainer=ready, day=TODAY + timedelta(days=1))
    assert missing(ready) == [Lack.HOURS]
    DateOverride.objects.create(trainer=ready, day=TODAY + timedelta(days=2), opens=600, closes=700)
    assert missing(ready) == []


def test_a_place_is_needed_unless_every_visit_is_online(ready: Trainer) -> None:
    ready.venue_name = ""
    assert missing(ready) == [Lack.PLACE]
    ready.services.update(video_url="https://video.example/x")
    assert missing(ready) == []


def test_a_lost_zone_and_a_service_not_offered(ready: Trainer) -> None:
    ready.zone = "Mars/Base"
    ready.services.update(is_active=False)
    assert missing(ready) == [Lack.ZONE, Lack.SERVICE]

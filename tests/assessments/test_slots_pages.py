"""The public pages: who is shown, and hours in the visitor's own time."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Service
from tests.assessments.visits import open_hour
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db


def path(service: Service) -> str:
    return reverse("service", args=[service.trainer.slug, service.slug])


def test_only_trainers_who_can_be_booked_are_listed(client: Browser, service: Service) -> None:
    make_service(trainer=make_trainer(slug="unlisted", is_listed=False))
    make_service(trainer=make_trainer(slug="paused"), is_active=False)
    make_trainer(slug="idle")
    make_service(trainer=service.trainer, slug="second")
    text = client.get(reverse("trainers")).content.decode()
    assert text.count(f'href="{service.trainer.get_absolute_url()}"') == 1
    assert not [slug for slug in ("unlisted", "paused", "idle") if f"/t/{slug}/" in text]


def test_an_unlisted_trainer_has_no_page(client: Browser) -> None:
    trainer = make_trainer(is_listed=False)
    assert client.get(trainer.get_absolute_url()).status_code == 404


def test_a_trainers_page_leads_to_what_is_offered(client: Browser, service: Service) -> None:
    paused = make_service(trainer=service.trainer, slug="paused", is_active=False)
    text = client.get(service.trainer.get_absolute_url()).content.decode()
    assert path(service) in text
    assert path(paused) not in text


def test_hours_stand_in_the_visitors_zone_beside_the_studios(client: Browser, service: Service) -> None:
    page = client.get(path(service), {"tz": "Asia/Tokyo", "day": open_hour().date().isoformat()})
    text = page.content.decode()
    assert "Times in Asia/Tokyo" in text
    assert "The studio&#x27;s clock is Europe/Berlin" in text or "studio's clock is Europe/Berlin" in text
    assert {hour.start.utcoffset().total_seconds() for hour in page.context["picker"].hours} == {9 * 3600}


def test_the_browsers_zone_serves_when_none_is_asked_for(client: Browser, service: Service) -> None:
    client.cookies["zone"] = "America%2FNew_York"
    assert client.get(path(service)).context["zone"] == "America/New_York"
    assert client.get(path(service), {"tz": "Asia/Tokyo"}).context["zone"] == "Asia/Tokyo"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "%00", "x" * 3000, "../../etc/passwd"])
def test_a_zone_that_makes_no_sense_is_the_studios(client: Browser, service: Service, zone: str) -> None:
    client.cookies["zone"] = zone
    page = client.get(path(service), {"tz": zone})
    assert page.status_code == 200
    assert page.context["zone"] == "Europe/Berlin"


@pytest.mark.parametrize(
    "asked",
    [
        {"month": "2026-13"},
        {"month": "\x00", "day": "\x00"},
        {"month": "9998-12", "day": "9998-12-31"},
        {"month": "1970-01", "day": "1970-01-01", "tz": "Pacific/Kiritimati"},
        {"month": "x" * 10_000},
        {"day": "9999-12-31", "tz": "Pacific/Niue"},
    ],
)
def test_a_month_or_day_that_makes_no_sense_is_left_aside(
    client: Browser, service: Service, asked: dict[str, str]
) -> None:
    assert client.get(path(service), asked).status_code == 200


def test_every_hour_shown_can_be_opened(client: Browser, service: Service) -> None:
    page = client.get(path(service), {"tz": "America/New_York"})
    for hour in page.context["picker"].hours[:3]:
        assert f'name="start" value="{hour.instant}"' in page.content.decode()
        asked = {"start": hour.instant, "tz": "America/New_York"}
        assert client.get(f"{path(service)}book/", asked).status_code == 200

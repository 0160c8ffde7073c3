"""The manage page says what has just happened by itself: no visitor gets a session for it."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.links import token_of
from assessments.models import Appointment, Service
from hipcoach.accounts.models import DeviceSession
from hipcoach.common.http import utc_text
from tests.assessments.visits import book_url, form, open_hour

pytestmark = pytest.mark.django_db
BOOKED = "Your visit is booked"


@pytest.fixture
def link(client: Browser, service: Service) -> str:
    return str(client.post(book_url(service), form(open_hour()))["Location"])


def test_booked_is_said_without_a_session(client: Browser, link: str) -> None:
    assert BOOKED in client.get(link).content.decode()
    assert not DeviceSession.objects.exists()
    assert "sessionid" not in client.cookies


def test_it_is_news_for_a_few_minutes(client: Browser, link: str) -> None:
    Appointment.objects.update(booked_at=timezone.now() - timedelta(minutes=6))
    assert BOOKED not in client.get(link).content.decode()


def test_moved_or_cancelled_it_is_no_longer_said(client: Browser, link: str) -> None:
    client.post(f"{link}reschedule/", {"start": utc_text(open_hour(days=5))})
    assert BOOKED not in client.get(link).content.decode()
    client.post(f"{link}cancel/")
    text = client.get(link).content.decode()
    assert BOOKED not in text
    assert "Your visit is cancelled" in text
    assert "late cancellation" not in text


def test_a_late_cancellation_is_said_before_and_after(client: Browser, service: Service, link: str) -> None:
    service.cancel_cutoff = 30 * 24 * 60
    service.save()
    assert "late cancellation" in client.get(link).content.decode()
    assert "late cancellation" in client.get(f"{link}cancel/").content.decode()
    client.post(f"{link}cancel/")
    text = client.get(link).content.decode()
    assert "It is noted as a late cancellation" in text
    assert "Book another visit" in text


def test_who_cancelled_is_said(client: Browser, link: str) -> None:
    Appointment.objects.update(status="cancelled", cancelled_by="trainer", cancelled_at=timezone.now())
    assert "had to cancel this visit" in client.get(link).content.decode()


@pytest.mark.parametrize("page", ["", "cancel/", "reschedule/"])
def test_the_policy_is_said_beforehand_in_both_zones(client: Browser, link: str, page: str) -> None:
    Appointment.objects.update(contact_zone="Asia/Tokyo")
    text = client.get(link + page).content.decode()
    day_before = open_hour(days=2)  # 12:00 UTC: both cut-offs are a day before the start.
    assert f"{day_before:%A} {day_before.day} {day_before:%B}, 21:00" in text
    there = timezone.localtime(day_before, Appointment.objects.get().trainer.tz)
    assert f"{there:%a} {there.day} {there:%b}, {there:%H:%M} at the studio" in text


def test_where_to_come_and_what_to_wear(client: Browser, service: Service, link: str) -> None:
    trainer = service.trainer
    trainer.venue_address, trainer.venue_directions = "Beispielweg 1", "Second <yard>, ring twice"
    trainer.map_url = "https://maps.example/?q=1&z=2"
    trainer.save()
    service.what_to_wear, service.price = "Something loose", "€80"
    service.save()
    text = client.get(link).content.decode()
    for words in ("Beispielweg 1", "Second &lt;yard&gt;, ring twice", "Something loose", "€80"):
        assert words in text
    assert 'href="https://maps.example/?q=1&amp;z=2"' in text


def test_the_video_link_is_for_a_confirmed_visit_only(client: Browser, service: Service, link: str) -> None:
    service.video_url = "https://video.example/room"
    service.save()
    assert 'href="https://video.example/room"' in client.get(link).content.decode()
    client.post(f"{link}cancel/")
    assert "video.example" not in client.get(link).content.decode()


def test_a_zone_that_vanished_gives_way_to_the_studios(client: Browser, link: str) -> None:
    Appointment.objects.update(contact_zone="Mars/Olympus")
    for page in ("", "cancel/", "reschedule/"):
        shown = client.get(link + page)
        assert (shown.status_code, shown.context["zone"]) == (200, "Europe/Berlin")


def test_an_old_link_is_a_kind_page_with_a_way_on(client: Browser, link: str) -> None:
    visit = Appointment.objects.get()
    visit.set_time(timezone.now() - timedelta(days=1))
    visit.save()
    for name in ("manage", "reschedule", "cancel", "invite"):
        page = client.get(reverse(name, args=[token_of(visit)]))
        assert page.status_code == 404
        assert "once a visit is over" in page.content.decode()
        assert reverse("trainers") in page.content.decode()

"""Booking on the web: the form of one hour, and what a visitor gets for it."""

import re
from html import unescape

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.links import token_of
from assessments.models import Appointment, Service
from hipcoach.common.http import utc_text
from tests.assessments.visits import book_url, form, open_hour
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def test_the_form_books_the_hour(client: Browser, service: Service) -> None:
    start = open_hour()
    answer = client.post(book_url(service), form(start))
    visit = Appointment.objects.get()
    assert (visit.start, visit.status, visit.contact_email) == (start, "confirmed", "ada@example.com")
    assert answer["Location"] == reverse("manage", args=[token_of(visit)])
    assert "Your visit is booked" in client.get(answer["Location"]).content.decode()


def test_the_hour_is_shown_in_the_visitors_zone_beside_the_studios(client: Browser, service: Service) -> None:
    page = client.get(book_url(service), {"start": utc_text(open_hour()), "tz": "Asia/Tokyo"})
    assert page.context["start"].utcoffset().total_seconds() == 9 * 3600
    assert "21:00" in page.content.decode()
    assert "at the studio (Europe/Berlin)" in page.content.decode()


def test_a_video_call_is_in_no_studio(client: Browser, service: Service) -> None:
    service.video_url = "https://video.example/room"
    service.save()
    day = open_hour().date().isoformat()
    picker = client.get(service.get_absolute_url(), {"day": day, "tz": "Asia/Tokyo"})
    assert "The trainer's clock is Europe/Berlin" in unescape(picker.content.decode())
    form_page = client.get(book_url(service), {"start": utc_text(open_hour()), "tz": "Asia/Tokyo"})
    assert "for the trainer (Europe/Berlin)" in form_page.content.decode()
    client.post(book_url(service), form(open_hour(), timezone="Asia/Tokyo"))
    manage = client.get(reverse("manage", args=[token_of(Appointment.objects.get())]))
    assert "For the trainer" in manage.content.decode()
    for page in (picker, form_page, manage):
        assert "studio" not in re.sub(r"<[^>]+>", "", page.content.decode()).lower()


def test_the_studios_clock_is_not_repeated_to_neighbours(client: Browser, service: Service) -> None:
    page = client.get(book_url(service), {"start": utc_text(open_hour()), "tz": "Europe/Berlin"})
    assert "at the studio" not in page.content.decode()


def test_a_rejected_form_keeps_the_zone_it_was_sent_with(client: Browser, service: Service) -> None:
    page = client.post(book_url(service), form(open_hour(), timezone="Asia/Tokyo", email="nonsense"))
    assert page.context["zone"] == "Asia/Tokyo"


def test_the_page_has_each_field_of_the_form_once(client: Browser, service: Service) -> None:
    page = client.get(book_url(service), {"start": utc_text(open_hour())})
    text = page.content.decode()
    assert {name: text.count(f' name="{name}"') for name in page.context["form"].fields} == dict.fromkeys(
        page.context["form"].fields, 1
    )


def test_a_plus_that_became_a_space_is_understood(client: Browser, service: Service) -> None:
    start = open_hour()
    answer = client.post(book_url(service), form(start.strftime("%Y-%m-%dT%H:%M:%S 00:00")))
    assert answer.status_code == 302
    assert Appointment.objects.get().start == start


def test_the_hour_may_stand_in_the_address_alone(client: Browser, service: Service) -> None:
    start = open_hour()
    client.post(f"{book_url(service)}?start={utc_text(start)}", form("", timezone=None, submission=None))
    visit = Appointment.objects.get()
    assert (visit.start, visit.contact_zone) == (start, "Europe/Berlin")


def test_a_signed_in_person_finds_their_details_filled_in(client: Browser, service: Service) -> None:
    client.force_login(
        make_user(email="ada@example.com", name="Ada"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    page = client.get(book_url(service), {"start": utc_text(open_hour())})
    assert page.context["form"].initial["email"] == "ada@example.com"
    assert page.context["form"].initial["name"] == "Ada"


@pytest.mark.parametrize("path", ["nobody/movement-assessment", "{trainer}/nothing", "any/nothing"])
def test_what_nobody_offers_is_not_found(client: Browser, service: Service, path: str) -> None:
    where = f"/t/{path.format(trainer=service.trainer.slug)}"
    assert client.get(f"{where}/").status_code == 404
    assert client.post(f"{where}/book/", form(open_hour())).status_code == 404


@pytest.mark.parametrize("closed", ["service", "trainer"])
def test_what_is_closed_is_not_found(client: Browser, service: Service, closed: str) -> None:
    if closed == "service":
        service.is_active = False
        service.save()
    else:
        service.trainer.is_listed = False
        service.trainer.save()
    assert client.get(book_url(service)).status_code == 404
    assert client.post(book_url(service), form(open_hour())).status_code == 404
    assert client.get(reverse("service", args=[service.trainer.slug, service.slug])).status_code == 404
    assert not Appointment.objects.exists()

"""Whatever is sent to the hold button, and whoever a cookie claims to be: a clear answer, and no row."""

import pytest
from django.core.signing import get_cookie_signer
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Appointment, Service
from assessments.visitors import Visitor
from hipcoach.common.http import utc_text
from tests.assessments.test_booking_malformed import UNREADABLE
from tests.assessments.visits import book_url, form, open_hour

pytestmark = pytest.mark.django_db


def hold_url(service: Service) -> str:
    return reverse("hold", args=[service.trainer.slug, service.slug])


@pytest.mark.parametrize("start", UNREADABLE, ids=range(len(UNREADABLE)))
def test_an_unreadable_start_shows_the_hours(client: Browser, service: Service, start: str) -> None:
    page = client.post(hold_url(service), {"start": start})
    assert page.status_code == 400
    assert page.context["picker"].hours
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("start", ["1970-01-01T00:00:00Z", "9998-12-31T23:59:59Z"])
@pytest.mark.parametrize("zone", ["", "\x00", "Mars/Olympus", "x" * 10_000, "Pacific/Kiritimati"])
def test_the_ends_of_time_in_any_zone_are_refused(
    client: Browser, service: Service, start: str, zone: str
) -> None:
    page = client.post(hold_url(service), {"start": start, "tz": zone})
    assert page.status_code == 409
    assert page.context["picker"].why
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("path", ["nobody/movement-assessment", "any/nothing", "any/\u00e4"])
def test_what_nobody_offers_cannot_be_kept(client: Browser, service: Service, path: str) -> None:
    assert client.post(f"/t/{path}/hold/", {"start": utc_text(open_hour())}).status_code == 404
    assert client.post(f"/t/{path}/release/").status_code == 404


def test_a_link_keeps_nothing(client: Browser, service: Service) -> None:
    for name, status in (("hold", 302), ("release", 405)):
        url = reverse(name, args=[service.trainer.slug, service.slug])
        assert client.get(url, {"start": utc_text(open_hour())}).status_code == status
    assert not Appointment.objects.exists()


def test_another_sites_button_keeps_nothing(service: Service) -> None:
    strict = Browser(enforce_csrf_checks=True)
    assert strict.post(hold_url(service), {"start": utc_text(open_hour())}).status_code == 403
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("forge", ["", "x", "\x00", "a:b:c", "x" * 3000, "unsigned", "other salt"])
def test_a_forged_cookie_is_a_stranger(client: Browser, service: Service, forge: str) -> None:
    start = open_hour()
    client.post(hold_url(service), {"start": utc_text(start)})
    number = client.cookies["visitor"].value.partition(":")[0]
    if forge == "unsigned":
        forge = number
    elif forge == "other salt":
        forge = get_cookie_signer(salt="visitor-other").sign(number)
    stranger = Browser()
    stranger.cookies["visitor"] = forge
    asked = reverse("service", args=[service.trainer.slug, service.slug])
    assert "You are keeping" not in stranger.get(asked).content.decode()
    assert stranger.post(book_url(service), form(start)).status_code == 409
    stranger.post(reverse("release", args=[service.trainer.slug, service.slug]))
    assert Appointment.objects.get().status == "held"
    assert stranger.post(hold_url(service), {"start": utc_text(start)}).status_code == 409


def test_the_holder_in_the_database_opens_nothing(client: Browser, service: Service) -> None:
    client.post(hold_url(service), {"start": utc_text(open_hour())})
    holder = Appointment.objects.get().holder
    assert Visitor(number=holder).holder != holder


def test_a_first_tap_doubled_is_one_visitor(service: Service) -> None:
    """Both are on their way before the first answer brings the cookie."""
    page = Browser()
    page.get(reverse("service", args=[service.trainer.slug, service.slug]))
    token = page.cookies["csrftoken"].value
    answers = []
    for _ in range(2):
        tap = Browser()
        tap.cookies["csrftoken"] = token
        answers.append(tap.post(hold_url(service), {"start": utc_text(open_hour())}))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.cookies["visitor"].value.partition(":")[0] for answer in answers}) == 1
    assert Appointment.objects.count() == 1

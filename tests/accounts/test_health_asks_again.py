"""After 30 idle days a client's pages ask for a fresh code, signed in or not; it leads back to the page."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Client
from hipcoach.accounts.models import DeviceSession
from tests.accounts.hands import ask_code, mailed_code, type_code

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-12-01T09:00:00Z")
PAGES = ["/me/", "/me/intake/", "/me/results/", "/me/plan/", "/me/mail/"]
ASKS = "/accounts/reauthenticate/code/"


@pytest.fixture
def phone(client: Browser, client_record: Client) -> Browser:
    """Trusted on 1 December."""
    with time_machine.travel(START, tick=False):
        ask_code(client, client_record.email)
        type_code(client, mailed_code(), remember="on")
    return client


def at(days: float) -> time_machine.travel:
    return time_machine.travel(START + timedelta(days=days), tick=False)


@pytest.mark.parametrize("page", PAGES)
def test_after_30_idle_days_it_asks(phone: Browser, page: str) -> None:
    with at(30.1):
        assert phone.get(f"{page}?a=1")["Location"].startswith(f"{ASKS}?next=%2Fme%2F")


def test_no_button_acts_either(phone: Browser) -> None:
    with at(30.1):
        assert phone.post("/me/mail/", {"x": "y"})["Location"].startswith(ASKS)


def test_within_30_days_it_does_not(phone: Browser) -> None:
    for day in (29, 58, 87):
        with at(day):
            assert phone.get("/me/results/").status_code == 200


def test_other_pages_do_not_count_as_use_of_it(phone: Browser) -> None:
    for day in (10, 20, 29, 31):
        with at(day):
            phone.get("/")
            phone.get(reverse("account_security"))
    with at(31):
        assert phone.get("/me/results/").status_code == 302


def test_the_code_leads_back_and_30_days_begin_anew(phone: Browser) -> None:
    with at(40):
        led_to = phone.get("/me/results/?a=1")["Location"]
        assert phone.get(led_to).status_code == 200
        phone.post(led_to, {"action": "send", "next": "/me/results/?a=1"})
        answer = phone.post(led_to, {"code": mailed_code(), "next": "/me/results/?a=1"})
        assert answer["Location"] == "/me/results/?a=1"
        assert phone.get("/me/results/").status_code == 200
    with at(69):
        assert phone.get("/me/results/").status_code == 200


def test_looking_writes_once_a_day(phone: Browser) -> None:
    def stored() -> str:
        return DeviceSession.objects.values_list("session_data", flat=True).get()

    with at(0.9):
        phone.get("/me/")  # Takes the welcome out of the session.
        before = stored()
        phone.get("/me/")
        assert stored() == before
    with at(1.1):
        phone.get("/me/")
        noted = stored()
        assert noted != before
        phone.get("/me/results/")
        assert stored() == noted


def test_a_session_that_tells_nothing_is_asked(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    type_code(client, mailed_code())
    session = client.session
    for key in ("health_opened", "account_authentication_methods"):
        del session[key]
    session.save()
    assert client.get("/me/")["Location"].startswith(ASKS)

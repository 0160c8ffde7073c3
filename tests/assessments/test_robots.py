"""Robots are slowed, people are told: the trap, and counts that all processes share."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Appointment, Service
from assessments.visitors import BOOKINGS, HOLDS, MAILS
from hipcoach.common.http import utc_text
from hipcoach.privacy.models import RateCount
from tests.assessments.visits import book_url, form, open_hour

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 12, 10, tzinfo=UTC)


def at_address(number: int) -> Browser:
    return Browser(REMOTE_ADDR=f"10.0.0.{number}")


def count_to(limit: int) -> None:
    """As if so many had been counted already in each count there is."""
    RateCount.objects.update(count=limit)


def test_people_never_meet_the_trap(client: Browser, service: Service) -> None:
    text = client.get(book_url(service), {"start": utc_text(open_hour())}).content.decode()
    field = text[text.index('name="subject_line"') - 200 :][:500]
    assert 'class="trap"' in text
    assert 'autocomplete="off"' in field
    assert 'tabindex="-1"' in field


@pytest.mark.parametrize("written", ["Cheap pills", " ", "\x00", "x" * 10_000])
def test_a_full_trap_is_said_aloud_and_one_more_press_books(
    client: Browser, service: Service, written: str
) -> None:
    page = client.post(book_url(service), form(open_hour(), subject_line=written, note="Two dogs"))
    text = page.content.decode()
    assert page.status_code == 422
    assert text.count("A hidden field was filled in") >= 1
    assert "Two dogs" in text
    assert "Cheap pills" not in text
    assert not Appointment.objects.exists()
    assert client.post(book_url(service), form(open_hour(), subject_line="")).status_code == 302


def test_one_network_books_only_so_often(service: Service) -> None:
    with time_machine.travel(NOON, tick=False):
        at_address(1).post(book_url(service), form(open_hour(), email="first@example.com"))
        count_to(BOOKINGS.most)
        page = at_address(1).post(
            book_url(service), form(open_hour(days=4), email="second@example.com", note="Two dogs")
        )
        text = page.content.decode()
        assert page.status_code == 429
        assert page["Retry-After"] == str(50 * 60 + 1)
        assert "try again after 14:00" in text  # 13:00 UTC, in the form's zone.
        assert "Two dogs" in text
        assert f'value="{utc_text(open_hour(days=4))}"' in text
        assert "Back to the free hours" in text
        assert Appointment.objects.count() == 1
    with time_machine.travel(NOON + timedelta(minutes=50), tick=False):
        assert at_address(1).post(book_url(service), form(open_hour(days=4))).status_code == 302


def test_one_inbox_gets_only_so_many_mails(service: Service) -> None:
    for number in range(MAILS.most):
        sent = form(open_hour(days=3 + number), email="Victim@example.com")
        assert at_address(number).post(book_url(service), sent).status_code == 302
    for email in ("victim@example.com", "VICTIM@EXAMPLE.COM"):
        assert (
            at_address(99).post(book_url(service), form(open_hour(days=30), email=email)).status_code == 429
        )
    assert at_address(99).post(book_url(service), form(open_hour(days=30))).status_code == 302


def test_one_network_keeps_only_so_many_hours(client: Browser, service: Service) -> None:
    url = reverse("hold", args=[service.trainer.slug, service.slug])
    client.post(url, {"start": utc_text(open_hour())})
    count_to(HOLDS.most)
    page = client.post(url, {"start": utc_text(open_hour(days=4))})
    assert page.status_code == 429
    assert page.context["picker"].hours
    assert "try again after" in page.content.decode()
    assert int(page["Retry-After"]) <= 3601
    assert Appointment.objects.get().start == open_hour()
    assert at_address(9).post(url, {"start": utc_text(open_hour(days=4))}).status_code == 303


def test_who_is_signed_in_is_counted_alike(client: Browser, service: Service) -> None:
    client.force_login(service.trainer.user)
    client.post(book_url(service), form(open_hour()))
    count_to(BOOKINGS.most)
    assert client.post(book_url(service), form(open_hour(days=4))).status_code == 429


def test_both_counts_are_one_statement_and_name_nobody(client: Browser, service: Service) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.post(book_url(service), form(open_hour()))
    assert sum("privacy_ratecount" in query["sql"] for query in captured) == 1
    stored = str(list(RateCount.objects.values()))
    assert len(RateCount.objects.all()) == 2
    assert "ada@example.com" not in stored
    assert "127.0.0.1" not in stored


def test_a_form_with_mistakes_is_not_counted(client: Browser, service: Service) -> None:
    client.post(book_url(service), form(open_hour(), email="nonsense"))
    assert not RateCount.objects.exists()


@pytest.mark.parametrize(
    ("told", "another"),
    [("1.1.1.1, 9.9.9.9", "2.2.2.2, 9.9.9.9"), ("rubbish", "\x00,"), ("2001:db8::1", "2001:db8::2")],
)
def test_behind_a_proxy_its_own_word_counts(
    service: Service, settings: LazySettings, told: str, another: str
) -> None:
    settings.BEHIND_PROXY = True
    first, second = (Browser(HTTP_X_FORWARDED_FOR=each) for each in (told, another))
    assert first.post(book_url(service), form(open_hour(), email="a@example.com")).status_code == 302
    count_to(BOOKINGS.most)
    again = form(open_hour(days=4), email="b@example.com")
    assert second.post(book_url(service), again).status_code == 429
    elsewhere = Browser(HTTP_X_FORWARDED_FOR="9.9.9.9, 8.8.8.8")
    assert elsewhere.post(book_url(service), again | {"email": "c@example.com"}).status_code == 302

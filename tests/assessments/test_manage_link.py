"""The link in the mail opens one visit, and only that one, until it is over or revoked."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client as Browser
from django.urls import reverse

from assessments.changing import cancel
from assessments.links import find, manage_url, token_of
from assessments.models import Appointment, Service
from tests.assessments.visits import TUESDAY_TEN, booked, contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now)


@pytest.fixture
def other(service: Service, now: datetime) -> Appointment:
    later = TUESDAY_TEN + timedelta(hours=2)
    return booked(service=service, now=now, start=later, given=contact(email="eve@example.com"))


def test_each_link_opens_its_own_visit(visit: Appointment, other: Appointment, now: datetime) -> None:
    assert find(token_of(visit), now=now) == visit
    assert find(token_of(other), now=now) == other


def test_forged_links_open_nothing(visit: Appointment, other: Appointment, now: datetime) -> None:
    good, others = token_of(visit), token_of(other)
    number, _, signature = good.partition("-")
    forged = [
        "",
        "-",
        number,
        signature,
        f"{number}-",
        f"{number}-{others.partition('-')[2]}",
        f"{other.pk}-{signature}",
        f"0{good}",
        f"+{good}",
        f" {good}",
        f"{good} ",
        f"{good}\n",
        f"{good}0",
        good[:-1],
        good.upper() if good.upper() != good else f"{good}A",
        f"{'9' * 18}-{signature}",
        f"{'9' * 400}-{signature}",
        f"{number}\x00-{signature}",
        good.translate({ord(str(digit)): 0x0660 + digit for digit in range(10)}),
        "x" * 10_000,
    ]
    assert [find(token, now=now) for token in forged] == [None] * len(forged)


def test_it_lives_until_the_visit_is_over(visit: Appointment) -> None:
    assert find(token_of(visit), now=visit.end - timedelta(seconds=1)) == visit
    assert find(token_of(visit), now=visit.end) is None


def test_a_cancelled_visit_can_still_be_seen(visit: Appointment, now: datetime) -> None:
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    assert find(token_of(visit), now=now) == visit


def test_a_new_nonce_revokes_it(visit: Appointment, now: datetime) -> None:
    token = token_of(visit)
    Appointment.objects.filter(pk=visit.pk).update(nonce="0123456789abcdef")
    assert find(token, now=now) is None
    assert find(token_of(Appointment.objects.get()), now=now) == visit


def test_another_key_signs_other_links(visit: Appointment, now: datetime, settings: LazySettings) -> None:
    token = token_of(visit)
    settings.SECRET_KEY = "another key of this very site, long enough for anybody to be happy"
    assert find(token, now=now) is None


def test_nothing_that_opens_the_page_lies_in_the_row(visit: Appointment) -> None:
    signature = token_of(visit).partition("-")[2]
    assert signature not in str(Appointment.objects.values().get())
    assert manage_url(visit).endswith(f"/a/{token_of(visit)}/")


@pytest.mark.parametrize("page", ["manage", "reschedule", "cancel", "invite"])
def test_every_page_answers_a_bad_link_with_404(client: Browser, visit: Appointment, page: str) -> None:
    for token in (f"{visit.pk}-{'0' * 40}", "x" * 10_000, "%00", "%0A", "1"):
        path = reverse(page, args=["TOKEN"]).replace("TOKEN", token)
        assert client.get(path).status_code == 404
        if page in {"reschedule", "cancel"}:
            assert client.post(path, {"start": "2026-12-01T10:00:00Z"}).status_code == 404

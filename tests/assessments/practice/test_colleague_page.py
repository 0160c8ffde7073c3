"""The owner finds a colleague's clients by name, hands one over, and reads nothing about anybody."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Trainer
from tests.assessments.practice.people import Two
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_appointment, make_client, make_trainer
from tests.pages.addresses import browser_of

QUERIES = 7  # Session, user, owner; the colleague, their clients, their second step, when it was taken off.


@pytest.fixture
def owner(two: Two) -> Browser:
    return browser_of(two.mara.user)


def page_of(trainer: Trainer) -> str:
    return reverse("colleague", args=[trainer.pk])


def test_the_practice_page_leads_there_and_on(two: Two, owner: Browser, now: datetime) -> None:
    eve = make_client(trainer=two.julian, name="Eve Example")
    make_appointment(client=eve, service=two.his, start=now + timedelta(days=400))
    assert page_of(two.julian) in owner.get(reverse("practice")).content.decode()
    text = owner.get(page_of(two.julian)).content.decode()
    assert "Eve Example" in text
    there = reverse("client_hand_over", args=[eve.pk])
    assert there in text
    assert owner.get(there).status_code == 200


def test_it_says_nothing_about_their_health(two: Two, owner: Browser, now: datetime) -> None:
    send_intake(make_client(trainer=two.julian), CHEST_PAIN, now=now)
    text = owner.get(page_of(two.julian)).content.decode().lower()
    assert [word for word in ("chest", "data-status", "intake") if word in text] == []


def test_only_colleagues_who_work_here_have_one(two: Two, owner: Browser, now: datetime) -> None:
    gone = make_trainer(practice=two.mara.practice, is_listed=False, removed_at=now)
    for trainer in (gone, make_trainer(), two.mara):
        assert owner.get(page_of(trainer)).status_code == 404
    assert browser_of(two.julian.user).get(page_of(two.mara)).status_code == 404


def test_many_clients_cost_no_more_than_one(
    two: Two, owner: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(4):
        make_client(trainer=two.julian)
    with django_assert_num_queries(QUERIES):
        owner.get(page_of(two.julian))

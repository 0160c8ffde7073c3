"""Booking online under an address that several share: by name, and otherwise a record the trainer places."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from assessments.booking import client_for
from assessments.emails.wording import for_whom
from assessments.intake import needs_intake
from assessments.models import Client, Service, Trainer
from assessments.signin import claim_records
from tests.assessments.standing import send_intake
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_client, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def couple(trainer: Trainer) -> tuple[Client, Client]:
    ada = make_client(trainer=trainer, email="home@x.org", name="Ada Lovelace", shares_email=True)
    return ada, make_client(trainer=trainer, email="home@x.org", name="Bo Larsen", shares_email=True)


@pytest.mark.parametrize("name", ["Bo Larsen", "BO LARSEN", "  bo \t larsen "])
def test_the_name_decides(couple: tuple[Client, Client], service: Service, now: datetime, name: str) -> None:
    assert booked(service=service, now=now, given=contact(name=name, email="home@x.org")).client == couple[1]


def test_another_name_touches_neither(couple: tuple[Client, Client], service: Service, now: datetime) -> None:
    before = list(Client.objects.order_by("pk").values())
    visit = booked(service=service, now=now, given=contact(name="B. Larsen", email="home@x.org"))
    assert visit.client
    assert visit.client not in couple
    assert (visit.client.is_unsettled, visit.client.shares_email, visit.client.user) == (True, True, None)
    assert list(Client.objects.exclude(pk=visit.client.pk).order_by("pk").values()) == before


def test_nobodys_intake_stands_for_them(
    couple: tuple[Client, Client], service: Service, now: datetime
) -> None:
    send_intake(couple[0], now=now)
    visit = booked(service=service, now=now, given=contact(name="Somebody", email="home@x.org"))
    assert visit.client
    assert needs_intake(client=visit.client, now=now)


def test_the_same_name_again_is_the_same_record(
    couple: tuple[Client, Client], trainer: Trainer, now: datetime
) -> None:
    given = contact(name="B. Larsen", email="home@x.org")
    assert client_for(trainer, given) == client_for(trainer, given)
    assert trainer.clients.count() == 3


def test_it_opens_to_nobody_until_the_trainer_has_placed_it(
    couple: tuple[Client, Client], trainer: Trainer
) -> None:
    stray = client_for(trainer, contact(name="B. Larsen", email="home@x.org"))
    user = make_user(email="home@x.org")
    claim_records(user)
    assert set(user.clients.all()) == set(couple)
    desk = Browser()
    desk.force_login(trainer.user)
    page = desk.get(stray.get_absolute_url()).content.decode()
    assert "Ada Lovelace, Bo Larsen" in page
    assert "Who is it?" in desk.get("/desk/clients/").content.decode()
    desk.post(f"/desk/clients/{stray.pk}/settle/")
    claim_records(user)
    assert set(user.clients.all()) == {*couple, stray}


def test_mails_to_them_name_nobody_that_the_trainer_does_not_know(
    couple: tuple[Client, Client], service: Service, now: datetime
) -> None:
    visit = booked(service=service, now=now, given=contact(name="Buy now", email="home@x.org"))
    other = booked(
        service=service,
        now=now,
        start=TUESDAY_TEN + timedelta(hours=2),
        given=contact(name="Ada Lovelace", email="home@x.org"),
    )
    assert visit.client
    assert other.client
    assert for_whom(visit.client) == ()
    assert for_whom(other.client) == (("For", "Ada Lovelace"),)

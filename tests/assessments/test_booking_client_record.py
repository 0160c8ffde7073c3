"""A booking finds or makes the client, but an unproven address changes nothing that is on record."""

from datetime import datetime, timedelta

import pytest

from assessments.booking import book
from assessments.models import Appointment, Client, Service, Trainer
from hipcoach.accounts.models import User
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_client, make_service, make_trainer, make_user

pytestmark = pytest.mark.django_db


def booked_by(user: User | None, *, service: Service, now: datetime, email: str) -> Appointment:
    return book(service=service, start=TUESDAY_TEN, contact=contact(email=email), user=user, now=now)


def test_a_stranger_becomes_a_client_without_a_user(service: Service, now: datetime) -> None:
    client = booked(service=service, now=now, given=contact(phone="123456")).client
    assert (client.trainer, client.user) == (service.trainer, None)
    assert (client.name, client.email, client.phone) == ("Ada Visitor", "ada@example.com", "123456")
    assert client.time_zone == "Europe/Berlin"


def test_a_known_client_is_found_and_not_touched(trainer: Trainer, service: Service, now: datetime) -> None:
    client = make_client(trainer=trainer, email="Ada@Example.com", name="Ada Client", phone="1")
    before = Client.objects.values().get()
    given = contact(name="Mallory", email="ada@example.com", phone="99999", zone="Asia/Tokyo")
    visit = booked(service=service, now=now, given=given)
    assert visit.client == client
    assert Client.objects.values().get() == before
    assert (visit.contact_name, visit.contact_phone, visit.contact_zone) == ("Mallory", "99999", "Asia/Tokyo")


def test_each_trainer_has_their_own_record(trainer: Trainer, service: Service, now: datetime) -> None:
    elsewhere = make_client(trainer=make_trainer(), email="ada@example.com")
    assert booked(service=service, now=now).client != elsewhere
    assert Client.objects.filter(email="ada@example.com").count() == 2


def test_of_two_who_share_an_address_the_name_decides(
    trainer: Trainer, service: Service, now: datetime
) -> None:
    make_client(trainer=trainer, email="home@example.com", name="Ada", shares_email=True)
    grace = make_client(trainer=trainer, email="home@example.com", name="Grace", shares_email=True)
    given = contact(name="GRACE", email="home@example.com")
    assert booked(service=service, now=now, given=given).client == grace


def test_a_signed_in_person_who_proved_the_address_is_linked(service: Service, now: datetime) -> None:
    user = make_user(email="ada@example.com")
    assert booked_by(user, service=service, now=now, email="ada@example.com").client.user == user


@pytest.mark.parametrize("proven", [True, False])
def test_signing_in_does_not_prove_another_address(service: Service, now: datetime, proven: bool) -> None:
    user = make_user(email="eve@example.com", proven=proven)
    booked_for = "ada@example.com" if proven else "eve@example.com"
    assert booked_by(user, service=service, now=now, email=booked_for).client.user is None


def test_a_proven_user_does_not_take_over_another_ones_record(
    trainer: Trainer, service: Service, now: datetime
) -> None:
    owner = make_user(email="owner@example.com")
    make_client(trainer=trainer, email="shared@example.com", user=owner)
    visitor = make_user(email="shared@example.com")
    assert booked_by(visitor, service=service, now=now, email="shared@example.com").client.user == owner


def test_two_visits_of_one_person_are_one_client(service: Service, now: datetime) -> None:
    other = make_service(trainer=service.trainer, slug="second")
    first = booked(service=service, now=now)
    second = booked(service=other, now=now, start=TUESDAY_TEN + timedelta(hours=1))
    assert first.client == second.client
    assert Client.objects.count() == 1

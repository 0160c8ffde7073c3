"""A trainer adds a client by hand; one address is one client's, unless the trainer says that two share it."""

from datetime import datetime, timedelta

import pytest

from assessments.contacts import TWICE, AlreadyClient, Person, add
from assessments.models import Client, Trainer
from tests.makers import make_client, make_trainer

pytestmark = pytest.mark.django_db


def test_a_client_without_an_address_is_a_client(trainer: Trainer, now: datetime) -> None:
    client = add(trainer=trainer, person=Person(name="Bo", phone="030 1", zone="Europe/Berlin"), now=now)
    assert (client.trainer, client.user) == (trainer, None)
    assert (client.name, client.email, client.phone, client.time_zone) == ("Bo", "", "030 1", "Europe/Berlin")


@pytest.mark.parametrize("email", ["ada@x.org", "ADA@x.org"])
def test_an_address_that_a_client_has_is_refused(trainer: Trainer, now: datetime, email: str) -> None:
    known = make_client(trainer=trainer, email="Ada@x.org")
    with pytest.raises(AlreadyClient) as found:
        add(trainer=trainer, person=Person(name="Bo", email=email), now=now)
    assert found.value.client == known
    assert Client.objects.count() == 1


def test_said_to_be_shared_it_is_and_both_records_know(trainer: Trainer, now: datetime) -> None:
    make_client(trainer=trainer, email="home@x.org")
    add(trainer=trainer, person=Person(name="Bo", email="home@x.org", is_another=True), now=now)
    assert list(Client.objects.values_list("shares_email", flat=True)) == [True, True]


def test_without_an_address_the_name_is_asked_about(trainer: Trainer, now: datetime) -> None:
    make_client(trainer=trainer, name="Ada")
    with pytest.raises(AlreadyClient):
        add(trainer=trainer, person=Person(name="ada"), now=now)
    other = add(trainer=trainer, person=Person(name="ada", is_another=True), now=now)
    assert not other.shares_email


def test_another_trainers_client_is_no_hindrance(trainer: Trainer, now: datetime) -> None:
    make_client(trainer=make_trainer(), email="ada@x.org")
    assert not add(trainer=trainer, person=Person(name="Ada", email="ada@x.org"), now=now).shares_email


def test_the_same_form_sent_twice_gives_one_client(trainer: Trainer) -> None:
    person = Person(name="Bo", email="bo@x.org")
    first = add(trainer=trainer, person=person, now=datetime.now().astimezone())
    assert add(trainer=trainer, person=person, now=first.created_at + TWICE / 2) == first
    with pytest.raises(AlreadyClient):
        add(trainer=trainer, person=person, now=first.created_at + TWICE + timedelta(seconds=1))

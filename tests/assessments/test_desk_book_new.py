"""Somebody new becomes a client with their first visit; a known address is said, not doubled."""

import uuid
from datetime import datetime

import pytest
import time_machine
from django.test import Client as Browser

from assessments.handing_over import move_client
from assessments.models import Appointment, Client, Service
from tests.assessments.desks import desk_of, sent
from tests.assessments.visits import TUESDAY_TEN
from tests.makers import make_service, make_trainer

URL = "/desk/book/"


@pytest.fixture(autouse=True)
def clock(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


def test_a_name_is_enough(desk: Browser, service: Service) -> None:
    assert desk.post(URL, sent(TUESDAY_TEN, client="new", name="  Ben\n New ")).status_code == 302
    client = Client.objects.get()
    assert (client.name, client.email, client.trainer) == ("Ben New", "", service.trainer)


def test_the_client_of_that_address_is_offered(
    desk: Browser, service: Service, client_record: Client
) -> None:
    press = sent(TUESDAY_TEN, client="new", name="Ben", email=client_record.email.upper())
    answer = desk.post(URL, press)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f"{client_record.name} is already your client" in text
    assert f'value="{client_record.pk}"' in text
    assert 'name="is_another"' in text
    assert not Appointment.objects.exists()

    assert desk.post(URL, press | {"is_another": "on"}).status_code == 302
    assert Client.objects.filter(email=client_record.email, shares_email=True).count() == 2


def test_without_an_address_the_name_is_asked_about(desk: Browser, client_record: Client) -> None:
    press = sent(TUESDAY_TEN, client="new", name=client_record.name.upper())
    answer = desk.post(URL, press)
    assert answer.status_code == 409
    assert f"{client_record.name} is already your client." in answer.content.decode()
    assert desk.post(URL, press | {"is_another": "on"}).status_code == 302
    assert not Client.objects.filter(shares_email=True).exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Please give a name"),
        ({"name": " \n "}, "Please give a name"),
        ({"name": "x" * 121}, "at most 120"),
        ({"name": "a\0b"}, "Null characters"),
        ({"email": "not an address"}, "valid email"),
        ({"email": "a" * 300 + "@example.com"}, "at most 254"),
        ({"phone": "call me"}, "digits"),
        ({"client": ""}, "choose"),
        ({"submission": "nonsense"}, "out of date"),
    ],
)
def test_what_does_not_hold_is_said_and_kept(
    desk: Browser, service: Service, change: dict[str, str], says: str
) -> None:
    typed = sent(TUESDAY_TEN, client="new", name="Ben", email="ben@example.com", phone="+49 30 1")
    answer = desk.post(URL, typed | change)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert "+49 30 1" in text or "phone" in change
    assert not Client.objects.exists()


def test_an_old_page_sent_again_after_the_hand_over_says_so(
    desk: Browser, service: Service, now: datetime
) -> None:
    julian = make_trainer(practice=service.trainer.practice)
    make_service(trainer=julian)
    press = sent(TUESDAY_TEN, client="new", name="Ben", submission=uuid.uuid4())
    assert desk.post(URL, press).status_code == 302
    move_client(client=Client.objects.get(), to=julian, by=service.trainer.user, now=now)
    assert Appointment.objects.get().trainer == julian
    answer = desk.post(URL, press)
    assert answer.status_code == 409
    assert "This has gone to another trainer meanwhile" in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_the_search_finds_own_clients_only(desk: Browser, service: Service, client_record: Client) -> None:
    Client.objects.filter(pk=client_record.pk).update(name="Zoë Quill", phone="030 777")
    for search, found in (("quill", True), ("777", True), ("nobody", False), ("\0" * 9, True)):
        text = desk.get(URL, sent(TUESDAY_TEN, q=search)).content.decode()
        assert ("Zoë Quill" in text) == found


def test_a_hostile_name_is_only_a_name(desk: Browser, service: Service, client_record: Client) -> None:
    Client.objects.update(name="<b>Eve</b>", email="", phone="")
    text = desk.get(URL, sent(TUESDAY_TEN)).content.decode()
    assert "&lt;b&gt;Eve" in text
    assert "<b>Eve" not in text


def test_what_was_insisted_on_is_kept_too(desk: Browser, service: Service) -> None:
    answer = desk.post(URL, sent(TUESDAY_TEN.replace(hour=2), client="new", insist="on"))
    assert answer.status_code == 422
    assert 'id="insist" checked' in answer.content.decode()


def test_an_address_that_grows_in_small_letters_is_too_long(desk: Browser) -> None:
    """A Turkish capital I becomes two characters, more than the database holds."""
    address = "a@" + ".".join(["\u0130" * 60] * 4)
    answer = desk.post(URL, sent(TUESDAY_TEN, client="new", name="Ben", email=address))
    assert answer.status_code == 422
    assert not Client.objects.exists()

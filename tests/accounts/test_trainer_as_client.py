"""A trainer who is somebody's client opens those pages by a code mailed there, and by nothing less."""

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client as Browser

from assessments.models import Client, Trainer
from tests.accounts.hands import mailed_code, sign_in_by_password
from tests.makers import PASSWORD, make_client, make_signed_in_client, make_trainer

pytestmark = pytest.mark.django_db
PAGE = "/me/claim/"


@pytest.fixture
def record(trainer: Trainer) -> Client:
    """The trainer's own record with another trainer."""
    return make_client(trainer=make_trainer(), email=trainer.user.email.upper(), name="Mara As Client")


@pytest.fixture
def desk(trainer: Trainer, record: Client) -> Browser:
    browser = Browser()
    sign_in_by_password(browser, trainer.user.email, PASSWORD)
    return browser


def ask(desk: Browser) -> HttpResponse:
    return desk.post(PAGE, {"action": "send"})


def user_of(record: Client) -> object:
    return Client.objects.select_related("user").get(pk=record.pk).user


def test_a_password_alone_opens_nothing(desk: Browser, record: Client) -> None:
    assert user_of(record) is None
    assert desk.get("/me/").status_code == 404


def test_looking_and_asking_open_nothing(desk: Browser, record: Client) -> None:
    desk.get(PAGE)
    ask(desk)
    assert user_of(record) is None


def test_the_code_opens_the_record(desk: Browser, record: Client, trainer: Trainer) -> None:
    EmailAddress.objects.update(verified=False)
    ask(desk)
    assert desk.post(PAGE, {"code": mailed_code()}).headers["Location"] == "/me/"
    assert user_of(record) == trainer.user
    assert "Hello, Mara As Client" in desk.get("/me/").content.decode()
    assert desk.get("/desk/").status_code == 200


@pytest.mark.parametrize("code", ["", "WRONG-CODE", "\0", "x" * 5_000])
def test_a_wrong_code_opens_nothing(desk: Browser, record: Client, code: str) -> None:
    ask(desk)
    assert desk.post(PAGE, {"code": code}).status_code in (302, 303, 422)
    assert user_of(record) is None


def test_three_tries(desk: Browser, record: Client) -> None:
    ask(desk)
    right = mailed_code()
    for _try in range(3):
        desk.post(PAGE, {"code": "WRONG-CODE"})
    desk.post(PAGE, {"code": right})
    assert user_of(record) is None


def test_a_code_of_another_browser_opens_nothing(desk: Browser, record: Client, trainer: Trainer) -> None:
    ask(desk)
    other = Browser()
    sign_in_by_password(other, trainer.user.email, PASSWORD)
    other.post(PAGE, {"code": mailed_code()})
    assert user_of(record) is None


def test_a_record_that_somebody_has_stays_theirs(desk: Browser, record: Client, trainer: Trainer) -> None:
    owner = make_signed_in_client(trainer=make_trainer()).user
    Client.objects.filter(pk=record.pk).update(user=owner)
    ask(desk)
    desk.post(PAGE, {"code": mailed_code()})
    assert user_of(record) == owner


def test_without_a_record_it_is_said(desk: Browser, record: Client) -> None:
    record.delete()
    ask(desk)
    answer = desk.post(PAGE, {"code": mailed_code()}, follow=True)
    assert "No trainer has a client of this address" in answer.content.decode()


def test_clients_have_no_use_for_it() -> None:
    client = make_signed_in_client(trainer=make_trainer())
    phone = Browser()
    assert client.user
    phone.force_login(client.user)
    assert phone.get(PAGE).status_code == 404
    assert phone.post(PAGE, {"action": "send"}).status_code == 404

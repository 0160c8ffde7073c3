"""Two people, one mailbox: after signing in they say who they are, before any page of theirs opens."""

import io
import zipfile
from datetime import datetime

import pytest
from django.test import Client as Browser

from assessments.handing_over import move_client
from assessments.models import Client, Trainer
from hipcoach.accounts.address import change_address
from tests.accounts.hands import sign_in_by_code
from tests.makers import make_client, make_trainer

HEALTH_PAGES = ("/me/", "/me/intake/", "/me/results/", "/me/plan/", "/me/plan/today/", "/me/mail/")


@pytest.fixture
def couple(trainer: Trainer) -> tuple[Client, Client]:
    ada = make_client(trainer=trainer, email="home@x.org", name="Ada Lovelace", shares_email=True)
    return ada, make_client(trainer=trainer, email="home@x.org", name="Bo Larsen", shares_email=True)


@pytest.fixture
def phone(couple: tuple[Client, Client]) -> Browser:
    browser = Browser()
    sign_in_by_code(browser, "home@x.org")
    return browser


@pytest.mark.parametrize("page", HEALTH_PAGES)
def test_no_page_opens_before_the_choice(phone: Browser, page: str) -> None:
    answer = phone.get(page)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/me/who/?next=%2Fme%2F")
    assert "Ada" not in answer.content.decode()


def test_nothing_is_written_before_the_choice(phone: Browser, couple: tuple[Client, Client]) -> None:
    assert phone.post("/me/intake/").status_code == 302
    assert not any(client.intakes.exists() for client in couple)


def test_the_names_are_offered_and_the_choice_is_remembered(
    phone: Browser, couple: tuple[Client, Client]
) -> None:
    text = phone.get("/me/who/").content.decode()
    assert "Ada Lovelace" in text
    assert "Bo Larsen" in text
    answer = phone.post("/me/who/", {"client": couple[1].pk, "next": "/me/intake/"})
    assert answer.headers["Location"] == "/me/intake/"
    assert "Hello, Bo Larsen" in phone.get("/me/").content.decode()


def test_they_can_be_somebody_else_later(phone: Browser, couple: tuple[Client, Client]) -> None:
    phone.post("/me/who/", {"client": couple[0].pk})
    assert 'href="/me/who/"' in phone.get("/me/").content.decode()
    phone.post("/me/who/", {"client": couple[1].pk})
    assert "Hello, Bo Larsen" in phone.get("/me/").content.decode()


def test_signing_in_again_asks_again(phone: Browser, couple: tuple[Client, Client]) -> None:
    phone.post("/me/who/", {"client": couple[0].pk})
    phone.post("/accounts/logout/")
    sign_in_by_code(phone, "home@x.org")
    assert phone.get("/me/").status_code == 302


@pytest.mark.parametrize("picked", ["", "0", "9" * 30, "\0", "-1", "x"])
def test_nobody_else_can_be_picked(phone: Browser, picked: str) -> None:
    assert phone.post("/me/who/", {"client": picked}).status_code == 404


def test_a_stranger_of_the_same_trainer_cannot_be_picked(phone: Browser, trainer: Trainer) -> None:
    stranger = make_client(trainer=trainer)
    assert phone.post("/me/who/", {"client": stranger.pk}).status_code == 404


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/desk/", "/me/\r\nX: y", "/me/?a=1"]
)
def test_the_choice_leads_to_ones_own_pages_only(
    phone: Browser, couple: tuple[Client, Client], away: str
) -> None:
    answer = phone.post("/me/who/", {"client": couple[0].pk, "next": away})
    assert answer.headers["Location"] == "/me/"


def test_with_a_second_trainer_it_is_still_asked(couple: tuple[Client, Client]) -> None:
    """The oldest record is one person's; it must not open to the other."""
    make_client(trainer=make_trainer(), email="home@x.org", name="Bo Larsen")
    browser = Browser()
    sign_in_by_code(browser, "home@x.org")
    assert browser.get("/me/").status_code == 302


def test_who_is_alone_is_not_asked(trainer: Trainer) -> None:
    make_client(trainer=trainer, email="own@x.org")
    browser = Browser()
    sign_in_by_code(browser, "own@x.org")
    assert browser.get("/me/").status_code == 200
    assert "I am somebody else" not in browser.get("/me/").content.decode()


# -- one of the couple goes to another trainer of the practice -------------------------------------


@pytest.fixture
def apart(couple: tuple[Client, Client], now: datetime) -> tuple[Client, Client]:
    """Bo has gone over, so that each of the two is their trainer's only one of the address."""
    ada, bo = couple
    julian = make_trainer(practice=ada.trainer.practice)
    move_client(client=bo, to=julian, by=ada.trainer.user, now=now)
    return ada, bo


@pytest.fixture
def phone_of_both(apart: tuple[Client, Client]) -> Browser:
    browser = Browser()
    sign_in_by_code(browser, "home@x.org")
    return browser


@pytest.mark.parametrize("page", [*HEALTH_PAGES, "/me/data/"])
def test_handed_over_apart_they_are_still_two_people(phone_of_both: Browser, page: str) -> None:
    assert phone_of_both.get(page).headers["Location"].startswith("/me/who/")


def test_handed_over_apart_neither_takes_nor_erases_the_others_data(
    phone_of_both: Browser, apart: tuple[Client, Client]
) -> None:
    ada, bo = apart
    phone_of_both.post("/me/who/", {"client": bo.pk})
    packed = phone_of_both.post("/me/data/copy/").content
    page = zipfile.ZipFile(io.BytesIO(packed)).read("my-data.html").decode()
    assert "Bo Larsen" in page
    assert "Ada Lovelace" not in page
    assert [row.pk for row in phone_of_both.get("/me/data/erase/").context["clients"]] == [bo.pk]
    assert phone_of_both.post(f"/me/data/keep/{ada.pk}/").status_code == 404


def test_a_new_address_of_one_takes_nobody_along(apart: tuple[Client, Client], now: datetime) -> None:
    sign_in_by_code(Browser(), "home@x.org")
    user = Client.objects.get(pk=apart[0].pk).user
    assert user
    assert change_address(user=user, email="ada@x.org", now=now)
    assert set(Client.objects.values_list("email", flat=True)) == {"home@x.org"}


def test_one_person_of_two_trainers_of_a_practice_is_not_asked(trainer: Trainer) -> None:
    make_client(trainer=trainer, email="own@x.org", name="Ada  Lovelace")
    make_client(trainer=make_trainer(practice=trainer.practice), email="own@x.org", name="ada lovelace")
    browser = Browser()
    sign_in_by_code(browser, "own@x.org")
    assert browser.get("/me/").status_code == 200

"""What is private opens within five minutes of showing who one is; one comes back to where one was."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Client, Trainer
from tests.accounts.hands import (
    codes_promised,
    mailed_code,
    show_who_one_is,
    sign_in_by_code,
    sign_in_by_password,
)
from tests.makers import PASSWORD, make_signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.private_urls")]
PAGE = "/private/here/?day=1"
BY_CODE = "/accounts/reauthenticate/code/"
BY_PASSWORD = "/accounts/reauthenticate/"


@pytest.fixture
def idle_client(client: Browser, trainer: Trainer) -> Browser:
    """Signed in some time ago."""
    client.force_login(make_signed_in_client(trainer=trainer).user)
    return client


def ask(browser: Browser, target: str = PAGE) -> HttpResponse:
    return browser.post(BY_CODE, {"action": "send", "next": target})


def type_in(browser: Browser, code: str, target: str = PAGE) -> HttpResponse:
    return browser.post(BY_CODE, {"code": code, "next": target})


def opens(browser: Browser) -> bool:
    return browser.get(PAGE).status_code == 200


def test_a_visitor_signs_in_first(client: Browser) -> None:
    assert client.get(PAGE)["Location"].startswith(reverse("account_login"))


def test_a_client_types_a_new_code_and_is_back(idle_client: Browser) -> None:
    led_to = idle_client.get(PAGE)["Location"]
    assert led_to == f"{BY_CODE}?next=%2Fprivate%2Fhere%2F%3Fday%3D1"
    assert idle_client.get(led_to).status_code == 200
    assert codes_promised() == 0
    ask(idle_client)
    assert type_in(idle_client, mailed_code())["Location"] == PAGE
    assert idle_client.get(PAGE).content == b"GET here"


def test_a_trainer_types_the_password_and_is_back(client: Browser, trainer: Trainer) -> None:
    client.force_login(trainer.user)
    led_to = client.get(PAGE)["Location"]
    assert led_to.startswith(BY_PASSWORD)
    assert client.get(led_to).status_code == 200
    assert not opens(client)
    answer = client.post(BY_PASSWORD, {"password": PASSWORD, "next": PAGE})
    assert answer["Location"] == PAGE
    assert opens(client)


def test_a_wrong_password_shows_nothing(client: Browser, trainer: Trainer) -> None:
    client.force_login(trainer.user)
    client.post(BY_PASSWORD, {"password": "wrong", "next": PAGE})
    assert not opens(client)


def test_a_trainer_gets_no_code_to_do_without_the_password(client: Browser, trainer: Trainer) -> None:
    client.force_login(trainer.user)
    assert ask(client)["Location"].startswith(BY_PASSWORD)
    assert codes_promised() == 0


def test_it_holds_for_five_minutes(idle_client: Browser) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(idle_client)
        type_in(idle_client, mailed_code())
        clock.shift(299)
        assert opens(idle_client)
        clock.shift(1)
        assert not opens(idle_client)


def test_who_has_just_signed_in_is_not_asked(client_record: Client, trainer: Trainer) -> None:
    by_code, by_password = Browser(), Browser()
    sign_in_by_code(by_code, client_record.email)
    sign_in_by_password(by_password, trainer.user.email, PASSWORD)
    assert opens(by_code)
    assert opens(by_password)


def test_what_another_person_showed_counts_for_nobody_else(idle_client: Browser, trainer: Trainer) -> None:
    show_who_one_is(idle_client, trainer.user)
    assert not opens(idle_client)


def test_a_button_pressed_too_late_does_nothing_and_leads_back_to_its_page(idle_client: Browser) -> None:
    page = "http://testserver/private/form/?a=1"
    led_to = idle_client.post(PAGE, {"erase": "all"}, headers={"referer": page})["Location"]
    assert led_to == f"{BY_CODE}?next=%2Fprivate%2Fform%2F%3Fa%3D1"
    ask(idle_client)
    assert type_in(idle_client, mailed_code(), "/private/form/?a=1")["Location"] == "/private/form/?a=1"
    assert idle_client.get("/private/form/?a=1").content == b"GET form"


@pytest.mark.parametrize("page", ["", "https://evil.example/x", "//evil.example", "javascript:alert(1)"])
def test_a_button_of_no_page_of_ours_leads_to_the_start(idle_client: Browser, page: str) -> None:
    led_to = idle_client.post(PAGE, headers={"referer": page})["Location"]
    assert led_to == f"{BY_CODE}?next=%2Fstart%2F"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\x00"])
def test_nobody_is_led_elsewhere(idle_client: Browser, target: str) -> None:
    ask(idle_client, target)
    assert type_in(idle_client, mailed_code(), target)["Location"] == reverse("home_for_user")

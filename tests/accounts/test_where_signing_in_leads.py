"""Signing in leads to a page of ours, signing out takes a button, and no page of the account breaks."""

import pytest
from django.contrib.auth.views import redirect_to_login
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Client, Trainer
from hipcoach.accounts import urls
from tests.accounts.hands import (
    ask_code,
    is_signed_in,
    mailed_code,
    show_who_one_is,
    sign_in_by_password,
    type_code,
)
from tests.makers import PASSWORD, make_signed_in_client

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil",
]
PAGES = [str(page.name) for page in urls.urlpatterns if page.name != "account_reset_password_from_key"]
OF_A_KEY = ("mfa_edit_webauthn", "mfa_remove_webauthn")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_link_leads_a_trainer_elsewhere(client: Browser, trainer: Trainer, target: str) -> None:
    response = sign_in_by_password(client, trainer.user.email, PASSWORD, next=target)
    assert response["Location"] == reverse("home_for_user")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_link_leads_a_client_elsewhere(client: Browser, client_record: Client, target: str) -> None:
    asked = ask_code(client, client_record.email, next=target)
    assert asked["Location"].startswith(reverse("account_confirm_login_code"))
    assert type_code(client, mailed_code(), next=target)["Location"] == reverse("home_for_user")


def test_a_page_of_ours_is_reached_after_the_code(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email, next="/me/intake/")
    assert type_code(client, mailed_code(), next="/me/intake/")["Location"] == "/me/intake/"


@pytest.mark.parametrize("page", ["", *ELSEWHERE])
def test_a_button_of_no_page_of_ours_leads_to_the_start(client: Browser, page: str) -> None:
    asked = client.post(reverse("my_data_copy"), headers={"referer": page})
    assert asked["Location"] == redirect_to_login(reverse("home_for_user")).url


def test_signing_out_takes_a_button(client: Browser, trainer: Trainer) -> None:
    client.force_login(trainer.user)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_out_leads_nowhere_else(client: Browser, trainer: Trainer, target: str) -> None:
    client.force_login(trainer.user)
    response = client.post(reverse("account_logout"), {"next": target})
    assert response["Location"] == reverse("home")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_account_page_breaks_for_anybody(trainer: Trainer, name: str, method: str) -> None:
    address = reverse(name, args=[1] if name in OF_A_KEY else [])
    for user in (None, trainer.user, make_signed_in_client(trainer=trainer).user):
        browser = Browser()
        if user:
            browser.force_login(user)
        assert getattr(browser, method)(address).status_code < 500
        if user:
            show_who_one_is(browser, user)
        assert getattr(browser, method)(address).status_code < 500

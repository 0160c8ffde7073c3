"""Where it is demanded, whoever has a password opens nothing before the second factor is set up and shown."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Trainer
from hipcoach.accounts.models import User
from tests.accounts.factors import add_passkey, code_at, give_app, passkeys
from tests.accounts.hands import is_signed_in, show_who_one_is, sign_in_by_code, sign_in_by_password
from tests.accounts.soft_key import ORIGIN, SoftKey
from tests.makers import PASSWORD

pytestmark = pytest.mark.django_db
SET_UP, APP = "/accounts/second-step/", "/accounts/second-step/app/"


@pytest.fixture(autouse=True)
def demanded(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_DEMANDED = True
    settings.SITE_URL = ORIGIN


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root@example.com", PASSWORD)


def signed_in(email: str) -> Browser:
    browser = Browser()
    sign_in_by_password(browser, email, PASSWORD)
    assert is_signed_in(browser)
    return browser


def set_up_app(browser: Browser) -> str:
    secret: str = browser.get(APP).context["form"].secret
    browser.post(APP, {"code": code_at(secret, timezone.now())})
    return secret


PAGES = [
    *("/desk/", "/desk/clients/", "/start/", "/me/", "/trainers/", "/admin/", "/accounts/security/"),
    *(
        "/accounts/sessions/",
        "/accounts/address/",
        "/accounts/password/change/",
        "/accounts/second-step/codes/",
    ),
]


@pytest.mark.parametrize("page", PAGES)
def test_a_trainer_without_one_is_led_to_its_set_up(trainer: Trainer, page: str) -> None:
    browser = signed_in(trainer.user.email)
    assert browser.get(page)["Location"] == SET_UP
    assert browser.post(page, {"x": "y"})["Location"] == SET_UP


def test_once_it_is_set_up_the_desk_opens(trainer: Trainer) -> None:
    browser = signed_in(trainer.user.email)
    page = browser.get(SET_UP).content.decode()
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page
    set_up_app(browser)
    assert browser.get("/desk/").status_code == 200


def test_a_passkey_will_do(trainer: Trainer) -> None:
    browser = signed_in(trainer.user.email)
    add_passkey(browser, SoftKey())
    assert browser.get("/desk/").status_code == 200


def test_signing_in_again_asks_for_it_and_then_the_desk_opens(trainer: Trainer) -> None:
    secret = give_app(trainer.user)
    browser = Browser()
    answer = sign_in_by_password(browser, trainer.user.email, PASSWORD)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert browser.get("/desk/")["Location"].startswith(reverse("account_login"))
    browser.post(reverse("mfa_authenticate"), {"code": code_at(secret, timezone.now())})
    assert browser.get("/desk/").status_code == 200


def test_whoever_got_in_elsewhere_by_the_password_alone_is_out(trainer: Trainer) -> None:
    thief, owner = signed_in(trainer.user.email), signed_in(trainer.user.email)
    set_up_app(owner)
    assert thief.get(SET_UP)["Location"].startswith(reverse("account_login"))
    assert owner.get("/desk/").status_code == 200


def test_a_session_that_never_showed_it_has_to_and_can_add_none(client: Browser, trainer: Trainer) -> None:
    client.force_login(trainer.user)
    show_who_one_is(client, trainer.user)
    secret = give_app(trainer.user)
    led_to = reverse("mfa_reauthenticate")
    for page in ("/desk/", SET_UP, APP, reverse("mfa_add_webauthn"), reverse("account_reauthenticate")):
        assert client.get(page)["Location"] == led_to
    client.post(led_to, {"code": code_at(secret, timezone.now())})
    assert client.get("/desk/").status_code == 200


def test_the_last_one_stays(trainer: Trainer) -> None:
    browser = signed_in(trainer.user.email)
    set_up_app(browser)
    page = reverse("mfa_deactivate_totp")
    assert "Add another first" in browser.get(page).content.decode()
    browser.post(page)
    assert Authenticator.objects.filter(type="totp").exists()
    add_passkey(browser, SoftKey())
    browser.post(page)
    assert not Authenticator.objects.filter(type="totp").exists()
    browser.post(reverse("mfa_remove_webauthn", args=[passkeys(trainer.user)[0].pk]))
    assert len(passkeys(trainer.user)) == 1


def test_the_admin_asks_superusers_too(superuser: User) -> None:
    browser = signed_in(superuser.email)
    assert browser.get(reverse("admin:index"))["Location"] == SET_UP
    assert browser.get(reverse("admin:password_change"))["Location"] == SET_UP
    set_up_app(browser)
    assert browser.get(reverse("admin:index")).status_code == 200


def test_people_who_sign_in_by_code_are_not_asked(client: Browser, client_record: Client) -> None:
    sign_in_by_code(client, client_record.email)
    assert client.get("/me/").status_code == 200


def test_one_can_still_sign_out(trainer: Trainer) -> None:
    browser = signed_in(trainer.user.email)
    browser.post(reverse("account_logout"))
    assert not is_signed_in(browser)


def test_once_shown_it_costs_no_question_to_the_database(
    trainer: Trainer, settings: LazySettings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(trainer.user.email)
    set_up_app(browser)
    browser.get("/desk/clients/")
    settings.SECOND_FACTOR_DEMANDED = False
    with CaptureQueriesContext(connection) as without:
        browser.get("/desk/clients/")
    settings.SECOND_FACTOR_DEMANDED = True
    with django_assert_num_queries(len(without)):
        browser.get("/desk/clients/")


def test_where_it_is_not_demanded_the_desk_opens(trainer: Trainer, settings: LazySettings) -> None:
    settings.SECOND_FACTOR_DEMANDED = False
    assert signed_in(trainer.user.email).get("/desk/").status_code == 200

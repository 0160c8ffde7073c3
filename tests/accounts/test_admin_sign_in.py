"""The admin has no sign-in of its own: no form there signs anybody in, whatever is sent to it."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Client, Trainer
from hipcoach.accounts.models import User
from tests.accounts.factors import code_at, give_app
from tests.accounts.hands import is_signed_in, sign_in_by_password
from tests.makers import PASSWORD

pytestmark = pytest.mark.django_db
ADMIN, ITS_LOGIN = "/admin/", "/admin/login/"


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root@example.com", PASSWORD)


def test_visitors_are_led_to_the_sign_in_and_back(client: Browser) -> None:
    there = client.get(ADMIN, follow=True)
    assert there.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


def test_its_own_form_signs_nobody_in(client: Browser, superuser: User) -> None:
    sent = {"username": superuser.email, "password": PASSWORD, "next": ADMIN}
    assert client.post(ITS_LOGIN, sent)["Location"].startswith(reverse("account_login"))
    assert not is_signed_in(client)


def test_nor_does_it_make_one_member_of_staff_another(client: Browser, superuser: User) -> None:
    client.force_login(User.objects.create_user("help@example.com", PASSWORD, is_staff=True))
    before = client.session["_auth_user_id"]
    client.post(ITS_LOGIN, {"username": superuser.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == before


def test_a_second_factor_stands_before_the_admin(client: Browser, superuser: User) -> None:
    secret = give_app(superuser)
    sign_in_by_password(client, superuser.email, PASSWORD, next=ADMIN)
    assert client.get(ADMIN).status_code == 302
    answer = client.post(
        reverse("mfa_authenticate"), {"code": code_at(secret, timezone.now()), "next": ADMIN}
    )
    assert answer["Location"] == ADMIN
    assert client.get(ADMIN).status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(client: Browser, superuser: User, target: str) -> None:
    client.force_login(superuser)
    assert client.get(ITS_LOGIN, {"next": target})["Location"] == ADMIN


def test_trainers_and_clients_are_refused(client: Browser, trainer: Trainer, client_record: Client) -> None:
    client.force_login(trainer.user)
    assert client.get(ITS_LOGIN).status_code == 403

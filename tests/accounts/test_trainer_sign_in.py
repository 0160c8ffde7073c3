"""Trainers sign in with their password, never by a code alone; nobody signs up by themselves."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Client, Trainer
from hipcoach.accounts.models import User
from tests.accounts.hands import ask_code, codes_promised, is_signed_in, sign_in_by_code, sign_in_by_password
from tests.makers import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_the_password_signs_in(client: Browser, trainer: Trainer) -> None:
    response = sign_in_by_password(client, trainer.user.email.upper(), PASSWORD)
    assert response["Location"] == reverse("home_for_user")
    assert is_signed_in(client)


def test_a_trainer_gets_no_code(client: Browser, trainer: Trainer) -> None:
    ask_code(client, trainer.user.email)
    assert codes_promised() == 0


def test_a_trainer_who_has_no_password_yet_gets_no_code_either(client: Browser, trainer: Trainer) -> None:
    trainer.user.set_unusable_password()
    trainer.user.save()
    ask_code(client, trainer.user.email)
    assert codes_promised() == 0


def test_trying_on_and_on_is_told_in_our_own_words(client: Browser, trainer: Trainer) -> None:
    for _ in range(31):
        answer = sign_in_by_password(client, trainer.user.email, "wrong")
    assert answer.status_code == 429
    assert "A short break" in answer.content.decode()


@pytest.mark.parametrize("password", ["wrong", "", "\x00", "x" * 10_000])
def test_a_wrong_password_is_refused(client: Browser, trainer: Trainer, password: str) -> None:
    assert sign_in_by_password(client, trainer.user.email, password).status_code == 200
    assert not is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    client: Browser, trainer: Trainer
) -> None:
    known = sign_in_by_password(client, trainer.user.email, "wrong")
    unknown = sign_in_by_password(Browser(), "nobody@example.com", "wrong")
    assert known.context["form"].errors == unknown.context["form"].errors


def test_who_was_deactivated_stays_outside(client: Browser) -> None:
    user = make_user(password=PASSWORD, is_active=False)
    sign_in_by_password(client, user.email, PASSWORD)
    assert not is_signed_in(client)


def test_guessing_is_stopped_even_before_the_right_password(client: Browser, trainer: Trainer) -> None:
    for _ in range(6):
        sign_in_by_password(client, trainer.user.email, "wrong")
    sign_in_by_password(client, trainer.user.email, PASSWORD)
    assert not is_signed_in(client)


def test_no_password_opens_a_client_account(client: Browser, client_record: Client) -> None:
    sign_in_by_code(Browser(), client_record.email)
    for password in ("", "!", User.objects.get(email=client_record.email).password):
        sign_in_by_password(client, client_record.email, password)
        assert not is_signed_in(client)


def test_sign_up_is_closed(client: Browser) -> None:
    sent = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    for response in (client.get(reverse("account_signup")), client.post(reverse("account_signup"), sent)):
        assert "closed" in response.content.decode().lower()
    assert not User.objects.exists()

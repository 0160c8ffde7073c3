"""Passkeys: added, named, removed, and asked for after the password or instead of it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Trainer
from hipcoach.accounts.models import User
from tests.accounts.factors import add_passkey, give_app, passkeys
from tests.accounts.hands import is_signed_in, show_who_one_is, sign_in_by_password
from tests.accounts.soft_key import ORIGIN, SoftKey, as_sent
from tests.makers import PASSWORD, make_trainer, make_user

pytestmark = pytest.mark.django_db
ADD, ALONE = "/accounts/second-step/passkeys/add/", "/accounts/login/passkey/"
SECOND_STEP = "/accounts/login/second-step/"


@pytest.fixture(autouse=True)
def own_address(settings: LazySettings) -> None:
    settings.SITE_URL = ORIGIN


def desk_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    show_who_one_is(browser, user)
    return browser


@pytest.fixture
def desk(trainer: Trainer) -> Browser:
    return desk_of(trainer.user)


@pytest.fixture
def key(desk: Browser) -> SoftKey:
    """The trainer's passkey."""
    key = SoftKey()
    add_passkey(desk, key)
    return key


def options_alone(browser: Browser) -> dict[str, Any]:
    options: dict[str, Any] = browser.get(ALONE, headers={"accept": "application/json"}).json()
    return options


def send_alone(browser: Browser, answer: dict[str, Any]) -> HttpResponse:
    return browser.post(ALONE, {"credential": as_sent(answer)})


def after_password(trainer: Trainer) -> tuple[Browser, dict[str, Any]]:
    browser = Browser()
    sign_in_by_password(browser, trainer.user.email, PASSWORD)
    return browser, browser.get(SECOND_STEP).context["js_data"]


def send_second(browser: Browser, answer: dict[str, Any]) -> HttpResponse:
    return browser.post(SECOND_STEP, {"credential": as_sent(answer)})


def test_it_is_added_under_its_name_and_brings_recovery_codes(desk: Browser, trainer: Trainer) -> None:
    assert add_passkey(desk, SoftKey(), name="My phone")["Location"] == reverse("mfa_view_recovery_codes")
    assert [str(each) for each in passkeys(trainer.user)] == ["My phone"]
    assert "My phone" in desk.get(reverse("account_security")).content.decode()


def test_without_a_name_it_is_named_after_the_browser(desk: Browser, trainer: Trainer) -> None:
    add_passkey(desk, SoftKey(), name="")
    assert [str(each) for each in passkeys(trainer.user)] == ["A browser"]


@pytest.mark.parametrize("name", ["\x00", "x" * 61])
def test_a_name_that_cannot_be_stored_is_refused_kindly(desk: Browser, name: str) -> None:
    assert add_passkey(desk, SoftKey(), name=name).status_code == 200
    assert not Authenticator.objects.exists()


def test_it_signs_in_after_the_password(key: SoftKey, trainer: Trainer) -> None:
    browser, options = after_password(trainer)
    assert not is_signed_in(browser)
    assert send_second(browser, key.get(options))["Location"] == reverse("home_for_user")
    assert is_signed_in(browser)


def test_it_signs_in_alone(key: SoftKey, client: Browser) -> None:
    assert send_alone(client, key.get(options_alone(client)))["Location"] == reverse("home_for_user")
    assert is_signed_in(client)


def test_an_answer_works_once(key: SoftKey, client: Browser) -> None:
    answer = key.get(options_alone(client))
    send_alone(client, answer)
    client.post(reverse("account_logout"))
    send_alone(client, answer)
    assert not is_signed_in(client)


def test_an_answer_to_another_browser_opens_nothing(key: SoftKey, client: Browser) -> None:
    other = Browser()
    options_alone(client)
    send_alone(client, key.get(options_alone(other)))
    assert not is_signed_in(client)


def test_an_answer_given_to_another_site_opens_nothing(key: SoftKey, client: Browser) -> None:
    key.origin = "https://hipcoach.evil.example"
    send_alone(client, key.get(options_alone(client)))
    assert not is_signed_in(client)


def test_another_key_that_claims_to_be_it_opens_nothing(key: SoftKey, trainer: Trainer) -> None:
    forged = SoftKey(id=key.id, user_handle=key.user_handle)
    browser, options = after_password(trainer)
    send_second(browser, forged.get(options))
    alone = Browser()
    send_alone(alone, forged.get(options_alone(alone)))
    assert not is_signed_in(browser)
    assert not is_signed_in(alone)


def test_another_trainers_key_is_no_second_step(key: SoftKey) -> None:
    other = make_trainer()
    add_passkey(desk_of(other.user), SoftKey())
    browser, options = after_password(other)
    send_second(browser, key.get(options))
    assert not is_signed_in(browser)


def test_who_was_deactivated_stays_outside(key: SoftKey, trainer: Trainer, client: Browser) -> None:
    User.objects.filter(pk=trainer.user_id).update(is_active=False)
    send_alone(client, key.get(options_alone(client)))
    assert not is_signed_in(client)


NONSENSE = [
    "",
    "null",
    "[]",
    "7",
    '"x"',
    "{}",
    "[" * 15_000,
    "x" * 200_000,
    '{"id": "\\u0000"}',
    '{"id": 5, "rawId": [], "type": {}, "response": 7}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": '
    '{"clientDataJSON": "!", "userHandle": "Ä"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": '
    '{"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "____"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": '
    '{"clientDataJSON": "e30", "attestationObject": "oWNmbXQ"}}',
]


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_is_refused_everywhere(key: SoftKey, desk: Browser, trainer: Trainer, sent: str) -> None:
    options_alone(Browser())
    second, _options = after_password(trainer)
    desk.get(ADD)
    pages = [
        (Browser(), ALONE),
        (second, SECOND_STEP),
        (desk, ADD),
        (desk, "/accounts/reauthenticate/passkey/"),
    ]
    answers = [browser.post(page, {"credential": sent, "name": "x"}) for browser, page in pages]
    assert [answer.status_code in (200, 302) for answer in answers] == [True] * 4
    assert not is_signed_in(second)
    assert len(passkeys(trainer.user)) == 1


@pytest.mark.parametrize("number", range(40))
def test_an_answer_damaged_anywhere_opens_nothing(key: SoftKey, client: Browser, number: int) -> None:
    answer = key.get(options_alone(client))
    part = ["clientDataJSON", "authenticatorData", "signature", "userHandle"][number % 4]
    text = answer["response"][part]
    place = (number * 7919) % len(text)
    answer["response"][part] = text[:place] + ("A" if text[place] != "A" else "z") + text[place + 1 :]
    send_alone(client, answer)
    assert not is_signed_in(client)


def test_it_is_renamed(key: SoftKey, desk: Browser, trainer: Trainer) -> None:
    page = reverse("mfa_edit_webauthn", args=[passkeys(trainer.user)[0].pk])
    assert desk.get(page).status_code == 200
    for name in ("", "\x00", "x" * 61):
        assert desk.post(page, {"name": name}).status_code == 200
    assert desk.post(page, {"name": "Old phone"})["Location"] == reverse("account_security")
    assert [str(each) for each in passkeys(trainer.user)] == ["Old phone"]


def test_it_is_removed_and_opens_nothing_then(
    key: SoftKey, desk: Browser, trainer: Trainer, client: Browser
) -> None:
    page = reverse("mfa_remove_webauthn", args=[passkeys(trainer.user)[0].pk])
    assert desk.get(page).status_code == 200
    assert len(passkeys(trainer.user)) == 1
    assert desk.post(page)["Location"] == reverse("account_security")
    assert not Authenticator.objects.exists()
    send_alone(client, key.get(options_alone(client)))
    assert not is_signed_in(client)


def test_nobody_touches_another_trainers_key(key: SoftKey, trainer: Trainer) -> None:
    stranger = desk_of(make_trainer().user)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        page = reverse(name, args=[passkeys(trainer.user)[0].pk])
        assert stranger.get(page).status_code == 404
        assert stranger.post(page, {"name": "mine"}).status_code == 404
    assert [str(each) for each in passkeys(trainer.user)] == ["Phone"]


def test_it_shows_who_one_is_again(key: SoftKey, trainer: Trainer, client: Browser) -> None:
    client.force_login(trainer.user)
    page = reverse("mfa_reauthenticate_webauthn")
    options = client.get(page).context["js_data"]
    assert (
        client.post(page, {"credential": as_sent(key.get(options)), "next": "/desk/"})["Location"] == "/desk/"
    )
    assert client.get(reverse("account_address")).status_code == 200


def test_people_who_sign_in_by_code_have_none_of_this(client: Browser) -> None:
    user = make_user()
    client.force_login(user)
    show_who_one_is(client, user)
    assert client.get(ADD).status_code == 404
    assert client.post(ADD, {"credential": "{}"}).status_code == 404
    assert not Authenticator.objects.exists()


def test_an_app_and_passkeys_stand_side_by_side(key: SoftKey, trainer: Trainer) -> None:
    give_app(trainer.user)
    browser, options = after_password(trainer)
    send_second(browser, key.get(options))
    assert is_signed_in(browser)

"""Sessions are sealed at rest; one that can't be read signs the person out, and breaks nothing."""

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Trainer
from hipcoach.accounts.models import DeviceSession
from tests.accounts.hands import is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Browser, trainer: Trainer) -> Browser:
    client.force_login(trainer.user)
    return client


def is_led_to_sign_in(browser: Browser) -> bool:
    response = browser.get(reverse("desk"))
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


def test_a_session_is_kept_from_page_to_page(browser: Browser) -> None:
    assert not is_led_to_sign_in(browser)


@pytest.mark.parametrize("content", ["", "x", "gAAAAA", "Ünlesbar", "eyJhIjoxfQ:1:sig"])
def test_a_session_that_was_tampered_with_signs_out(browser: Browser, content: str) -> None:
    DeviceSession.objects.update(session_data=content)
    assert is_led_to_sign_in(browser)


def test_a_session_sealed_with_a_lost_key_signs_out(browser: Browser, settings: LazySettings) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert is_led_to_sign_in(browser)


def test_a_session_outlives_a_new_key(browser: Browser, settings: LazySettings) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert not is_led_to_sign_in(browser)


def test_another_session_id_is_nobodys(browser: Browser, settings: LazySettings) -> None:
    browser.cookies[settings.SESSION_COOKIE_NAME] = "0" * 32
    assert is_led_to_sign_in(browser)


@pytest.mark.parametrize("key", ["0" * 31 + "\0", "Ünlesbar" * 4, "0" * 10_000, "' OR 1=1 --"])
def test_a_session_id_that_cannot_be_ours_is_nobodys(browser: Browser, key: str) -> None:
    """PostgreSQL fails on a NUL, which a quoted cookie can carry."""
    browser.cookies.clear()
    quoted = "".join(f"\\{ord(each):03o}" if each < " " else each for each in key)
    answer = browser.get(reverse("desk"), headers={"cookie": f'sessionid="{quoted}"'})
    assert answer.status_code == 302


def test_signing_in_gives_a_new_session_id(client: Browser, trainer: Trainer) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = True
    session.save()
    before = client.session.session_key
    client.force_login(trainer.user)
    assert client.session.session_key != before
    assert is_signed_in(client)

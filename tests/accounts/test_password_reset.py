"""A link to a new password goes to people who have one, through the outbox, and works once."""

import re

import pytest
from django.conf import LazySettings
from django.core import mail
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Client, Trainer
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.accounts.hands import is_signed_in, sign_in_by_code, sign_in_by_password
from tests.accounts.test_code_at_rest import everything_stored

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another horse, another battery"


def ask_link(browser: Browser, email: str) -> HttpResponse:
    return browser.post(reverse("account_reset_password"), {"email": email})


def mailed_link() -> str:
    sweep(timezone.now())
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def choose(browser: Browser, link: str, password: str) -> HttpResponse:
    page = browser.get(link, follow=True)
    form = page.redirect_chain[-1][0] if page.redirect_chain else link
    return browser.post(form, {"password1": password, "password2": password})


def test_the_link_leads_to_a_new_password(client: Browser, trainer: Trainer) -> None:
    ask_link(client, trainer.user.email)
    choose(client, mailed_link(), NEW_PASSWORD)
    sign_in_by_password(client, trainer.user.email, NEW_PASSWORD)
    assert is_signed_in(client)


def test_the_link_works_once(client: Browser, trainer: Trainer) -> None:
    ask_link(client, trainer.user.email)
    link = mailed_link()
    choose(client, link, NEW_PASSWORD)
    other = Browser()
    assert "used up" in other.get(link, follow=True).content.decode()


def test_the_mail_is_in_our_words_and_leads_to_our_own_address(
    client: Browser, trainer: Trainer, settings: LazySettings
) -> None:
    settings.SITE_URL = "https://studio.example"
    ask_link(client, trainer.user.email)
    link = mailed_link()
    (message,) = mail.outbox
    assert message.subject == "Set a new password"
    assert f'href="{settings.SITE_URL}{link}"' in str(message.alternatives[0][0])


def test_the_link_lies_nowhere_in_clear_and_is_gone_once_sent(client: Browser, trainer: Trainer) -> None:
    ask_link(client, trainer.user.email)
    stored = everything_stored()
    assert mailed_link() not in stored
    assert OutgoingEmail.objects.get().secret == ""


@pytest.mark.parametrize("who", ["client", "inactive", "unknown"])
def test_who_has_no_password_gets_the_same_answer_and_no_mail(
    client: Browser, client_record: Client, trainer: Trainer, who: str
) -> None:
    sign_in_by_code(Browser(), client_record.email)
    inactive = trainer.user
    inactive.is_active = False
    inactive.save()
    OutgoingEmail.objects.all().delete()
    emails = {"client": client_record.email, "inactive": inactive.email, "unknown": "nobody@example.com"}
    response = ask_link(client, emails[who])
    assert (response.status_code, response["Location"]) == (302, reverse("account_reset_password_done"))
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("key", ["1-set-password", "1-x", "zz-" + "y" * 3000])
def test_a_made_up_link_is_refused_kindly(client: Browser, key: str) -> None:
    assert client.get(f"/accounts/password/reset/key/{key}/").status_code == 200

"""A trainer whose mails are stuck is told so on every page of the desk, and nobody else is."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from assessments.models import Client, Trainer
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import STUCK_AFTER
from tests.mail.promises import promise
from tests.makers import make_signed_in_client

WORDS = "Mails have been waiting for more than ten minutes"
pytestmark = pytest.mark.django_db


def is_told(browser: Browser, path: str) -> bool:
    answer = browser.get(path)
    assert answer.status_code == 200
    return WORDS in answer.content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/desk/clients/", "/desk/mail/", "/desk/settings/"])
def test_the_desk_says_that_mails_are_stuck_until_they_are_gone(
    client: Browser, trainer: Trainer, path: str
) -> None:
    client.force_login(trainer.user)
    now = timezone.now()
    promise(now=now, due_at=now - STUCK_AFTER + timedelta(minutes=1))
    assert not is_told(client, path)
    promise(now=now, due_at=now - STUCK_AFTER - timedelta(minutes=1))
    assert is_told(client, path)
    sweep(now)
    assert not is_told(client, path)


def test_a_client_is_not_told(client: Browser, trainer: Trainer) -> None:
    person: Client = make_signed_in_client(trainer=trainer)
    assert person.user
    client.force_login(person.user)
    promise(now=timezone.now() - 2 * STUCK_AFTER)
    assert not is_told(client, "/me/mail/")

"""Whatever else the sign-in library has to say goes through the outbox too, sealed until it is sent."""

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Trainer
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.accounts.hands import show_who_one_is
from tests.makers import make_signed_in_client

pytestmark = pytest.mark.django_db
NEW = {"password1": "another horse, another", "password2": "another horse, another"}


def test_a_notice_is_a_promise_like_any_other_mail(
    client: Browser, trainer: Trainer, settings: LazySettings
) -> None:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    client.force_login(trainer.user)
    show_who_one_is(client, trainer.user)
    client.post(reverse("account_change_password"), NEW)
    assert mail.outbox == []
    sweep(timezone.now())
    (message,) = mail.outbox
    assert message.to == [trainer.user.email]
    assert "password" in str(message.body)
    assert OutgoingEmail.objects.values_list("kind", "secret").get() == ("account-notice", "")


def test_who_signs_in_by_code_cannot_give_themselves_a_password(client: Browser, trainer: Trainer) -> None:
    user = make_signed_in_client(trainer=trainer).user
    assert user
    client.force_login(user)
    show_who_one_is(client, user)
    for page in ("account_change_password", "account_set_password"):
        client.post(reverse(page), NEW)
    user.refresh_from_db()
    assert not user.has_usable_password()

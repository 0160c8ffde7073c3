"""How allauth behaves here: no public sign-up, and every mail goes through the outbox."""

import json
import uuid
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from hipcoach.mail.outbox import queue

NOTICE_LASTS = 24 * 3600


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; what it says (a code, a link, a notice) is sealed until it is sent."""
        match template_prefix:
            case "account/email/login_code":
                _promise("sign-in-code", email, context["code"], settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
            case "account/email/password_reset_key":
                _promise(
                    "password-reset", email, context["password_reset_url"], settings.PASSWORD_RESET_TIMEOUT
                )
            case _:
                _promise("account-notice", email, self._notice(template_prefix, email, context), NOTICE_LASTS)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own address, whatever host the request named. `key` is the user's id and the token."""
        user, _, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[user, token])

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def _notice(self, template_prefix: str, email: str, context: dict[str, Any]) -> str:
        """allauth's own words, as JSON with `subject` and `body`."""
        site = get_current_site(self.request)
        message = self.render_mail(
            template_prefix, email, {"request": self.request, "email": email, "current_site": site} | context
        )
        return json.dumps({"subject": message.subject, "body": message.body})


def _promise(kind: str, email: str, secret: str, lasts: int) -> None:
    """Promise it now; after `lasts` seconds it is of no use."""
    now = timezone.now()
    queue(
        key=f"{kind}:{uuid.uuid4()}",
        kind=kind,
        subject_ref="account",
        to=email,
        secret=secret,
        urgent=True,
        due_at=now,
        useful_until=now + timedelta(seconds=lasts),
        now=now,
    )

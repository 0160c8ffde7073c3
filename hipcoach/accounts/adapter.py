"""How allauth behaves here: no public sign-up, and every mail goes through the outbox."""

import json
import uuid
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils import timezone

from hipcoach.mail.outbox import queue

CODE_MAIL = "account/email/login_code"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; what is secret in it (a code, a reset link) is sealed until it is sent."""
        now = timezone.now()
        if template_prefix == CODE_MAIL:
            kind, secret = "sign-in-code", str(context["code"])
            lasts = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        else:
            context = {
                "request": self.request,
                "email": email,
                "current_site": get_current_site(self.request),
            } | context
            message = self.render_mail(template_prefix, email, context)
            kind, secret = "account-notice", json.dumps({"subject": message.subject, "body": message.body})
            lasts = settings.PASSWORD_RESET_TIMEOUT
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

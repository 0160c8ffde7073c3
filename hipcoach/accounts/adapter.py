"""How allauth behaves here: no public sign-up, and every mail goes through the outbox."""

import json
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hipcoach.accounts.devices import set_lasting
from hipcoach.accounts.fresh import is_fresh
from hipcoach.accounts.sending import NOTICE_LASTS, promise, promise_code


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That is not the code we sent. Please look again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        set_lasting(request.session, now=timezone.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; what it says (a code, a link, a notice) is sealed until it is sent."""
        now = timezone.now()
        match template_prefix:
            case "account/email/login_code":
                lasts = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
                promise_code(self.request.session, "sign-in-code", email, context["code"], lasts, now=now)
            case "account/email/password_reset_key":
                lasts = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
                promise("password-reset", email, context["password_reset_url"], lasts, now=now)
            case _:
                notice = self._notice(template_prefix, email, context)
                promise("account-notice", email, notice, NOTICE_LASTS, now=now)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Trainers by password or second factor; whoever has no password, by a mailed code."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [{"id": "code", "description": _("A code by mail"), "url": reverse("reauthenticate_by_code")}]

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

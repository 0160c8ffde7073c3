"""Signing in as people do it: ask for a code, read it in the mail, type it."""

import time

from django.core import mail
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from hipcoach.accounts.models import User
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail


def ask_code(browser: Browser, email: str, **more: str) -> HttpResponse:
    return browser.post(reverse("account_request_login_code"), {"email": email, **more})


def use_another_address(browser: Browser) -> HttpResponse:
    """Press the button of that name below the field for the code."""
    return browser.post(reverse("account_logout"), {"next": reverse("account_login")})


def codes_promised() -> int:
    return OutgoingEmail.objects.filter(kind="sign-in-code").count()


def mailed_code() -> str:
    """The code in the newest mail that has one, once the worker has sent it."""
    sweep(timezone.now())
    with_code = [str(each.body) for each in mail.outbox if "\n    " in each.body]
    return with_code[-1].split("\n    ")[1].split()[0]


def type_code(browser: Browser, code: str, **more: str) -> HttpResponse:
    return browser.post(reverse("account_confirm_login_code"), {"code": code, **more})


def sign_in_by_code(browser: Browser, email: str) -> HttpResponse:
    ask_code(browser, email)
    return type_code(browser, mailed_code())


def sign_in_by_password(browser: Browser, email: str, password: str, **more: str) -> HttpResponse:
    return browser.post(reverse("account_login"), {"login": email, "password": password, **more})


def is_signed_in(browser: Browser) -> bool:
    return "_auth_user_id" in browser.session


def show_who_one_is(browser: Browser, user: User) -> None:
    """As after typing the password or a code again: for five minutes, the private pages open."""
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()

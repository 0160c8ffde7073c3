"""Second factors as people have them: an app that shows codes, a passkey, recovery codes."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from hipcoach.accounts.models import User
from tests.accounts.soft_key import SoftKey, as_sent

PERIOD = 30


def code_at(secret: str, instant: datetime) -> str:
    """What the app shows then."""
    return format_hotp_value(hotp_value(secret, int(instant.timestamp()) // PERIOD))


def give_app(user: User) -> str:
    """Set up an app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def give_recovery_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()


def add_passkey(browser: Browser, key: SoftKey, *, name: str = "Phone", **more: str) -> HttpResponse:
    """As the page does it: its options to the device, the device's answer back."""
    options = browser.get(reverse("mfa_add_webauthn")).context["js_data"]
    sent = {"name": name, "passwordless": "on", "credential": as_sent(key.create(options))}
    return browser.post(reverse("mfa_add_webauthn"), sent | more)


def passkeys(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk"))

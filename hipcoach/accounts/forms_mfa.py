"""The second factor's forms: allauth's, with words of ours, and codes that work once."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.webauthn import forms as webauthn
from django.forms import BooleanField, CharField, Form, HiddenInput, JSONField, TextInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hipcoach.accounts.second_factor import is_first_use, may_try

NAME_LENGTH = 60
CREDENTIAL_LENGTH = 16_000
# What reading a credential raises where it is none; the library hands most of it on.
MALFORMED = (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError)


def code_field(label: Any) -> CharField:
    return CharField(
        label=label,
        max_length=40,
        widget=TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class CredentialField(JSONField):
    """What a browser says of a passkey."""

    widget = HiddenInput

    def to_python(self, value: Any) -> Any:
        # PostgreSQL's JSON holds no NUL, and no passkey is that long or that deep.
        if isinstance(value, str) and (len(value) > CREDENTIAL_LENGTH or "\\u0000" in value):
            raise get_adapter().validation_error("incorrect_code")
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise get_adapter().validation_error("incorrect_code") from error

    def bound_data(self, data: Any, initial: Any) -> None:
        """A form that is shown again asks the device again."""


def checked_code(form: Any, check: Callable[[], str]) -> str:
    """The code, if `check` finds it right and it was not used before; and there is an end to guessing."""
    now = timezone.now()
    if not may_try(form.user, now=now):
        raise get_account_adapter().validation_error("too_many_login_attempts")
    code = check()
    if form.authenticator.type == Authenticator.Type.TOTP and not is_first_use(form.user, code, now=now):
        raise get_adapter().validation_error("incorrect_code")
    return code


class AuthenticateForm(forms.AuthenticateForm):
    """At sign-in: a code from the app, or a recovery code."""

    code = code_field(_("Code from your app, or a recovery code"))

    def clean_code(self) -> str:
        return checked_code(self, super().clean_code)


class ReauthenticateForm(forms.ReauthenticateForm):
    code = code_field(_("Code from your app, or a recovery code"))

    def clean_code(self) -> str:
        return checked_code(self, super().clean_code)


class ActivateTOTPForm(totp.ActivateTOTPForm):
    """The first code of a new app. The secret stays the same in every tab until it is set up."""

    code = code_field(_("Code that the app shows"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        Form.__init__(self, *args, **kwargs)
        self.secret = get_totp_secret(regenerate=False)

    def clean_code(self) -> str:
        code: str = super().clean_code()
        is_first_use(self.user, code, now=timezone.now())
        return code


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    name = CharField(label=_("Name"), max_length=NAME_LENGTH, required=False)
    passwordless = BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your finger, face or PIN. Some older security keys can't."),
    )
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    name = CharField(label=_("Name"), max_length=NAME_LENGTH)


def checked_credential(check: Callable[[], Authenticator]) -> Authenticator:
    try:
        return check()
    except MALFORMED as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AuthenticatePasskeyForm(webauthn.AuthenticateWebAuthnForm):
    """At sign-in, after the password."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return checked_credential(super().clean_credential)


class ReauthenticatePasskeyForm(webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return checked_credential(super().clean_credential)


class LoginPasskeyForm(webauthn.LoginWebAuthnForm):
    """Instead of the password."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return checked_credential(super().clean_credential)

"""Sign-in forms."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, EmailField, EmailInput, Field, Form, TextInput
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from hipcoach.accounts.admission import admit, signs_in_by_code
from hipcoach.accounts.codes import TRIES
from hipcoach.accounts.devices import TRUSTED, set_lasting
from hipcoach.accounts.models import User
from hipcoach.accounts.sending import take_back_code
from hipcoach.common.http import visitor_network
from hipcoach.privacy.limits import Limit, allows, times

# Beside allauth's three a minute. Strangers elsewhere don't keep people out for long.
ASKED_HERE = Limit(scope="sign-in-codes-here", most=10, window=timedelta(hours=1))
ASKED = Limit(scope="sign-in-codes", most=30, window=timedelta(hours=1))


def name_address(field: Field) -> None:
    """Spell the e-mail field as every other page does; its label needs no placeholder to repeat it."""
    field.label = _("E-mail")
    field.widget.attrs.pop("placeholder", None)


class CodeForm(Form):
    """A code from a mail."""

    use_required_attribute = False

    code = CharField(
        label=_("Code"),
        max_length=40,
        widget=TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


def trust_field() -> BooleanField:
    return BooleanField(
        label=_("Keep me signed in on this device (90 days)"),
        required=False,
        help_text=_("Only where nobody else can use it."),
    )


class AddressForm(Form):
    """The new sign-in address."""

    use_required_attribute = False

    email = EmailField(
        label=_("New e-mail address"), max_length=254, widget=EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email == self.user.email:
            raise ValidationError(_("This is the address you have now."))
        return email


class LoginForm(forms.LoginForm):
    """A trainer's address and password."""

    remember = trust_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_address(self.fields["login"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[TRUSTED] = self.cleaned_data["remember"]
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        # What allauth has set meanwhile would be put off at every change of the session.
        set_lasting(request.session, now=timezone.now())
        return response


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    """Ask for a code. Known or unknown, password or none: the answer is the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_address(self.fields["email"])

    def clean_email(self) -> str:
        asked = self.cleaned_data["email"].lower()
        here = f"{asked} {visitor_network(context.request)}"
        if not allows((ASKED_HERE, here), (ASKED, asked), now=timezone.now()):
            raise get_adapter().validation_error("too_many_login_attempts")
        take_back_code(context.request.session, "sign-in-code", now=timezone.now())
        admit(self.cleaned_data["email"])
        email: str = super().clean_email()
        if not (isinstance(self._user, User) and signs_in_by_code(self._user)):
            self._user = None
        return email


class ConfirmLoginCodeForm(forms.ConfirmLoginCodeForm):
    """The mailed code. Tries are counted in the database too: three at the same moment are three."""

    remember = trust_field()

    def __init__(self, *args: Any, made_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_at = made_at
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        # Counted for whoever waits for a code that was never sent just the same.
        subject = self.expected_code or get_random_string(12)
        tried = times(TRIES, subject, now=self.made_at)
        code: str = super().clean_code()
        if tried > TRIES.most:
            raise get_adapter().validation_error("incorrect_code")
        return code


class ChangePasswordForm(forms.SetPasswordForm):
    """A new password; the page opens only to those who have just shown who they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("password1", _("New password")), ("password2", _("The same again"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)


class ResetPasswordForm(forms.ResetPasswordForm):
    """Reset a password one has; who signs in by code gets none this way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_address(self.fields["email"])

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[Any] = [user for user in self.users if user.has_usable_password()]
        return email

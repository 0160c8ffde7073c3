"""Sign-in forms."""

from typing import Any

from allauth.account import forms
from django.forms import Field
from django.utils.translation import gettext_lazy as _

from hipcoach.accounts.admission import admit, signs_in_by_code
from hipcoach.accounts.models import User


def name_address(field: Field) -> None:
    """Spell the e-mail field as every other page does; its label needs no placeholder to repeat it."""
    field.label = _("E-mail")
    field.widget.attrs.pop("placeholder", None)


class LoginForm(forms.LoginForm):
    """A trainer's address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_address(self.fields["login"])


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    """Ask for a code. Known or unknown, password or none: the answer is the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_address(self.fields["email"])

    def clean_email(self) -> str:
        admit(self.cleaned_data["email"])
        email: str = super().clean_email()
        if not (isinstance(self._user, User) and signs_in_by_code(self._user)):
            self._user = None
        return email


class ResetPasswordForm(forms.ResetPasswordForm):
    """Reset a password one has; who signs in by code gets none this way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_address(self.fields["email"])

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[Any] = [user for user in self.users if user.has_usable_password()]
        return email

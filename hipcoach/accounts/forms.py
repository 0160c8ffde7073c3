"""Sign-in forms."""

from typing import Any

from allauth.account import forms

from hipcoach.accounts.admission import admit, signs_in_by_code
from hipcoach.accounts.models import User


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    """Ask for a code. Known or unknown, password or none: the answer is the same."""

    def clean_email(self) -> str:
        admit(self.cleaned_data["email"])
        email: str = super().clean_email()
        if not (isinstance(self._user, User) and signs_in_by_code(self._user)):
            self._user = None
        return email


class ResetPasswordForm(forms.ResetPasswordForm):
    """Reset a password one has; who signs in by code gets none this way."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[Any] = [user for user in self.users if user.has_usable_password()]
        return email

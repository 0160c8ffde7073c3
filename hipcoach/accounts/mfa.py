"""How allauth's second factors behave here."""

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hipcoach.accounts.browsers import in_words
from hipcoach.accounts.models import User
from hipcoach.accounts.second_factor import factors, is_demanded
from hipcoach.privacy.crypto import seal, unseal


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not work. Please look again, and try once more."),
        "cannot_delete_authenticator": gettext_lazy(
            "It is your only second step, and trainers need one. Add another first."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text.encode())

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user: User = authenticator.user
        return not is_demanded(user) or factors(user).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, kind: Authenticator.Type) -> str:
        return in_words(self.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Our own address, whatever host the request named: passkeys are bound to it."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": _("HipCoach")}

from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "hipcoach.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        # Models must be loaded first.
        devices, fresh = map(import_module, ("hipcoach.accounts.devices", "hipcoach.accounts.fresh"))
        user_logged_in.connect(devices.note_device)
        user_logged_in.connect(fresh.note_signed_in)

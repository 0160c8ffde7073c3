from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "hipcoach.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        # Each app's emails.py registers its mail kinds.
        autodiscover_modules("emails")

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "hipcoach.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        # Importing registers its mails; models must be loaded first.
        import_module("hipcoach.pages.emails")

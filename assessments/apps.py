from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from hipcoach.checks import overlaps_are_refused


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        # Importing connects them; models must be loaded first.
        import_module("assessments.signin")
        import_module("assessments.moving_along")
        import_module("assessments.freshness")
        checks.register(overlaps_are_refused, checks.Tags.database)

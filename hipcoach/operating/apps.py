from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import pre_migrate
from django.utils.translation import gettext_lazy as _

from hipcoach.common import slow_queries


class OperatingConfig(AppConfig):
    name = "hipcoach.operating"
    label = "operating"
    verbose_name = _("Operating")

    def ready(self) -> None:
        slow_queries.watch()
        pre_migrate.connect(let_migrations_take_their_time, sender=self)


def let_migrations_take_their_time(using: str, **_of_signal: Any) -> None:
    """An index on a large table takes minutes. For a lock none waits longer than a page does."""
    # Whoever waits for a lock on a table holds up everybody who comes after.
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from hipcoach.common import slow_queries
from hipcoach.common.postgresql.patience import wait_as_long_as_it_takes, wait_no_longer


class OperatingConfig(AppConfig):
    name = "hipcoach.operating"
    label = "operating"
    verbose_name = _("Operating")

    def ready(self) -> None:
        slow_queries.watch()
        # Django tells only apps that have tables, one after another.
        tables = apps.get_app_configs()
        first, *_, last = [each for each in tables if each.models_module is not None]
        pre_migrate.connect(let_migrations_take_their_time, sender=first)
        post_migrate.connect(limit_again, sender=last)


def let_migrations_take_their_time(using: str, **_of_signal: Any) -> None:
    """An index on a large table takes minutes. For a lock none waits longer than a page does."""
    # Whoever waits for a lock on a table holds up everybody who comes after.
    _set(using, "SET statement_timeout = 0")
    if not settings.DATABASE_POOLED:
        wait_as_long_as_it_takes(connections[using])


def limit_again(using: str, **_of_signal: Any) -> None:
    _set(using, "RESET statement_timeout")
    wait_no_longer(connections[using])


def _set(using: str, command: str) -> None:
    connection = connections[using]
    # Behind a pooler the session is another's a moment later.
    if connection.vendor == "postgresql" and not settings.DATABASE_POOLED:
        with connection.cursor() as cursor:
            cursor.execute(command)

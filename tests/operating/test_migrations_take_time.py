"""Migrations take as long as they need, and nothing else does; through a pooler they set nothing."""

import pytest
from django.conf import LazySettings
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
TOLD = {"verbosity": 0, "interactive": False, "db": "default"}


def limits() -> tuple[str, str, float | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        statement, lock = cursor.fetchone()
        return statement, lock, connection.connection.patience


def test_only_while_they_run_is_there_no_limit_but_for_locks() -> None:
    emit_pre_migrate_signal(**TOLD)
    assert limits() == ("0", "10s", None)
    emit_post_migrate_signal(**TOLD)
    assert limits() == ("30s", "10s", 35.0)


def test_through_a_pooler_the_roles_own_limit_holds(settings: LazySettings) -> None:
    settings.DATABASE_POOLED = True
    emit_pre_migrate_signal(**TOLD)
    assert limits() == ("30s", "10s", 35.0)

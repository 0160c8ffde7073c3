"""A system check looks into the connected database and reports a missing guard."""

import pytest
from django.core.checks import CheckMessage, Error, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def complaints() -> list[CheckMessage]:
    messages = run_checks(tags=["database"], databases=["default"])
    return [message for message in messages if message.id == "hipcoach.E001"]


def drop_guard(*, part: str = "insert") -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE assessments_appointment DROP CONSTRAINT appointment_no_overlap")
        else:
            cursor.execute(f"DROP TRIGGER appointment_no_overlap_{part}")


def test_a_migrated_database_is_guarded() -> None:
    assert complaints() == []


@pytest.mark.parametrize("part", ["insert", "update"])
def test_a_missing_guard_is_an_error(part: str) -> None:
    drop_guard(part=part)
    (complaint,) = complaints()
    assert isinstance(complaint, Error)
    assert "double booking is possible" in complaint.msg


def test_the_check_command_fails_on_it() -> None:
    drop_guard()
    with pytest.raises(SystemCheckError, match="appointment_no_overlap"):
        call_command("check", databases=["default"], tags=["database"])


def test_it_waits_for_the_migrations() -> None:
    drop_guard()
    for app, newest in MigrationLoader(connection).graph.leaf_nodes("assessments"):
        MigrationRecorder(connection).record_unapplied(app, newest)
    assert complaints() == []


def test_it_asks_no_database_unless_told(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):
        assert run_checks(tags=["database"]) == []

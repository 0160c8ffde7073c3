"""The guard outlives migrations, above all SQLite's habit of rebuilding a table to change it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from assessments.models import Appointment, Client, Service
from tests.makers import make_appointment

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def migrated(*operations: Operation) -> Iterator[None]:
    """The database after these operations, and back again."""
    states = [MigrationLoader(connection).project_state()]
    for operation in operations:
        states.append(states[-1].clone())
        operation.state_forwards("assessments", states[-1])
    steps = list(zip(operations, states, states[1:], strict=False))
    for operation, before, after in steps:
        run(operation.database_forwards, before, after)
    try:
        yield
    finally:
        for operation, before, after in reversed(steps):
            run(operation.database_backwards, after, before)


def run(migrate: object, before: ProjectState, after: ProjectState) -> None:
    with connection.schema_editor() as editor:
        migrate("assessments", editor, before, after)


def is_refused(client: Client, service: Service) -> bool:
    """Whether the database refuses a second row, inserted or updated, over an existing one."""
    make_appointment(client=client, service=service)
    cancelled = make_appointment(client=client, service=service, status=Appointment.Status.CANCELLED)
    refusals = 0
    for write in (
        lambda: make_appointment(client=client, service=service),
        lambda: Appointment.objects.filter(pk=cancelled.pk).update(status=Appointment.Status.CONFIRMED),
    ):
        try:
            with transaction.atomic():
                write()
        except IntegrityError:
            refusals += 1
    Appointment.objects.all().delete()
    return refusals == 2


ALTERED = {
    "a changed column": [
        migrations.AlterField("appointment", "contact_phone", models.CharField(max_length=41, blank=True))
    ],
    "a changed column of the guard": [
        migrations.AlterField("appointment", "status", models.CharField(max_length=12, default="confirmed"))
    ],
    "a new column and no longer": [
        migrations.AddField("appointment", "colour", models.CharField(max_length=8, default="green")),
        migrations.RemoveField("appointment", "colour"),
    ],
    "a dropped constraint beside it": [migrations.RemoveConstraint("appointment", "appointment_forward")],
    "a rebuilt parent": [
        migrations.AlterField("trainer", "name", models.CharField(max_length=121)),
        migrations.AlterField("service", "name", models.CharField(max_length=121)),
    ],
    "the guard taken off and put back": [
        migrations.RemoveConstraint("appointment", "appointment_no_overlap"),
        migrations.AddConstraint(
            "appointment",
            next(each for each in Appointment._meta.constraints if each.name == "appointment_no_overlap"),
        ),
    ],
}


@pytest.mark.parametrize("operations", ALTERED.values(), ids=ALTERED.keys())
def test_the_guard_stands_during_and_after(
    client_record: Client, service: Service, operations: list[Operation]
) -> None:
    with migrated(*operations):
        assert is_refused(client_record, service)
    assert is_refused(client_record, service)


def test_a_migration_can_take_it_off(client_record: Client, service: Service) -> None:
    with migrated(migrations.RemoveConstraint("appointment", "appointment_no_overlap")):
        assert not is_refused(client_record, service)
    assert is_refused(client_record, service)


def test_it_moves_along_when_its_table_is_renamed(client_record: Client, service: Service) -> None:
    first = make_appointment(client=client_record, service=service)
    with migrated(migrations.AlterModelTable("appointment", "visits")), connection.cursor() as cursor:
        columns = ", ".join(
            connection.ops.quote_name(field.column)
            for field in Appointment._meta.concrete_fields
            if field.column not in {"id", "submission"}
        )
        copy = f"INSERT INTO visits ({columns}) SELECT {columns} FROM visits"
        with pytest.raises(IntegrityError, match="appointment_no_overlap"), transaction.atomic():
            cursor.execute(copy)
    first.delete()
    assert is_refused(client_record, service)

"""On PostgreSQL a query that comes again is planned once for each connection, and outlives a migration."""

import pytest
from django.db import connection

from assessments.models import Service, Trainer
from tests.makers import make_service

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
OFTEN = 10


def prepared(table: str) -> int:
    """How many queries of this table the connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{table}%"])
        return int(cursor.fetchone()[0])


def read_often(trainer: Trainer) -> list[int]:
    """What the same query finds, each time with another text."""
    return [
        Service.objects.filter(trainer=trainer, name=f"Test {number % 2}").count() for number in range(OFTEN)
    ]


def test_a_query_that_comes_again_is_planned_once(trainer: Trainer) -> None:
    make_service(trainer=trainer, name="Test 1")
    before = prepared("assessments_service")
    assert read_often(trainer) == [0, 1] * (OFTEN // 2)
    assert prepared("assessments_service") == before + 1


def test_a_column_that_a_migration_adds_meanwhile_breaks_none(trainer: Trainer) -> None:
    for _time in range(OFTEN):
        assert Trainer.objects.get(pk=trainer.pk) == trainer
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE assessments_trainer ADD COLUMN favourite_tea text")
    assert Trainer.objects.get(pk=trainer.pk) == trainer

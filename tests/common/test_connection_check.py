"""A kept connection that the server has closed is replaced before it is used; a healthy one stays."""

import psycopg
import pytest
from django.db import connection

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def kept() -> None:
    """The connection as it is between two requests of a server."""
    connection.ensure_connection()
    connection.health_check_enabled = True
    connection.health_check_done = False


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_connection_that_the_server_closed_is_replaced() -> None:
    before = backend()
    settings = {**connection.get_connection_params(), "cursor_factory": None}
    address = {
        name: settings[name] for name in ("host", "port", "dbname", "user", "password") if settings.get(name)
    }
    with psycopg.connect(**address, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [before]).fetchone() == (True,)
    connection.health_check_done = False
    assert backend() != before


def test_a_healthy_one_is_kept() -> None:
    before = backend()
    connection.health_check_done = False
    assert backend() == before
    assert connection.health_check_done

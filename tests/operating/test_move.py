"""From SQLite to PostgreSQL by one command: the same rows, rules that hold, numbers that go on."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import moulds
from tests.processes import database_of_its_own, manage, refused, run_env

pytestmark = pytest.mark.postgres

MAKE = """
from datetime import datetime, UTC
from tests.operating.kept import make_world
make_world(now=datetime(2026, 11, 30, 9, tzinfo=UTC))
"""
GO_ON = """
from datetime import datetime, UTC
from django.db import IntegrityError
from assessments.models import Appointment, Client
from tests.makers import make_appointment, make_client
visit = Appointment.objects.get()
print(visit.note, visit.service.reminders, make_client(trainer=visit.trainer, email="new@example.com").pk)
try:
    make_appointment(client=visit.client, service=visit.service, start=visit.start)
except IntegrityError:
    print("refused")
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    env = run_env(tmp_path / "run")
    moulds.migrated(env)
    manage(env, "shell", "--verbosity", "0", "-c", MAKE)
    return env


@pytest.fixture
def target() -> Iterator[str]:
    with database_of_its_own() as url:
        yield url


def test_everything_arrives_and_goes_on(env: dict[str, str], target: str) -> None:
    said = manage(env, "move_to_postgresql", target)
    assert "the same on both sides" in said
    moved = env | {"DATABASE_URL": target}
    told = manage(moved, "shell", "--verbosity", "0", "-c", GO_ON).splitlines()
    # The second client's number was given, and is gone.
    assert told == ["Knee hurts on stairs [1440, 60] 3", "refused"]
    assert "no issues" in manage(moved, "check", "--database", "default")


def test_what_is_there_is_not_touched(env: dict[str, str], target: str) -> None:
    with psycopg.connect(target) as connection:
        connection.execute("CREATE TABLE mine (id int)")
    assert "There are tables in that database already" in refused(env, "move_to_postgresql", target)
    with psycopg.connect(target) as connection:
        assert connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() == (1,)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense", "no address of a database"),
        ("sqlite:///none", "no address of a PostgreSQL database"),
        ("postgres://nobody@127.0.0.1:1/none", "PostgreSQL did not take it"),
    ],
)
def test_a_wrong_address_is_told(env: dict[str, str], address: str, words: str) -> None:
    assert words in refused(env, "move_to_postgresql", address)

"""The servers of the fault runs; the migrations run once for all of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests import moulds
from tests.faults.servers import OwnPostgres, OwnRedis, own_postgres, own_redis
from tests.faults.sink import NotingSink, noting_sink
from tests.faults.stage import Stage
from tests.processes import free_port, migrate, production_env


@dataclass(slots=True)
class Databases:
    """Copies of one migrated database, each for one run."""

    server: OwnPostgres
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def copy(self) -> str:
        name = f"run_{next(self._numbers)}"
        with psycopg.connect(self.server.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE migrated").format(sql.Identifier(name)))
        return self.server.url(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    with own_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def databases(postgres: OwnPostgres, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    url, folder = postgres.url("migrated"), tmp_path_factory.mktemp("migrated")
    migrate(production_env(folder, port=free_port(), database_url=url))
    return Databases(postgres)


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collected and compressed once; a site's own folder leads here."""
    folder = tmp_path_factory.mktemp("static")
    env = production_env(folder, port=free_port(), database_url="postgres://nobody@127.0.0.1/nothing")
    return moulds.static_files(env)


@pytest.fixture
def broker() -> Iterator[OwnRedis]:
    with own_redis() as server:
        yield server


@pytest.fixture
def sink() -> Iterator[NotingSink]:
    with noting_sink() as server:
        yield server


@pytest.fixture
def stage(tmp_path: Path, databases: Databases, broker: OwnRedis, sink: NotingSink) -> Stage:
    return Stage(folder=tmp_path, database_url=databases.copy(), broker_url=broker.url, mail_port=sink.port)

"""What some tests need from the machine, and whether it is there."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import redis

POSTGRES_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
POSTGRES_USER = "postgres"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# Under CI, what is left out counts as failed.
STRICT = os.environ.get("CI", "").lower() in {"1", "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    name: str
    answers: Callable[[], bool]
    absence: str

    @property
    def reason(self) -> str:
        return f"needs {self.name}, but {self.absence}"


@cache
def postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES_URL, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


@cache
def redis_answers() -> bool:
    with redis.Redis.from_url(REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def postgres_program(name: str) -> Path | None:
    """initdb or postgres on this machine; Debian keeps them off the PATH, one folder for each version."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(9)
    )
    on_path = shutil.which(name)
    return Path(on_path) if on_path else (found[-1] if found else None)


def own_servers_start() -> bool:
    """Whether a test can start a PostgreSQL and a Redis of its own."""
    return all((postgres_program("initdb"), postgres_program("postgres"), shutil.which("redis-server")))


def pgbouncer_program() -> Path | None:
    """Debian keeps it where only root's PATH leads."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    return Path(found) if found else None


def browser_path() -> str | None:
    """The path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


# Keys are pytest markers.
SERVICES = {
    "postgres": Service(
        name="PostgreSQL",
        answers=postgres_answers,
        absence="no PostgreSQL answered at TEST_DATABASE_URL (127.0.0.1:5432 unless set)",
    ),
    "redis": Service(
        name="Redis",
        answers=redis_answers,
        absence="no Redis answered at TEST_REDIS_URL (127.0.0.1:6379 unless set)",
    ),
    "khal": Service(
        name="khal", answers=lambda: shutil.which("khal") is not None, absence="it is not on the PATH"
    ),
    "own_servers": Service(
        name="servers of its own",
        answers=own_servers_start,
        absence="initdb, postgres or redis-server is not installed",
    ),
    "pgbouncer": Service(
        name="PgBouncer",
        answers=lambda: pgbouncer_program() is not None,
        absence="pgbouncer is not installed",
    ),
    "browser": Service(
        name="Chromium",
        answers=lambda: browser_path() is not None,
        absence=f"none of {', '.join(BROWSERS)} is on the PATH",
    ),
}

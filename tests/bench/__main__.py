"""`make bench`: how fast the busy pages answer, against two floors of the same server in the same run.

Nothing is asserted; docs/bench.md tells how to read the table.
"""

import json
import os
import platform
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests import services
from tests.bench.figures import FLOOR, Figure, figures
from tests.bench.load import CONNECTIONS, Round, measure
from tests.processes import free_port, manage, migrate, production_env, serve
from tests.run import say

DATABASE = f"hipcoach_bench_{os.getpid()}"
ROUNDS = 3
SECONDS = 1.5
WARM_UP = 0.5


def main() -> None:
    port = free_port()
    busy = os.getloadavg()[0]
    asked = figures(today=datetime.now(UTC).date())
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as url:
        env = production_env(Path(folder), port=port, database_url=url)
        (Path(folder) / "static").mkdir()
        migrate(env)
        queries: dict[str, int] = json.loads(
            manage(env, "shell", "--verbosity", "0", "-c", "from tests.bench import world; world.main()")
        )
        with serve(env, port, app="tests.bench.wsgi"):
            rounds = measure_all(asked, port)
    engine = "PostgreSQL" if url.startswith("postgres") else "SQLite"
    say(
        f"{engine}, Python {platform.python_version()}, one gunicorn worker, {CONNECTIONS} connections, "
        f"median of {ROUNDS} rounds of {SECONDS:g} s; load before: {busy:.1f} on {os.cpu_count()} cores",
        *table(asked, rounds, queries),
    )


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of an empty database: on PostgreSQL when it answers, else a SQLite file in the folder."""
    if not services.postgres_answers():
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    name = sql.Identifier(DATABASE)
    with psycopg.connect(services.POSTGRES_URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield urlsplit(services.POSTGRES_URL)._replace(path=f"/{DATABASE}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def measure_all(asked: Sequence[Figure], port: int) -> dict[str, Round]:
    """The median round of each figure; rounds take turns, so that a busy moment spoils one of each."""
    for figure in asked:
        measure(port=port, path=figure.path, seconds=WARM_UP)
    turns = [
        {figure.name: measure(port=port, path=figure.path, seconds=SECONDS) for figure in asked}
        for _ in range(ROUNDS)
    ]
    return {
        figure.name: Round(
            rate=median(turn[figure.name].rate for turn in turns),
            p50=median(turn[figure.name].p50 for turn in turns),
        )
        for figure in asked
    }


def table(asked: Sequence[Figure], rounds: Mapping[str, Round], queries: Mapping[str, int]) -> Iterator[str]:
    """`times` is how much slower than the constant answer behind the same middleware."""
    floor = rounds[FLOOR].rate
    yield f"{'':<34}{'req/s':>8}{'times':>8}{'p50 ms':>8}{'queries':>9}"
    for figure in asked:
        found = rounds[figure.name]
        yield (
            f"{figure.name:<34}{found.rate:>8.0f}{floor / found.rate:>8.2f}{found.p50:>8.2f}"
            f"{queries[figure.name]:>9}"
        )


if __name__ == "__main__":
    main()

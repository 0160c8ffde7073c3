"""`make bench`: how fast the busy pages answer, against bare floors of the same server in the same run.

Nothing is asserted; docs/bench.md tells how to read the tables. With `full`, a million bookings come last.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg import sql

from tests import services
from tests.bench import booking
from tests.bench.figures import FLOOR, FULL_SIZE, SIZES, Figure, Size, figures, span
from tests.bench.load import GENERATOR, Round, measure
from tests.processes import free_port, manage, migrate, production_env, serve
from tests.run import say

DATABASE = f"hipcoach_bench_{os.getpid()}"
REDIS_DATABASE = 11  # Ours alone: what the bookings leave there is deleted.
WORKERS = 2
CONNECTIONS = (1, 16)
ROUNDS = 3
SECONDS = 1
BOOKINGS, WARM_UP = 1_000, 100
PROGRAMS_AT = SIZES[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The medians of a figure's rounds: requests a second, milliseconds, and times slower than the floor."""

    rate: float
    p50: float
    times: float

    def __str__(self) -> str:
        return f"{self.rate:>8.0f}{self.times:>8.2f}{self.p50:>8.2f}"


def main() -> None:
    if not services.postgres_answers():
        sys.exit(f"The bench {services.SERVICES['postgres'].reason}.")
    sizes = (*SIZES, FULL_SIZE) if "full" in sys.argv[1:] else SIZES
    began, busy = perf_counter(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, broker() as broker_url:
        port = free_port()
        env = production_env(Path(folder), port=port, database_url="") | {
            "PORT": str(port),
            "BROKER_URL": broker_url,
            "BEHIND_PROXY": "true",
            "WEB_CONCURRENCY": str(WORKERS),
            "DEMAND_SECOND_FACTOR": "false",  # Whom the bench signs in has none.
        }
        with database("template") as template:
            migrate(env | {"DATABASE_URL": template})
            manage(env | {"DATABASE_URL": template}, "collectstatic", "--noinput", "--verbosity", "0")
            for size in sizes:
                with database("filled", like="template") as url:
                    measure_size(env | {"DATABASE_URL": url}, size)
    say(
        f"PostgreSQL, Python {platform.python_version()}, {WORKERS} gunicorn workers, {GENERATOR}, "
        f"nudges through {urlsplit(broker_url).scheme}; median of {ROUNDS} rounds of {SECONDS} s, "
        f"or of {BOOKINGS} bookings",
        f"load before: {busy:.1f} on {os.cpu_count()} cores; it took {perf_counter() - began:.0f} s",
    )


@contextmanager
def database(name: str, *, like: str = "template1") -> Iterator[str]:
    """The address of a database of our own, made like another one."""
    names = [sql.Identifier(each if each == "template1" else f"{DATABASE}_{each}") for each in (name, like)]
    with psycopg.connect(services.POSTGRES_URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        try:
            yield urlsplit(services.POSTGRES_URL)._replace(path=f"/{DATABASE}_{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(names[0]))


@contextmanager
def broker() -> Iterator[str]:
    """Redis where it answers, as a server has it; else the folder."""
    if not services.redis_answers():
        yield "filesystem://"
        return
    url = f"{services.REDIS_URL}/{REDIS_DATABASE}"
    try:
        yield url
    finally:
        with redis.Redis.from_url(url) as client:
            client.delete("hipcoach", "_kombu.binding.hipcoach")


def measure_size(env: Mapping[str, str], size: Size) -> None:
    today = datetime.now(UTC).date()
    fill = f"from tests.bench import world; world.main({size.trainers}, {size.bookings})"
    queries = json.loads(manage(env, "shell", "--verbosity", "0", "-c", fill))
    asked = list(figures(size, today=today))
    port = int(env["PORT"])
    pages = program_pages(env) if size == PROGRAMS_AT else []
    with serve(env, port, app="tests.bench.wsgi"):
        found = measure_all(asked, port)
        say(f"{size} (trainers / bookings)", *table(asked, found, queries))
        if pages:
            say("programs", *measure_pages(port, pages))
        if size == SIZES[-1]:
            say("bookings", *measure_bookings(port, env["DATABASE_URL"], today, queries["bookings"][0]))


def program_pages(env: Mapping[str, str]) -> list[dict[str, Any]]:
    code = "from tests.bench import programs; programs.make()"
    pages: list[dict[str, Any]] = json.loads(manage(env, "shell", "--verbosity", "0", "-c", code))
    return pages


def measure_all(asked: Sequence[Figure], port: int) -> dict[str, list[Found]]:
    """Rounds take turns, so that a busy moment spoils one of each and touches the floor beside it."""
    for figure in asked:
        measure(port=port, path=figure.path, connections=max(counts(figure)), seconds=SECONDS)
    rounds = [
        {
            figure.name: [
                measure(port=port, path=figure.path, connections=count, seconds=SECONDS)
                for count in counts(figure)
            ]
            for figure in asked
        }
        for _ in range(ROUNDS)
    ]
    return {figure.name: _median(rounds, figure.name) for figure in asked}


def counts(figure: Figure) -> Sequence[int]:
    return CONNECTIONS[:1] if figure.alone else CONNECTIONS


def _median(rounds: Sequence[Mapping[str, Sequence[Round]]], name: str) -> list[Found]:
    """The figure at each number of connections; times the floor of the same round."""
    return [
        Found(
            rate=median(turn[name][which].rate for turn in rounds),
            p50=median(turn[name][which].p50 for turn in rounds),
            times=median(turn[FLOOR][which].rate / turn[name][which].rate for turn in rounds),
        )
        for which in range(len(rounds[0][name]))
    ]


def measure_pages(port: int, pages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Pages for whoever is signed in; `times` is how much slower than one indexed query alone."""
    yield f"{'one connection':<36}{'req/s':>8}{'times':>8}{'p50 ms':>8}{'lines':>8}{'queries':>8}"
    for page in pages:
        rounds = [
            (
                measure(port=port, path="/bare/one-query", connections=1, seconds=SECONDS),
                measure(port=port, path=page["path"], connections=1, seconds=SECONDS, cookie=page["cookie"]),
            )
            for _ in range(ROUNDS)
        ]
        found = Found(
            rate=median(page.rate for _, page in rounds),
            p50=median(page.p50 for _, page in rounds),
            times=median(floor.rate / page.rate for floor, page in rounds),
        )
        yield f"{page['name']:<36}{found}{page['lines']:>8}{page['queries']:>8}"


def measure_bookings(port: int, url: str, today: date, statements: int) -> Iterator[str]:
    hours = booking.free_hours(port, url, span=span(today, days=50))
    books = (booking.insert_all, booking.book_all)
    for book in books:
        book(port, hours, count=WARM_UP)
    turns = [[book(port, hours, count=BOOKINGS) for book in books] for _ in range(ROUNDS)]
    floor, booked = (
        sorted(rounds, key=lambda each: each.rate)[ROUNDS // 2] for rounds in zip(*turns, strict=True)
    )
    yield f"{'a bare guarded INSERT, no middleware':<36}{floor.rate:>8.0f} a second, p50 {floor.p50:.1f} ms"
    yield (
        f"{'the real form':<36}{booked.rate:>8.0f} a second, p50 {booked.p50:.1f} ms, "
        f"{statements} statements, {booking.CLIENTS} clients (aim: 250)"
    )


def table(
    asked: Sequence[Figure], found: Mapping[str, Sequence[Found]], queries: Mapping[str, Sequence[int]]
) -> Iterator[str]:
    """`times` is how much slower than the constant answer without middleware; `aim` in brackets."""
    one, many = CONNECTIONS
    yield f"{'':<36}{f'{one} connection':>32}{f'{many} connections':>24}"
    heads = ("req/s", "times", "p50 ms", "aim", "req/s", "times", "p50 ms", "queries")
    yield " " * 36 + "".join(f"{head:>8}" for head in heads)
    for figure in asked:
        alone, *crowd = (str(each) for each in found[figure.name])
        first, kept = queries[figure.name]
        aim = f"{figure.times:g}x" if figure.times else f"{figure.p50:g} ms" if figure.p50 else ""
        asks = kept if figure.name.endswith("kept") else first
        yield f"{figure.name:<36}{alone}{aim:>8}{''.join(crowd):>24}{asks:>8}"


if __name__ == "__main__":
    main()

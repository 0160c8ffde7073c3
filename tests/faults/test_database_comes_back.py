"""PostgreSQL ends or freezes under a running site: people are told, and nobody has to restart it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from hipcoach.operating.probe import PATIENCE
from tests.faults.servers import OwnPostgres
from tests.faults.sink import NotingSink
from tests.faults.stage import Stage
from tests.processes import free_port, serve, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.own_servers]

# Procfile's web; each thread keeps a connection of its own.
THREADS = 8
# Stands in for the half minute of hipcoach.settings.
PAGES_WAIT = 4
# The one that is meant to alarm.
PROBE = "Service Unavailable: /readyz"
DUE = """
from django.utils import timezone
from tests.mail.promises import promise
promise(now=timezone.now(), key="%s", urgent=True)
"""


@dataclass(frozen=True, slots=True)
class Site:
    address: str
    log: Path

    def ask(self, path: str, cookie: str = "") -> int:
        request = Request(self.address + path, headers={"Cookie": cookie} if cookie else {})
        try:
            with urlopen(request, timeout=60) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    def ask_all(self, path: str) -> set[int]:
        """What each of its threads says."""
        with ThreadPoolExecutor(THREADS) as pool:
            return set(pool.map(self.ask, [path] * 4 * THREADS))

    def seconds(self, path: str) -> tuple[int, float]:
        began = monotonic()
        return self.ask(path), monotonic() - began

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def errors(self) -> set[str]:
        return {line["message"] for line in self.lines() if line["level"] == "ERROR"}

    def traced(self) -> set[str]:
        """What the log tells with all the lines of code it went through."""
        return {line["message"] for line in self.lines() if "path" in line}


@pytest.fixture
def site(stage: Stage, static_files: Path) -> Iterator[Site]:
    port = free_port()
    env = replace(stage, database_url=f"{stage.database_url}?patience={PAGES_WAIT}").env(port=port)
    (Path(env["HIPCOACH_VAR"]) / "static").symlink_to(static_files)
    with serve(env, port) as address:
        site = Site(address, Path(env["HIPCOACH_VAR"]) / "web.log")
        assert site.ask_all("/trainers/") == {200}
        yield site


def test_while_it_is_away_people_are_told_and_the_log_stays_calm(site: Site, postgres: OwnPostgres) -> None:
    postgres.stop()
    try:
        assert site.ask_all("/trainers/") == {503}
        assert site.ask("/nowhere/") == 404
        assert site.ask("/nowhere/", cookie=f"sessionid={'x' * 32}") == 503
        assert (site.ask("/readyz"), site.ask("/healthz")) == (503, 200)
    finally:
        postgres.start()
    assert site.ask_all("/trainers/") == {200}
    assert site.ask("/readyz") == 200
    assert site.ask("/nowhere/", cookie=f"sessionid={'x' * 32}") == 404
    assert site.errors() == {PROBE}
    assert site.traced() == set()


def test_frozen_it_holds_nobody_for_ever(site: Site, postgres: OwnPostgres) -> None:
    with postgres.frozen():
        for _again in range(2):
            status, seconds = site.seconds("/readyz")
            assert status == 503
            assert seconds < PATIENCE
        assert site.ask_all("/trainers/") == {503}
        assert site.ask("/healthz") == 200
    assert site.ask_all("/trainers/") == {200}
    assert site.ask("/readyz") == 200
    assert site.errors() == {PROBE}
    assert len(site.traced()) == 1


@pytest.mark.parametrize("how", ["ended", "frozen"])
def test_a_worker_finds_it_again(stage: Stage, sink: NotingSink, postgres: OwnPostgres, how: str) -> None:
    hurried = replace(stage, database_url=f"{stage.database_url}?patience={PAGES_WAIT}")
    with hurried.worker() as worker:
        stage.do(DUE % "before")
        wait_until(lambda: len(sink.taken) == 1)
        log = next(stage.folder.glob("*/worker.log"))
        if how == "ended":
            postgres.stop()
            try:
                wait_until(lambda: "ended early" in log.read_text())
            finally:
                postgres.start()
        else:
            with postgres.frozen():
                wait_until(lambda: "ended early" in log.read_text())
        stage.do(DUE % "after")
        wait_until(lambda: len(sink.taken) == 2)
        assert worker.poll() is None
    assert list(sink.ids().values()) == [1, 1]

"""More people than the server has hands: who has waited too long is sent off at once, and bookings finish."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGTERM
from subprocess import Popen
from time import time

import psycopg
import pytest

from hipcoach.operating.failing import RETRY_AFTER
from hipcoach.operating.overload import LONGEST_WAIT_MS
from tests.contention.visitor import Visitor
from tests.faults.servers import accepts
from tests.faults.stage import Stage, end
from tests.processes import COMMANDS, ROOT, free_port, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.own_servers]

OFFER = "/t/first/movement-assessment/"
# The Procfile's threads, and so many more people than that.
HANDS, CROWD = 8, 40
BOOKED = 302
# Longer than whatever the test waits for.
PATIENT = "?options=-c%20lock_timeout%3D120s&patience=120"
HOLD = "SELECT 1 FROM assessments_trainer WHERE slug = 'first' FOR UPDATE"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    stage: Stage
    process: Popen[bytes]
    port: int
    visitors: list[Visitor]
    hours: list[str]
    log: Path
    sent: list[float] = field(default_factory=list)

    def book(self, pool: ThreadPoolExecutor, *, many: int) -> list[Future[tuple[int, str]]]:
        """So many people send their forms, each for an hour of their own; all of them are being served."""
        asked = [
            pool.submit(visitor.book, OFFER, hour)
            for visitor, hour in zip(self.visitors[:many], self.hours, strict=False)
        ]
        wait_until(lambda: self.stage.rows(WAITING) == [(many,)])
        return asked

    @contextmanager
    def diary_held(self) -> Iterator[None]:
        """Nobody can book until the block ends."""
        with psycopg.connect(self.stage.database_url) as connection:
            connection.execute(HOLD)
            yield

    def look(self) -> tuple[int, str | None]:
        """As it comes from the proxy, which says when it came there: the status, and when to come again."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", "/trainers/", headers={"X-Request-Start": f"{int(time() * 1000)}"})
            self.sent.append(time())
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.getheader("Retry-After")


@pytest.fixture
def server(stage: Stage, static_files: Path) -> Iterator[Server]:
    hours = json.loads(stage.do("from tests.contention import world; world.build()"))
    port = free_port()
    env = replace(stage, database_url=stage.database_url + PATIENT).env(port=port)
    env |= {"BEHIND_PROXY": "true", "WEB_CONCURRENCY": "1", "PORT": str(port)}
    (Path(env["HIPCOACH_VAR"]) / "static").symlink_to(static_files)
    command = COMMANDS["web"].replace("--log-level warning", "--log-level info")
    told = Path(env["HIPCOACH_VAR"]) / "web.log"
    with told.open("ab") as log:
        process = Popen(["sh", "-c", command], env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_until(lambda: accepts(port))
        visitors = [Visitor(port=port, number=number) for number in range(HANDS)]
        for visitor in visitors:
            visitor.open_form(f"{OFFER}book/?start={hours[-1]}")
        yield Server(stage=stage, process=process, port=port, visitors=visitors, hours=hours, log=told)
        for visitor in visitors:
            visitor.connection.close()
    finally:
        end(process)


def test_who_has_waited_too_long_is_sent_off_and_whoever_books_has_booked(server: Server) -> None:
    with ThreadPoolExecutor(HANDS + CROWD) as pool:
        with server.diary_held():
            bookings = server.book(pool, many=HANDS)
            looks = [pool.submit(server.look) for _person in range(CROWD)]
            wait_until(lambda: len(server.sent) == CROWD)
            wait_until(lambda: time() - max(server.sent) > LONGEST_WAIT_MS / 1000 + 0.5)
            assert not any(each.done() for each in (*bookings, *looks))
        assert [booking.result()[0] for booking in bookings] == [BOOKED] * HANDS
        assert {look.result() for look in looks} == {(503, RETRY_AFTER)}
    # The rush is over.
    assert server.look() == (200, None)
    confirmed = "SELECT count(*) FROM assessments_appointment WHERE status = 'confirmed'"
    assert server.stage.rows(confirmed) == [(HANDS,)]


def test_a_server_that_is_asked_to_end_finishes_the_booking_in_its_hands(server: Server) -> None:
    with ThreadPoolExecutor(1) as pool:
        with server.diary_held():
            (booking,) = server.book(pool, many=1)
            server.process.send_signal(SIGTERM)
            wait_until(lambda: "Handling signal: term" in server.log.read_text())
            assert not booking.done()
        assert booking.result()[0] == BOOKED
    assert server.process.wait(60) == 0

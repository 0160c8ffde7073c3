"""Reports of errors: none unless asked for, and then what failed where, without anybody's data."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import brotli
import pytest

from tests.processes import manage, refused, run_env, wait_until

SECRET = "1-9eb1063029063f5cc8c66a2a7b790e988413ba82"
FAIL = f"""
import logging
def test_the_hip(pain):
    raise ValueError(f"{{pain}} for ada@example.com")
try:
    try:
        test_the_hip("sciatica")
    except ValueError as error:
        raise LookupError("osteoporosis") from error
except LookupError:
    logging.getLogger("hipcoach.some").exception("Lost /a/{SECRET}/ of ada@example.com")
logging.getLogger("hipcoach.some").warning("Not worth it.")
"""
PAGE = """
import logging
from django.test import RequestFactory
from django.urls import resolve
request = RequestFactory().get("/desk/clients/987654321/")
request.resolver_match = resolve(request.path)
told = {"request": request}
logging.getLogger("django.request").error("%s: %s", "Internal Server Error", request.path, extra=told)
"""


@dataclass(slots=True)
class Service:
    """Takes envelopes; `reports` are the events in them."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)

    @property
    def dsn(self) -> str:
        return f"http://key@127.0.0.1:{self.port}/1"

    def reports(self) -> list[dict[str, Any]]:
        lines = [line for body in self.bodies for line in body.decode().splitlines()]
        return [found for line in lines if "logentry" in (found := json.loads(line))]


@pytest.fixture
def service() -> Iterator[Service]:
    with listening() as service:
        yield service


@contextmanager
def listening() -> Iterator[Service]:
    service = Service()

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
            service.bodies.append(unpack[self.headers["Content-Encoding"]](body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            """Nothing on the console."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taker) as server:
        service.port = server.server_port
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()


def test_a_report_tells_where_it_failed_and_nothing_of_anybody(service: Service, tmp_path: Path) -> None:
    env = run_env(tmp_path, SENTRY_DSN=service.dsn, DEBUG="true", LOG_FORMAT="json")
    manage(env, "shell", "--verbosity", "0", "-c", FAIL)
    wait_until(service.reports)
    (report,) = service.reports()
    first, last = report["exception"]["values"]
    assert (first["type"], last["type"]) == ("ValueError", "LookupError")
    assert first["stacktrace"]["frames"][-1]["function"] == "test_the_hip"
    assert report["logger"] == "hipcoach.some"
    assert report["level"] == "error"
    sent = b"".join(service.bodies).decode()
    for planted in ("sciatica", "osteoporosis", "ada@", SECRET, str(tmp_path), "Not worth it"):
        assert planted not in sent
    kept = set(report) - {"event_id", "timestamp", "platform", "sdk", "environment", "release", "server_name"}
    assert kept == {"level", "logger", "logentry", "tags", "extra", "exception"}
    assert report["server_name"] == "hipcoach"


def test_the_name_of_a_page_stands_for_its_address(service: Service, tmp_path: Path) -> None:
    manage(run_env(tmp_path, SENTRY_DSN=service.dsn), "shell", "--verbosity", "0", "-c", PAGE)
    wait_until(service.reports)
    (report,) = service.reports()
    assert report["logentry"]["formatted"] == "Internal Server Error: client"
    assert "987654321" not in b"".join(service.bodies).decode()


def test_a_line_that_cannot_be_told_stops_nobody(service: Service, tmp_path: Path) -> None:
    code = "import logging; logging.getLogger('hipcoach.some').error('%s %s', 'one'); print('went on')"
    env = run_env(tmp_path, SENTRY_DSN=service.dsn)
    assert manage(env, "shell", "--verbosity", "0", "-c", code).strip() == "went on"


def test_without_an_address_the_client_is_not_even_loaded(tmp_path: Path) -> None:
    code = "import sys; print('sentry_sdk' in sys.modules)"
    assert manage(run_env(tmp_path), "shell", "--verbosity", "0", "-c", code).strip() == "False"


def test_a_service_that_is_away_holds_nobody_up(tmp_path: Path) -> None:
    with listening() as gone:
        dsn = gone.dsn
    env = run_env(tmp_path, SENTRY_DSN=dsn)
    assert manage(env, "shell", "--verbosity", "0", "-c", FAIL + "print('went on')").strip() == "went on"


@pytest.mark.parametrize(
    "dsn", ["reports.example.com", "https://reports.example.com/1", "ftp://key@host/1", "https://key@host/a"]
)
def test_a_wrong_address_is_told_at_the_start(tmp_path: Path, dsn: str) -> None:
    assert "SENTRY_DSN must look like" in refused(run_env(tmp_path, SENTRY_DSN=dsn), "check")

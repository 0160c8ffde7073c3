"""Run the app's real processes, as the Procfile starts them, each run on data of its own.

env = run_env(tmp_path, PORT=str(port))
migrate(env)
with serve(env, port) as address, worker(env):
    ...
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
from psycopg import sql

from tests import services
from tests.production import ENVIRONMENT

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
STOPS_WITHIN = 30.0

T = TypeVar("T")


class NeverHappened(AssertionError):
    """What was waited for did not come in time."""


def run_env(var: Path, **extra: str) -> dict[str, str]:
    """The environment of one run with its data in `var`; nothing of the caller's own settings leaks in.

    Give PORT where a page is served, so that links in mails lead there.
    """
    (var / "tmp").mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return (
        kept | {"PATH": path, "DEBUG": "true", "HIPCOACH_VAR": str(var), "TMPDIR": str(var / "tmp")} | extra
    )


def production_env(var: Path, *, port: int, database_url: str) -> dict[str, str]:
    """Production's environment, with the broker in `var` too and pages served on this machine only."""
    here = {
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": f"http://localhost:{port}",
        "DATABASE_URL": database_url,
        "BROKER_URL": "filesystem://",
    }
    return run_env(var, **(ENVIRONMENT | here))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def manage(env: Mapping[str, str], *arguments: str, stdin: str = "") -> str:
    """Run a management command to its end and return what it wrote; raises when it fails."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, input=stdin
    )
    return done.stdout


def refused(env: Mapping[str, str], *arguments: str) -> str:
    """Run a management command that must fail, without a traceback, and return what it said."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, env=env, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """The address of a new PostgreSQL database, dropped at the end."""
    name = f"hipcoach_own_{os.getpid()}_{free_port()}"
    quoted = sql.Identifier(name)
    with psycopg.connect(services.POSTGRES_URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
        try:
            yield urlsplit(services.POSTGRES_URL)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


def migrate(env: Mapping[str, str]) -> None:
    manage(env, "migrate", "--verbosity", "0")


@contextmanager
def serve(
    env: Mapping[str, str], port: int, clock: datetime | None = None, *, app: str = "hipcoach.wsgi"
) -> Iterator[str]:
    """The site behind its web server; yields its address once it answers. `app` names another WSGI module."""
    address = f"http://localhost:{port}"
    with _running("web", {**env, "PORT": str(port)}, clock, app=app) as process:

        def answers() -> bool:
            try:
                with urlopen(f"{address}/healthz", timeout=5):
                    return True
            except (URLError, OSError):
                return False

        wait_until(lambda: process.poll() is not None or answers())
        if process.poll() is not None:
            raise NeverHappened(f"The web server ended at once; see web.log in {env['HIPCOACH_VAR']}.")
        yield address


@contextmanager
def worker(env: Mapping[str, str], clock: datetime | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """The worker with its beat; with a `clock`, in a process whose time goes on from there."""
    with _running("worker", env, clock) as process:
        yield process


def wait_until(happened: Callable[[], T], timeout: float = 60) -> T:
    """The first true answer of `happened`, or NeverHappened after `timeout` seconds."""
    deadline = monotonic() + timeout
    while not (answer := happened()):
        if monotonic() > deadline:
            raise NeverHappened(f"Waited {timeout:g} seconds in vain.")
        sleep(0.05)
    return answer


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ask a process to end, and return its exit code; one that doesn't within STOPS_WITHIN is killed."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


@contextmanager
def _running(
    name: str, env: Mapping[str, str], clock: datetime | None, *, app: str = "hipcoach.wsgi"
) -> Iterator[subprocess.Popen[bytes]]:
    """The Procfile's command `name`; its output goes to `<name>.log` beside the data."""
    command = COMMANDS[name].replace("hipcoach.wsgi", app)
    if clock:
        command = command.replace("exec ", f"exec python -m tests.at_time {clock.isoformat()} ", 1)
    with (Path(env["HIPCOACH_VAR"]) / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(["sh", "-c", command], env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield process
    finally:
        stop(process)

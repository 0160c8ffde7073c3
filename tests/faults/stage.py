"""One run: a database, a broker, a mail server and any number of workers, each with a folder of its own."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.processes import COMMANDS, ROOT, free_port, manage, production_env, stop


@dataclass(slots=True, kw_only=True)
class Stage:
    folder: Path
    database_url: str
    broker_url: str
    mail_port: int
    more: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def env(self, *, port: int | None = None) -> dict[str, str]:
        """For one more process, with a folder of its own: its log is there too."""
        var = self.folder / str(next(self._numbers))
        env = production_env(var, port=port or free_port(), database_url=self.database_url)
        return (
            env
            | self.more
            | {
                "BROKER_URL": self.broker_url,
                "EMAIL_HOST": "127.0.0.1",
                "EMAIL_PORT": str(self.mail_port),
                "EMAIL_SECURITY": "none",
            }
        )

    def do(self, code: str, *, stdin: str = "") -> str:
        """Run code as a web request would, in a process of the app; returns what it printed."""
        return manage(self.env(), "shell", "--verbosity", "0", "-c", code, stdin=stdin)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def states(self) -> dict[str, int]:
        return dict(self.rows("SELECT state, count(*) FROM mail_outgoingemail GROUP BY state"))

    def worker_waits(self) -> bool:
        """Whether a worker has looked for mails, and so is up."""
        return bool(self.rows("SELECT 1 FROM mail_lastsweep"))

    def start(self, *, beat: bool = False, clock: datetime | None = None) -> subprocess.Popen[bytes]:
        """The Procfile's worker, in this very process: what is killed is the worker itself."""
        command = COMMANDS["worker"] if beat else COMMANDS["worker"].replace(" --beat", "")
        if clock:
            command = command.replace("exec ", f"exec python -m tests.at_time {clock.isoformat()} ", 1)
        env = self.env()
        with (Path(env["HIPCOACH_VAR"]) / "worker.log").open("ab") as log:
            return subprocess.Popen(
                ["sh", "-c", command], env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    @contextmanager
    def worker(self, **given: Any) -> Iterator[subprocess.Popen[bytes]]:
        with ExitStack() as ends:
            process = self.start(**given)
            ends.callback(end, process)
            yield process


def kill(process: subprocess.Popen[bytes]) -> None:
    """As the machine's power failing would: its beat, a process of its own, goes too."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        stop(process)

"""The grown form, running here: web servers, workers with beats, and the crowd that comes to them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.bench.figures import Size
from tests.faults.servers import accepts
from tests.faults.stage import Stage, end, kill
from tests.load.crowd import Orders, Story
from tests.processes import COMMANDS, ROOT, free_port, manage, migrate, run_env, wait_until

SERVERS, PROCESSES_EACH, WORKERS = 2, 2, 2


@dataclass(slots=True)
class Form:
    stage: Stage
    ends: ExitStack
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(SERVERS)])
    _homes: list[dict[str, str]] = field(default_factory=list)
    _webs: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, size: Size) -> None:
        """With a database of this size, until every server answers."""
        migrate(self.stage.env())
        fill = f"world.build(figures.Size(trainers={size.trainers}, bookings={size.bookings}))"
        self.stage.do(f"from tests.bench import figures, world; {fill}")
        for port in self.ports:
            more = {"PORT": str(port), "BEHIND_PROXY": "true", "WEB_CONCURRENCY": str(PROCESSES_EACH)}
            self._homes.append(self.stage.env() | more)
            manage(self._homes[-1], "collectstatic", "--noinput", "--verbosity", "0")
        for which in range(SERVERS):
            self.start_web(which)
        for which in range(WORKERS):
            self.start_worker(which)
        wait_until(lambda: all(map(accepts, self.ports)) and self.stage.worker_waits())

    def start_web(self, which: int) -> None:
        home = self._homes[which]
        command = COMMANDS["web"].replace("hipcoach.wsgi", "tests.bench.wsgi")
        with (Path(home["HIPCOACH_VAR"]) / "web.log").open("ab") as log:
            web = subprocess.Popen(
                ["sh", "-c", command], env=home, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self.ends.callback(end, web)
        self._webs[which : which + 1] = [web]

    def start_worker(self, which: int) -> None:
        worker = self.stage.start(beat=True)
        self.ends.callback(end, worker)
        self._workers[which : which + 1] = [worker]

    def kill_web(self, which: int) -> None:
        kill(self._webs[which])

    def kill_worker(self, which: int) -> None:
        kill(self._workers[which])


@dataclass(slots=True)
class Crowd:
    process: subprocess.Popen[str]

    def story(self) -> Story:
        """Send everybody home, and hear what happened to them."""
        heard = json.loads(self.process.communicate()[0])
        return Story(**heard | {"answers": [tuple(each) for each in heard["answers"]]})


@contextmanager
def crowd(orders: Orders, folder: Path) -> Iterator[Crowd]:
    command = [sys.executable, "-m", "tests.load.crowd"]
    process = subprocess.Popen(
        command, env=run_env(folder), cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    try:
        process.stdin.write(json.dumps(asdict(orders)) + "\n")
        process.stdin.flush()
        yield Crowd(process)
    finally:
        process.kill()
        process.wait()

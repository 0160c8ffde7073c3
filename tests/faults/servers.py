"""A Redis, a PostgreSQL and a PgBouncer of the test's own, on free ports, to be stopped and wiped at will."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis
from psycopg.rows import dict_row

from tests import services
from tests.processes import free_port, wait_until


@dataclass(slots=True)
class OwnRedis:
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """With no data; what an earlier run held is gone."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        wait_until(self.answers)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def answers(self) -> bool:
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@dataclass(slots=True)
class OwnPostgres:
    """A cluster in a folder; its processes belong to the user postgres where the tests run as root."""

    folder: Path
    # Without, a power failure could cost what was committed; the end of a process can't.
    is_durable: bool = False
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def url(self, name: str = "postgres") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def create(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, services.POSTGRES_USER, services.POSTGRES_USER)
        made = ["--username", "postgres", "--auth", "trust", "--no-sync", "--encoding", "UTF8"]
        subprocess.run(self._as_postgres("initdb", *made), check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self) -> None:
        options = ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        options += ["-c", "unix_socket_directories=", "-c", "max_connections=60"]
        options += ["-c", f"fsync={'on' if self.is_durable else 'off'}"]

        def is_up() -> bool:
            # What is left of one that was killed may still hold its memory; then the next one ends at once.
            if self.process is None or self.process.poll() is not None:
                with (self.folder.parent / "postgres.log").open("ab") as log:
                    command = self._as_postgres("postgres", *options)
                    self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
            return self.answers()

        wait_until(is_up)

    def kill(self) -> None:
        """As the end of its machine would: nothing is said, nothing is put in order."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End every connection in the middle of what it does, and the server."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections, as the system does that for it, and says nothing more."""
        assert self.process
        above = self.process.pid
        os.kill(above, signal.SIGSTOP)
        below = Path(f"/proc/{above}/task/{above}/children").read_text().split()
        try:
            for pid in below:
                os.kill(int(pid), signal.SIGSTOP)
            yield
        finally:
            for pid in [*below, above]:
                os.kill(int(pid), signal.SIGCONT)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _as_postgres(self, program: str, *arguments: str) -> list[str]:
        path = services.postgres_program(program)
        return [*not_as_root(), str(path), "-D", str(self.folder), *arguments]


@dataclass(slots=True)
class OwnPooler:
    """PgBouncer in transaction mode: everybody's transactions share a few connections to each database."""

    server: OwnPostgres
    folder: Path
    connections: int = 4
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def url(self, name: str) -> str:
        return f"postgres://hipcoach@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        (self.folder / "users.txt").write_text('"hipcoach" ""\n"postgres" ""\n')
        told = self.folder / "pgbouncer.ini"
        told.write_text(f"""\
[databases]
* = host=127.0.0.1 port={self.server.port}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_type = trust
auth_file = {self.folder / "users.txt"}
admin_users = postgres
pool_mode = transaction
default_pool_size = {self.connections}
""")
        with (self.folder / "pgbouncer.log").open("ab") as log:
            command = [*not_as_root(), str(services.pgbouncer_program()), str(told)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
        wait_until(lambda: accepts(self.port))

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def count(self, what: str, name: str) -> int:
        """How many CLIENTS of this database there are now, or SERVERS for it."""
        console = f"postgres://postgres@127.0.0.1:{self.port}/pgbouncer"
        with psycopg.connect(console, autocommit=True, row_factory=dict_row) as asked:
            rows = asked.execute(f"SHOW {what}".encode()).fetchall()
        return sum(row["database"] == name for row in rows)


def not_as_root() -> list[str]:
    """Put before what root may not run: it becomes postgres for it, by exec, so that it is ours to signal."""
    become = ["setpriv", f"--reuid={services.POSTGRES_USER}", f"--regid={services.POSTGRES_USER}"]
    return [*become, "--clear-groups"] if os.geteuid() == 0 else []


def accepts(port: int) -> bool:
    """Whether something on this machine takes connections there."""
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    server = OwnRedis()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def own_postgres(*, is_durable: bool = False) -> Iterator[OwnPostgres]:
    # Not below pytest's folder, which another user can't enter.
    with tempfile.TemporaryDirectory(prefix="hipcoach-postgres-") as above:
        Path(above).chmod(0o755)
        folder = Path(above) / "data"
        folder.mkdir(mode=0o700)
        server = OwnPostgres(folder, is_durable=is_durable)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def own_pooler(server: OwnPostgres) -> Iterator[OwnPooler]:
    with tempfile.TemporaryDirectory(prefix="hipcoach-pgbouncer-") as folder:
        Path(folder).chmod(0o755)
        pooler = OwnPooler(server, Path(folder))
        pooler.start()
        try:
            yield pooler
        finally:
            pooler.stop()

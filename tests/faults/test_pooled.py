"""Behind PgBouncer in transaction mode: many threads share four connections and leave no traces."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

import psycopg
import pytest

from hipcoach.environment import BASE_DIR
from hipcoach.settings import PAGE_LIMITS
from tests.contention.visitor import Visitor
from tests.faults.conftest import Databases
from tests.faults.servers import OwnPooler, OwnPostgres, own_pooler
from tests.faults.sink import NotingSink
from tests.faults.stage import Stage
from tests.processes import free_port, manage, migrate, serve, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.own_servers, pytest.mark.pgbouncer]

OFFER = "/t/first/movement-assessment/"
THREADS, RIVALS, HOURS = 16, 20, 3
BOOKED, REFUSED = 302, 409
CODE_MAIL = "Your sign-in code"
WORLD = "from tests.contention import world; world."
# What a session keeps when a transaction has ended; PgBouncer itself looks after the last three names.
TRACES = r"""
SELECT 'prepared ' || name FROM pg_prepared_statements
UNION ALL SELECT 'cursor ' || name FROM pg_cursors WHERE name <> ''
UNION ALL SELECT 'listens to ' || channel FROM pg_listening_channels() AS channel
UNION ALL SELECT 'lock ' || objid FROM pg_locks WHERE locktype = 'advisory'
UNION ALL SELECT 'table ' || relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()
UNION ALL SELECT name || '=' || setting FROM pg_settings
    WHERE source = 'session' AND name NOT LIKE 'transaction\_%'
    AND name NOT IN ('client_encoding', 'application_name', 'TimeZone')
"""
# The connection that served the first rows is in another's hands when the next ones are asked for.
READ_ON = """
import psycopg, sys
from django.db import connection
from hipcoach.mail.models import OutgoingEmail
rows = OutgoingEmail.objects.values_list("pk", flat=True).iterator(chunk_size=10)
first = next(rows)
with psycopg.connect(sys.stdin.read(), autocommit=True) as other, other.transaction():
    other.execute("SELECT 1")
    print(1 + len(list(rows)))
"""


@pytest.fixture(scope="module")
def pooler(postgres: OwnPostgres) -> Iterator[OwnPooler]:
    """The role has the limits of docs/operations.md; the server's clock is not the app's."""
    told = (BASE_DIR / "docs" / "operations.md").read_text("utf-8")
    with psycopg.connect(postgres.url(), autocommit=True) as server:
        server.execute("CREATE ROLE hipcoach LOGIN IN ROLE postgres")
        server.execute("ALTER ROLE hipcoach SET timezone = 'Europe/Berlin'")
        for statement in re.findall(r"^ALTER ROLE hipcoach SET .*;$", told, re.MULTILINE):
            server.execute(statement)
    with own_pooler(postgres) as pooler:
        yield pooler


@pytest.fixture
def name(databases: Databases) -> str:
    return urlsplit(databases.copy()).path.removeprefix("/")


@pytest.fixture
def pooled(stage: Stage, pooler: OwnPooler, name: str) -> Stage:
    return replace(stage, database_url=pooler.url(name), more={"DATABASE_POOLED": "true"})


def traces(pooler: OwnPooler, name: str) -> set[str]:
    """What is left on any of the connections, all of which are held here at the same time."""
    found: set[str] = set()
    with ExitStack() as stack:
        for _each in range(pooler.connections):
            session = stack.enter_context(psycopg.connect(pooler.url(name), prepare_threshold=None))
            found.update(trace for (trace,) in session.execute(TRACES))
    return found


def race(port: int, hours: list[str], form: str) -> list[Counter[int]]:
    """How many got which answer, for each hour; all send theirs at the same moment."""
    gate = Barrier(RIVALS)

    def run(number: int) -> list[int]:
        visitor = Visitor(port=port, number=number)
        with closing(visitor.connection):
            visitor.open_form(form)
            gate.wait(60)
            return [visitor.book(OFFER, hour)[0] for hour in hours]

    with ThreadPoolExecutor(RIVALS) as pool:
        return [Counter(answers) for answers in zip(*pool.map(run, range(RIVALS)), strict=True)]


def sign_in(port: int, email: str, sink: NotingSink) -> None:
    visitor = Visitor(port=port, number=RIVALS)
    with closing(visitor.connection):
        visitor.open_form("/accounts/login/code/")
        visitor.post("/accounts/login/code/", email=email)
        mail = wait_until(lambda: next((each for each in sink.taken if each.subject == CODE_MAIL), None))
        (code,) = re.findall(r"^    (\S+)", mail.text, re.MULTILINE)
        visitor.post("/accounts/login/code/confirm/", code=code)
        visitor.open_form("/me/")


def test_whoever_books_first_has_the_hour_and_the_mail_and_can_sign_in(
    pooled: Stage, pooler: OwnPooler, name: str, sink: NotingSink, static_files: Path
) -> None:
    free, *hours = json.loads(pooled.do(f"{WORLD}build()"))[: HOURS + 1]
    port = free_port()
    web = pooled.env(port=port) | {"WEB_CONCURRENCY": str(THREADS // 8)}
    (Path(web["HIPCOACH_VAR"]) / "static").symlink_to(static_files)
    with serve(web, port), pooled.worker(beat=True):
        assert (
            race(port, hours, f"{OFFER}book/?start={free}")
            == [Counter({BOOKED: 1, REFUSED: RIVALS - 1})] * HOURS
        )
        assert pooler.count("CLIENTS", name) > pooler.count("SERVERS", name) == pooler.connections
        winners = {email for (email,) in pooled.rows("SELECT contact_email FROM assessments_appointment")}
        wait_until(lambda: winners <= {mail.to for mail in sink.taken})
        sign_in(port, min(winners), sink)
    assert json.loads(pooled.do(f"{WORLD}verdict()")) == {"rows": HOURS, "confirmed": HOURS, "overlaps": 0}
    assert max(sink.ids().values()) == 1
    assert traces(pooler, name) == set()


def test_rows_are_read_to_the_end_when_another_has_taken_the_connection(
    pooled: Stage, pooler: OwnPooler, name: str
) -> None:
    pooled.do("from tests.faults import world; world.promise_many(500)")
    read = manage(pooled.env(), "shell", "--verbosity", "0", "-c", READ_ON, stdin=pooler.url(name))
    assert int(read) == 500


def test_migrations_backups_and_new_keys_leave_nothing_behind(
    pooled: Stage, pooler: OwnPooler, name: str, tmp_path: Path
) -> None:
    env = pooled.env()
    env["BACKUP_KEYS"] = env["FIELD_KEYS"]
    manage(env, "migrate", "mail", "0002")
    migrate(env)
    manage(env, "backup", str(tmp_path / "backups"))
    manage(env, "rotate_keys")
    assert traces(pooler, name) == set()


def test_the_roles_limits_are_those_that_a_connection_would_set_itself(pooler: OwnPooler, name: str) -> None:
    told = dict(each.split("=") for each in PAGE_LIMITS.removeprefix("-c ").split(" -c "))
    with psycopg.connect(pooler.url(name)) as session:
        found = {limit: session.execute(f"SHOW {limit}".encode()).fetchone() for limit in told}
    assert found == {limit: ("1min" if value == "60s" else value,) for limit, value in told.items()}

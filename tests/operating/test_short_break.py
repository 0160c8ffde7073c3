"""When what lies under the site fails, people are told when to come again; a bug stays a bug."""

import errno
import json
import logging
import sqlite3
from pathlib import Path
from time import time

import psycopg
import pytest
from django.conf import LazySettings
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client as Browser
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from hipcoach.common.postgresql.patience import NoAnswer
from hipcoach.operating.failing import CalmWhileAway, Fault, fault_of, short_break
from hipcoach.operating.overload import LONGEST_WAIT_MS, NO_CLOCK_MS
from tests.makers import make_trainer
from tests.processes import free_port, manage, production_env

AWAY = """
import json
from django.test import Client
told = []
for path in ("/trainers/", "/t/mara/hour/slots.json?from=2026-12-01&to=2026-12-02&tz=UTC", "/healthz"):
    answer = Client(headers={"host": "localhost"}, raise_request_exception=False).get(path)
    told.append([answer.status_code, answer.headers.get("Retry-After"), answer.content.decode()])
print(json.dumps(told))
"""


def test_without_its_database_the_site_asks_for_a_minute(tmp_path: Path) -> None:
    url = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
    env = production_env(tmp_path, port=free_port(), database_url=url)
    page, slots, health = json.loads(manage(env, "shell", "--verbosity", "0", "-c", AWAY))
    assert page[:2] == slots[:2] == [503, "10"]
    assert "A short break" in page[2]
    assert json.loads(slots[2]) == {"error": "unavailable"}
    assert health[0] == 200
    assert "nobody" not in page[2]


@pytest.mark.parametrize(("method", "is_lost"), [("GET", False), ("HEAD", False), ("POST", True)])
def test_only_who_sent_something_hears_that_it_may_be_lost(method: str, is_lost: bool) -> None:
    page = short_break(RequestFactory().generic(method, "/trainers/")).content.decode()
    assert ("not saved" in page) is is_lost


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_refuses_writes_and_says_so(settings: LazySettings) -> None:
    """No page more than the file has: what SQLite says then is what it says on a full disk."""
    settings.DEBUG = False
    trainer = make_trainer()
    browser = Browser(raise_request_exception=False)
    browser.force_login(trainer.user)
    form = {"name": "x" * 100, "time_zone": "Europe/Berlin", "zone": "Europe/Berlin"}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    try:
        for number in range(300):
            email = f"{number:050}@example.com"
            answer = browser.post("/desk/clients/add/", form | {"email": email})
            if answer.status_code == 503:
                break
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Nothing can be saved just now" in answer.content.decode()
    assert browser.get("/desk/clients/").status_code == 200, "What is there can be read."
    assert browser.post("/desk/clients/add/", form | {"email": "ada@example.com"}).status_code in {302, 303}


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Fault.NO_ROOM),
        (OSError(errno.ENOENT, "No such file"), Fault.OURS),
        (InterfaceError("connection already closed"), Fault.AWAY),
        (OperationalError("server closed the connection"), Fault.AWAY),
        (IntegrityError("duplicate"), Fault.OURS),
        (ValueError("a bug"), Fault.OURS),
        (None, Fault.OURS),
    ],
)
def test_where_waiting_helps_and_where_not(error: BaseException | None, fault: Fault) -> None:
    assert fault_of(error) is fault


@pytest.mark.parametrize(
    ("cause", "is_calm"),
    [
        (psycopg.errors.ConnectionTimeout(), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CannotConnectNow(), True),
        (psycopg.OperationalError(), True),
        (psycopg.InterfaceError(), False),
        (psycopg.errors.TooManyConnections(), False),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.LockNotAvailable(), False),
        (psycopg.errors.DeadlockDetected(), False),
    ],
)
def test_only_a_database_that_is_away_is_no_error_of_the_page(cause: psycopg.Error, is_calm: bool) -> None:
    error = OperationalError()
    error.__cause__ = cause
    how = (OperationalError, error, None)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s", ("/trainers/",), how)
    assert CalmWhileAway().filter(record)
    assert (record.levelno == logging.WARNING, record.exc_info is None) == (is_calm, is_calm)


def test_a_question_without_an_answer_is_a_warning_that_tells_where() -> None:
    error = OperationalError()
    error.__cause__ = NoAnswer()
    how = (OperationalError, error, None)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s", ("/trainers/",), how)
    assert CalmWhileAway().filter(record)
    assert (record.levelno, record.exc_info) == (logging.WARNING, how)


def test_a_missing_table_is_a_bug_on_sqlite_too() -> None:
    with sqlite3.connect(":memory:") as database, pytest.raises(sqlite3.OperationalError) as caught:
        database.execute("SELECT * FROM nothing")
    database.close()
    error = OperationalError("no such table")
    error.__cause__ = caught.value
    assert fault_of(error) is Fault.OURS


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waited_ms", "behind_proxy", "status"),
    [
        (LONGEST_WAIT_MS + 1000, True, 503),
        (LONGEST_WAIT_MS - 3000, True, 200),
        (LONGEST_WAIT_MS + 1000, False, 200),
        (NO_CLOCK_MS + 1000, True, 200),
        (-60_000, True, 200),
    ],
)
def test_who_waited_too_long_for_a_turn_is_told_at_once(
    client: Browser, settings: LazySettings, waited_ms: int, behind_proxy: bool, status: int
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    answer = client.get("/trainers/", headers={"x-request-start": str(int(time() * 1000) - waited_ms)})
    assert (answer.status_code, answer.headers.get("Retry-After")) == (
        status,
        "10" if status == 503 else None,
    )


@pytest.mark.django_db
def test_it_costs_no_query_to_send_somebody_off(
    client: Browser, settings: LazySettings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.BEHIND_PROXY = True
    stamp = f"t={int(time() * 1000) - LONGEST_WAIT_MS - 1000}"
    with django_assert_num_queries(0):
        assert client.get("/trainers/", headers={"x-request-start": stamp}).status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("stamp", ["", "soon", "1", "t=", "9" * 40, "-1234567890123", "1234567890.123"])
def test_a_stamp_that_is_none_sends_nobody_off(client: Browser, settings: LazySettings, stamp: str) -> None:
    settings.BEHIND_PROXY = True
    assert client.get("/trainers/", headers={"x-request-start": stamp}).status_code == 200

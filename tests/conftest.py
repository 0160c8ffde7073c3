"""Fixtures for every test. Time stands still only where a test passes the clock in."""

from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from xdist.remote import Producer

from assessments.free_hours import forget_all
from assessments.models import Client, Service, Trainer
from tests import services
from tests.makers import make_client, make_service, make_trainer
from tests.sharing import ByFile, is_apart

Figure = Callable[[str], None]
FIGURE = "figure"

# No time limit for an example: a busy machine is not a bug.
hypothesis.settings.register_profile(
    "hipcoach", hypothesis.settings.get_profile(hypothesis.settings.get_current_profile_name()), deadline=None
)
hypothesis.settings.load_profile("hipcoach")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--at", type=datetime.fromisoformat, help="run at this instant, in the tests' own processes"
    )


def pytest_configure(config: pytest.Config) -> None:
    if instant := config.getoption("at"):
        time_machine.travel(instant, tick=True).start()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark what touches the database, so that `make test` repeats just that on PostgreSQL.

    Browser tests come last: Playwright leaves an event loop running, and Django refuses the database there.
    The longest are the first of them, so that no worker is left with one at the end.
    """
    for item in items:
        fixtures: list[str] = getattr(item, "fixturenames", [])
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker("database")
        if "playwright" in fixtures:
            item.add_marker("browser")
    yield
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, not is_apart(item.nodeid)))


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what the machine cannot run; under CI that is a failure."""
    for marker, service in services.SERVICES.items():
        if item.get_closest_marker(marker) and not service.answers():
            (pytest.fail if services.STRICT else pytest.skip)(service.reason)
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs DATABASE_URL to name PostgreSQL")


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Says what a test has measured, in the list of figures at the end of the run."""

    def say(told: str) -> None:
        record_property(FIGURE, told)

    return say


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed: list[pytest.TestReport] = terminalreporter.stats.get("passed", [])
    told = sorted(
        {str(value) for report in passed for name, value in report.user_properties if name == FIGURE}
    )
    if told:
        terminalreporter.section("figures")
        for line in told:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, for pytest-playwright."""
    switches = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    switches += ["--disable-background-networking", "--disable-component-update"]
    return {"executable_path": services.browser_path(), "args": switches}


@pytest.fixture(autouse=True)
def own_folders(settings: LazySettings, tmp_path: Path) -> None:
    """Nothing a test writes lands in var/, and no test shares a throttle with another."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.LOCK_DIR = tmp_path
    settings.METRICS_DIR = tmp_path / "metrics"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }


@pytest.fixture(autouse=True)
def no_kept_answers() -> None:
    """Rolled-back rows come again under the same numbers and versions."""
    forget_all()


@pytest.fixture
def now() -> datetime:
    """A quiet Monday, 09:00 UTC."""
    return datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def trainer(db: None) -> Trainer:
    return make_trainer()


@pytest.fixture
def service(trainer: Trainer) -> Service:
    return make_service(trainer=trainer)


@pytest.fixture
def client_record(trainer: Trainer) -> Client:
    return make_client(trainer=trainer)

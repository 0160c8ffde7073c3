"""Data for real processes; the migrations run once for all tests."""

import shutil
from pathlib import Path

import pytest

from tests.flows.hands import Inbox
from tests.processes import migrate, run_env


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("migrated")
    migrate(run_env(var))
    return var / "hipcoach.sqlite3"


@pytest.fixture
def var(tmp_path: Path, migrated: Path) -> Path:
    """The folder of one run, with an empty database."""
    shutil.copy(migrated, tmp_path)
    return tmp_path


@pytest.fixture
def env(var: Path) -> dict[str, str]:
    return run_env(var)


@pytest.fixture
def inbox(var: Path) -> Inbox:
    return Inbox(var / "mail")

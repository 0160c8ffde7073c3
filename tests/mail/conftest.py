"""Data for real processes."""

from pathlib import Path

import pytest

from tests import moulds
from tests.flows.hands import Inbox
from tests.processes import run_env


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """The folder of one run, with an empty database."""
    moulds.migrated(run_env(tmp_path))
    return tmp_path


@pytest.fixture
def env(var: Path) -> dict[str, str]:
    return run_env(var)


@pytest.fixture
def inbox(var: Path) -> Inbox:
    return Inbox(var / "mail")

"""The command as an operator runs it, on either database: written, tried out, and tried out again later."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import moulds
from tests.processes import database_of_its_own, manage, refused, run_env

MAKE = """
from datetime import datetime, UTC
from tests.operating.kept import make_world
make_world(now=datetime(2026, 11, 30, 9, tzinfo=UTC))
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def env(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    with contextlib.ExitStack() as ends:
        address = ends.enter_context(database_of_its_own()) if request.param == "postgresql" else ""
        env = run_env(tmp_path / "run", **({"DATABASE_URL": address} if address else {}))
        moulds.migrated(env)
        manage(env, "shell", "--verbosity", "0", "-c", MAKE)
        yield env


def test_a_backup_is_for_us_alone_and_tried_out(env: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert "brought back and compared" in manage(env, "backup", str(folder))
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"Lovelace" not in path.read_bytes()
    assert not list((tmp_path / "run").rglob("*scratch*"))
    assert "is there already" in refused(env, "backup", str(path))

    assert "can be brought back" in manage(env, "restore", "--check", str(path))
    path.write_bytes(path.read_bytes()[:-1])
    assert "damaged" in refused(env, "restore", "--check", str(path))
    assert not list((tmp_path / "run").rglob("*scratch*"))
    assert "could not be written" in refused(env, "backup", str(tmp_path / "nowhere" / "one"))

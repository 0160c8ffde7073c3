"""Production refuses to start half configured, and says in one sentence what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hipcoach.environment import BASE_DIR, REQUIRED_IN_PRODUCTION
from tests.production import ENVIRONMENT


def check(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run `manage.py check` as production would; None takes a variable away."""
    merged = {"PATH": os.environ["PATH"]} | ENVIRONMENT | changes
    environment = {name: value for name, value in merged.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_complete_environment_starts() -> None:
    done = check()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", REQUIRED_IN_PRODUCTION)
def test_a_missing_variable_is_named(name: str) -> None:
    done = check(**{name: None})
    assert done.returncode != 0
    assert name in done.stderr
    assert not [other for other in REQUIRED_IN_PRODUCTION if other != name and other in done.stderr]


@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_everything_missing_is_told_at_once(value: str | None) -> None:
    done = check(**dict.fromkeys(REQUIRED_IN_PRODUCTION, value))
    assert done.returncode != 0
    assert all(name in done.stderr for name in REQUIRED_IN_PRODUCTION)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("PORT", "eight thousand"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("SECRET_KEY", "short"),
        ("FIELD_KEYS", "short"),
        ("BACKUP_KEYS", "short"),
        ("DATABASE_POOLED", "perhaps"),
        ("SITE_URL", "hipcoach.example"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "ftp://hipcoach.example"),
        ("DATABASE_URL", "mysql://hipcoach@127.0.0.1/hipcoach"),
        ("DATABASE_URL", "postgres://hipcoach@127.0.0.1/hipcoach?patience=long"),
        ("DATABASE_URL", "postgres://hipcoach@127.0.0.1/hipcoach?pool=true"),
        ("DATABASE_URL", "postgres://hipcoach@127.0.0.1/hipcoach?isolation_level=1"),
        ("BROKER_URL", "amqp://127.0.0.1"),
        ("EMAIL_SECURITY", "ssl"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("SECURITY_CONTACT", "security@hipcoach.example"),
        ("SLOW_QUERY_MS", "soon"),
        ("SLOW_QUERY_MS", "-1"),
        ("BEHIND_PROXY", "sometimes"),
        ("DEMAND_SECOND_FACTOR", "sometimes"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_without_a_traceback(name: str, value: str) -> None:
    done = check(**{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.write_text(f"  {ENVIRONMENT['SECRET_KEY']}\n")
    assert check(SECRET_KEY=None, SECRET_KEY_FILE=str(file)).returncode == 0
    assert check(SECRET_KEY_FILE=str(file)).returncode == 0, "Twice the same is no contradiction."


@pytest.mark.parametrize(
    ("given", "content", "words"),
    [
        (None, "", "SECRET_KEY"),
        (None, None, "SECRET_KEY_FILE names a file that can't be read"),
        (None, "short", "SECRET_KEY must have at least 50"),
        ("x" * 60, "y" * 60, "SECRET_KEY or SECRET_KEY_FILE, not both"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, given: str | None, content: str | None, words: str) -> None:
    file = tmp_path / "secret_key"
    if content is not None:
        file.write_text(content)
    done = check(SECRET_KEY=given, SECRET_KEY_FILE=str(file))
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "yyy" not in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "BACKUP_KEYS"])
def test_a_refusal_never_shows_a_secret(name: str) -> None:
    done = check(**{name: "hunter2"})
    assert done.returncode != 0
    assert "hunter2" not in done.stdout + done.stderr

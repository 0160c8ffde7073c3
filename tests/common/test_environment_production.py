"""Production refuses to start half configured, and says in one sentence what is wrong."""

import os
import subprocess
import sys

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
        ("SITE_URL", "hipcoach.example"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "ftp://hipcoach.example"),
        ("DATABASE_URL", "mysql://hipcoach@127.0.0.1/hipcoach"),
        ("BROKER_URL", "amqp://127.0.0.1"),
        ("EMAIL_SECURITY", "ssl"),
        ("LOG_LEVEL", "loud"),
        ("BEHIND_PROXY", "sometimes"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_without_a_traceback(name: str, value: str) -> None:
    done = check(**{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS"])
def test_a_refusal_never_shows_a_secret(name: str) -> None:
    done = check(**{name: "hunter2"})
    assert done.returncode != 0
    assert "hunter2" not in done.stdout + done.stderr

"""On one's own computer nothing need be set, and what is set moves the data."""

import os
import subprocess
import sys
from pathlib import Path

from hipcoach.environment import BASE_DIR

SHOW = (
    "from django.conf import settings as s;"
    "print(s.SITE_URL, s.DATABASES['default']['NAME'], s.MAIL_FOLDER, s.BROKER_URL, sep='\\n')"
)


def shown(**environment: str) -> list[str]:
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "hipcoach.settings", **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()


def test_debug_alone_is_enough() -> None:
    site, database, mail, broker = shown(DEBUG="true")
    assert site == "http://localhost:8000"
    assert database == str(BASE_DIR / "var" / "hipcoach.sqlite3")
    assert mail == str(BASE_DIR / "var" / "mail")
    assert broker == "filesystem://"


def test_hipcoach_var_moves_everything_that_is_kept(tmp_path: Path) -> None:
    _site, database, mail, _broker = shown(DEBUG="true", HIPCOACH_VAR=str(tmp_path))
    assert database == str(tmp_path / "hipcoach.sqlite3")
    assert mail == str(tmp_path / "mail")


def test_port_moves_the_address() -> None:
    assert shown(DEBUG="true", PORT="9000")[0] == "http://localhost:9000"


def test_reading_the_settings_writes_nothing(tmp_path: Path) -> None:
    shown(DEBUG="true", HIPCOACH_VAR=str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()

"""`make run` on a machine that cannot: one clear sentence instead of a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hipcoach.environment import BASE_DIR

TOO_OLD = '#!/bin/sh\ncase "$*" in *version_info*) exit 1;; esac\n'
NO_VENV = (
    f'#!/bin/sh\ncase "$*" in *ensurepip*) echo Traceback >&2; exit 1;; esac\nexec {sys.executable} "$@"\n'
)


def make_run(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(BASE_DIR / name, folder)
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", "--no-print-directory", "run", f"PYTHON={python}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (TOO_OLD, "HipCoach needs Python 3.11 or newer: PYTHON=python3.12 make run names another one."),
        (NO_VENV, "This Python cannot make virtual environments: install python3-venv (its name on Debian)."),
    ],
    ids=["too old", "without venv"],
)
def test_a_python_that_will_not_do_is_told(script: str, sentence: str, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(script)
    python.chmod(0o755)
    done = make_run(tmp_path, str(python))
    assert done.returncode != 0
    assert done.stdout.strip() == sentence
    assert "Traceback" not in done.stderr


def test_no_python_at_all_is_told(tmp_path: Path) -> None:
    done = make_run(tmp_path, "python-that-is-not-there")
    assert done.returncode != 0
    assert (
        done.stdout.strip()
        == "There is no python-that-is-not-there here. HipCoach needs Python 3.11 or newer."
    )

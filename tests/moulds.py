"""SQLite databases of whole sites, and static files: each is made once in a run of tests, and then copied.

    migrated(env)  # An empty database lies in the folder of this site.

Making one takes seconds of migrations, or of packing files, and a run wants dozens.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.processes import manage, migrate, run_env

DATABASE = "hipcoach.sqlite3"
STATIC = "static"
# Where all processes of one run of tests keep them; without it each process makes its own.
FOLDER = "TEST_MOULDS"

Env = Mapping[str, str]


def migrated(env: Env) -> None:
    """An empty database, on whichever engine this run has."""
    if "DATABASE_URL" in env:
        migrate(env)
    else:
        cast("migrated", env, migrate)


def demo(env: Env) -> str:
    """The demo practice; returns what the command line said when it was prepared."""
    cast("demo", env, _prepare)
    return _prepare(env)


def static_files(env: Env) -> Path:
    """Static files as production serves them, hashed and packed; returns their folder in this site."""
    mould, own = _folder() / STATIC, Path(env["HIPCOACH_VAR"]) / STATIC
    with _one_at_a_time(mould):
        if not mould.exists():
            manage(env, "collectstatic", "--no-input", "--verbosity", "0")
            shutil.copytree(own, mould)
            return own
    shutil.copytree(mould, own, dirs_exist_ok=True)
    return own


def cast(name: str, env: Env, make: Callable[[Env], object]) -> None:
    """Lay a copy of `name` into the folder of this site; whoever comes first makes it, the others wait."""
    mould = _folder() / f"{name}.sqlite3"
    with _one_at_a_time(mould):
        if not mould.exists():
            with TemporaryDirectory() as var:
                make(run_env(Path(var)))
                shutil.copy(Path(var) / DATABASE, mould)
    shutil.copy(mould, Path(env["HIPCOACH_VAR"]) / DATABASE)


@contextmanager
def _one_at_a_time(mould: Path) -> Iterator[None]:
    with mould.with_suffix(".lock").open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


def _prepare(env: Env) -> str:
    return manage(env, "prepare")


@cache
def _folder() -> Path:
    return Path(os.environ.get(FOLDER) or _own_folder().name)


@cache
def _own_folder() -> TemporaryDirectory[str]:
    """Kept until this process ends."""
    return TemporaryDirectory()

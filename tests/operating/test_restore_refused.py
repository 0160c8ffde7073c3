"""A backup that is not what it should be is told in words, and changes nothing."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.core.management import CommandError

from hipcoach.operating.sealing import MAGIC
from tests.operating.kept import backup_to, everything, make_world, restored, rewritten

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(settings: LazySettings, tmp_path: Path, now: datetime) -> Path:
    settings.VAR = tmp_path
    make_world(now=now)
    return backup_to(tmp_path / "one.backup", now=now)


def refuse(path: Path, words: str) -> None:
    before = everything()
    with pytest.raises(CommandError, match=words):
        restored(path, "--replace")
    assert everything() == before


def flipped(at: int) -> Callable[[bytes], bytes]:
    def flip(content: bytes) -> bytes:
        where = at % len(content)
        return content[:where] + bytes([content[where] ^ 1]) + content[where + 1 :]

    return flip


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: b"name,email\nAda,ada@example.com\n", id="another file"),
        pytest.param(lambda content: content[: len(MAGIC)], id="its first line only"),
        pytest.param(lambda content: content[: len(content) // 2], id="half"),
        pytest.param(lambda content: content[:-1], id="a byte short"),
        pytest.param(lambda content: content + b"x", id="a byte long"),
        pytest.param(flipped(3), id="the magic line"),
        pytest.param(flipped(len(MAGIC) + 14), id="when it was made"),
        pytest.param(flipped(1000), id="in the middle"),
        pytest.param(flipped(-1), id="at the end"),
    ],
)
def test_a_damaged_one(path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path.write_bytes(spoil(path.read_bytes()))
    refuse(path, "no backup, or it is damaged. Nothing was changed")


def test_the_wrong_key(path: Path, settings: LazySettings) -> None:
    right, wrong = settings.BACKUP_KEYS[0], Fernet.generate_key().decode()
    settings.BACKUP_KEYS = [wrong]
    refuse(path, "written with another key")
    settings.BACKUP_KEYS = [wrong, right]
    assert "brought back" in restored(path, "--replace"), "An older key reads it still."


def test_health_data_that_no_key_here_opens(path: Path, settings: LazySettings) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    refuse(path, "not in FIELD_KEYS")


def test_one_of_a_newer_version(path: Path) -> None:
    refuse(rewritten(path, with_migration("mail", "0999_of_the_future")), "newer version")


def test_one_of_an_older_version_over_newer_tables(path: Path) -> None:
    refuse(rewritten(path, before_last_sweep), "into an empty database")


def test_people_are_not_replaced_unasked(path: Path) -> None:
    before = everything()
    with pytest.raises(CommandError, match="--replace"):
        restored(path)
    assert everything() == before


def test_one_that_says_it_holds_more(path: Path) -> None:
    def promise_more(lines: list[Any]) -> list[Any]:
        lines[-1]["assessments_client"][0] += 1
        return lines

    refuse(rewritten(path, promise_more), "Not all of it came back .assessments_client.")


def test_rows_that_the_database_refuses(path: Path) -> None:
    def double(lines: list[Any]) -> list[Any]:
        at = table_at(lines, "assessments_client")
        return [*lines[: at + 2], lines[at + 1], *lines[at + 2 :]]

    refuse(rewritten(path, double), "refused it")


def test_a_file_that_is_not_there(tmp_path: Path, settings: LazySettings) -> None:
    settings.VAR = tmp_path
    refuse(tmp_path / "none.backup", "can't be read: No such file")


def with_migration(app: str, name: str) -> Callable[[list[Any]], list[Any]]:
    def change(lines: list[Any]) -> list[Any]:
        lines[0]["migrations"].append([app, name])
        return lines

    return change


def table_at(lines: list[Any], name: str) -> int:
    return next(n for n, line in enumerate(lines) if isinstance(line, list) and line[0] == name)


def before_last_sweep(lines: list[Any]) -> list[Any]:
    """As it was before the table of the last sweep, which is empty here."""
    for later in ("0003_last_sweep", "0004_mails_by_address"):
        lines[0]["migrations"].remove(["mail", later])
    at = table_at(lines, "mail_lastsweep")
    del lines[at : at + 2]
    del lines[-1]["mail_lastsweep"]
    return lines

"""The broker in a folder: what cannot be read is set aside, and never stops the worker."""

import json
from pathlib import Path

import pytest

from tests.common.test_filebroker_queue import connection_to, take_all

BROKEN = {
    "empty": b"",
    "cut short": b'{"body": "abc", "proper',
    "not UTF-8": b"\xff\xfe\x00",
    "a list": b"[1, 2]",
    "a number": b"7",
    "null": b"null",
    "no properties": b"{}",
    "properties of the wrong kind": json.dumps({"properties": []}).encode(),
    "no delivery tag": json.dumps({"properties": {}}).encode(),
    "a body that is not base64": json.dumps(
        {"body": "a", "properties": {"body_encoding": "base64", "delivery_tag": "1"}}
    ).encode(),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_an_unreadable_message_is_set_aside_and_the_next_one_read(content: bytes, tmp_path: Path) -> None:
    with connection_to(tmp_path) as connection:
        queue = connection.SimpleQueue("mail")
        broken = "00000000000000000001_broken.mail.msg"
        (tmp_path / "queue" / broken).write_bytes(content)
        queue.put("readable")
        assert take_all(queue) == ["readable"]
    assert (tmp_path / "unreadable" / broken).read_bytes() == content
    assert list((tmp_path / "queue").iterdir()) == []


def test_the_log_names_the_message_and_not_its_content(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with connection_to(tmp_path) as connection:
        queue = connection.SimpleQueue("mail")
        (tmp_path / "queue" / "00000000000000000001_broken.mail.msg").write_text("private words")
        take_all(queue)
    assert "00000000000000000001_broken.mail.msg" in caplog.text
    assert "private words" not in caplog.text

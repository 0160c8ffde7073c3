"""The broker in a folder: messages stay in order, whole, and go to one reader each."""

import resource
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from hipcoach.common import filebroker


def connection_to(folder: Path) -> Connection:
    options = {"queue_folder": str(folder / "queue"), "unreadable_folder": str(folder / "unreadable")}
    return Connection(transport=filebroker.Transport, transport_options=options)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[SimpleQueue]:
    with connection_to(tmp_path) as connection:
        yield connection.SimpleQueue("mail")


def take_all(queue: SimpleQueue) -> list[Any]:
    taken: list[Any] = []
    while True:
        try:
            message = queue.get(block=False)
        except Empty:
            return taken
        message.ack()
        taken.append(message.payload)


def test_messages_come_out_in_the_order_they_went_in(queue: SimpleQueue) -> None:
    for number in range(20):
        queue.put({"number": number})
    assert take_all(queue) == [{"number": number} for number in range(20)]


def test_a_queue_never_hands_out_another_queues_messages(tmp_path: Path) -> None:
    with connection_to(tmp_path) as connection:
        mail, other = connection.SimpleQueue("mail"), connection.SimpleQueue("urgent.mail")
        mail.put("for mail")
        other.put("for the other")
        assert (mail.qsize(), other.qsize()) == (1, 1)
        assert take_all(mail) == ["for mail"]
        assert take_all(other) == ["for the other"]


def test_a_message_outlives_the_process_that_wrote_it(tmp_path: Path) -> None:
    with connection_to(tmp_path) as writer:
        writer.SimpleQueue("mail").put("kept")
    with connection_to(tmp_path) as reader:
        assert take_all(reader.SimpleQueue("mail")) == ["kept"]


def test_a_half_written_message_is_not_there_yet(queue: SimpleQueue, tmp_path: Path) -> None:
    (tmp_path / "queue" / ".00000000000000000001_draft.mail.msg").write_text('{"body": "half')
    assert queue.qsize() == 0
    assert take_all(queue) == []


def test_a_message_that_could_not_be_finished_never_appears(queue: SimpleQueue) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            queue.put("x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert queue.qsize() == 0
    queue.put("whole")
    assert take_all(queue) == ["whole"]


def test_writing_leaves_no_draft_and_reading_leaves_nothing(queue: SimpleQueue, tmp_path: Path) -> None:
    queue.put("one")
    assert [path.name.endswith(".mail.msg") for path in (tmp_path / "queue").iterdir()] == [True]
    assert not any(path.name.startswith(".") for path in (tmp_path / "queue").iterdir())
    take_all(queue)
    assert list((tmp_path / "queue").iterdir()) == []


def test_clearing_a_queue_empties_it(queue: SimpleQueue) -> None:
    queue.put("one")
    queue.put("two")
    assert queue.clear() == 2
    assert take_all(queue) == []


def test_two_readers_never_get_the_same_message(tmp_path: Path) -> None:
    with connection_to(tmp_path) as writer:
        outgoing = writer.SimpleQueue("mail")
        for number in range(200):
            outgoing.put(number)
    together = threading.Barrier(4)
    taken: list[list[int]] = [[] for _ in range(4)]

    def read(own: list[int], queue: SimpleQueue) -> None:
        together.wait(timeout=10)
        own.extend(take_all(queue))

    with ExitStack() as open_connections:
        queues = [
            open_connections.enter_context(connection_to(tmp_path)).SimpleQueue("mail") for _ in range(4)
        ]
        readers = [threading.Thread(target=read, args=pair) for pair in zip(taken, queues, strict=True)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(timeout=30)
    assert sorted(number for own in taken for number in own) == list(range(200))

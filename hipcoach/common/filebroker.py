"""A Celery broker in a folder, for a practice that runs on one machine.

Kombu's own filesystem transport writes messages and routing tables in place, so that a reader can meet
half a file, and raises out of the worker's loop on an unreadable one. Here a message appears whole or
not at all, an unreadable one is set aside, and no routing table is written at all.

Transport options, both folders on one file system: `queue_folder`, `unreadable_folder`.
"""

import logging
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any, ClassVar

from kombu.transport import virtual
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)


class Channel(virtual.Channel):
    """Routes live in each process: whoever publishes has declared the queue first."""

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        options = connection.client.transport_options
        self.folder = Path(options["queue_folder"])
        self.unreadable_folder = Path(options["unreadable_folder"])
        for folder in (self.folder, self.unreadable_folder):
            folder.mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:
        # Sorted by name, messages stand in the order in which they came.
        name = f"{time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        draft = self.folder / f".{name}"
        draft.write_text(dumps(message), encoding="utf-8")
        draft.rename(self.folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for waiting in self._waiting(queue):
            taken = waiting.with_name(f".taken.{waiting.name}")
            try:
                waiting.rename(taken)
            except FileNotFoundError:
                continue  # Another worker was faster.
            try:
                message = loads(taken.read_text(encoding="utf-8"))
                self.Message(message, channel=self)
            except (ValueError, TypeError, LookupError, AttributeError):
                taken.rename(self.unreadable_folder / waiting.name)
                logger.warning("A message of the queue could not be read and was set aside: %s", waiting.name)
                continue
            taken.unlink()
            return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for path in waiting:
            path.unlink(missing_ok=True)
        return len(waiting)

    def _waiting(self, queue: str) -> list[Path]:
        """The queue's messages, oldest first. A name that begins with a dot never matches."""
        return sorted(path for path in self.folder.iterdir() if path.name.partition(".")[2] == f"{queue}.msg")


class Transport(virtual.Transport):
    Channel = Channel
    # One for all connections of this process, so that a queue declared on one is known on the others.
    global_state = virtual.BrokerState()
    # A folder has no host and no port.
    default_connection_params: ClassVar[dict[str, Any]] = {}
    driver_type = "filesystem"
    driver_name = "filesystem"

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.state = self.global_state

    def driver_version(self) -> str:
        return "1"

"""How many requests were answered, how, and how fast; the processes of one machine together.

Each process writes what it has counted into a file of its own, every few seconds at most, so that whichever
of them is asked can tell of all. A file stays for a day when its process ends.
"""

import json
import logging
import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from time import monotonic, time

from django.conf import settings

logger = logging.getLogger(__name__)

# Upper ends of the classes of time, in seconds.
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
WRITE_EVERY = 2.0
FORGET_AFTER = 24 * 3600
BUCKETS = len(BOUNDS) + 1


class Counts:
    """Of requests: by (method, class of status), by class of time, and all their seconds."""

    def __init__(self) -> None:
        self.answered: Counter[str] = Counter()
        self.within = [0] * BUCKETS
        self.seconds = 0.0

    def add(self, other: "Counts") -> None:
        self.answered += other.answered
        self.within = [mine + theirs for mine, theirs in zip(self.within, other.within, strict=True)]
        self.seconds += other.seconds

    def as_json(self) -> str:
        return json.dumps({"answered": self.answered, "within": self.within, "seconds": self.seconds})

    @classmethod
    def read(cls, text: str) -> "Counts":
        told, counts = json.loads(text), cls()
        counts.answered = Counter({str(name): int(many) for name, many in told["answered"].items()})
        counts.within = [int(many) for many in told["within"]][:BUCKETS]
        counts.seconds = float(told["seconds"])
        return counts


class Book:
    """This process's own counts, kept in memory and on disk."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begin()

    def _begin(self) -> None:
        self.counts, self._written = Counts(), 0.0
        self._pid, self._name = os.getpid(), f"{os.getpid()}-{int(time() * 1000)}.json"

    def note(self, *, method: str, status: int, seconds: float) -> None:
        with self._lock:
            if self._pid != os.getpid():  # A fork begins its own.
                self._begin()
            self.counts.answered[f"{method} {status // 100}xx"] += 1
            self.counts.within[bisect_left(BOUNDS, seconds)] += 1
            self.counts.seconds += seconds
            if monotonic() - self._written > WRITE_EVERY:
                self._write()

    def all(self) -> Counts:
        """Of every process that keeps its files here."""
        with self._lock:
            self._write()
        together = Counts()
        for counts in _read_all(_folder()):
            together.add(counts)
        return together

    def _write(self) -> None:
        self._written = monotonic()
        try:
            folder = _folder()
            folder.mkdir(parents=True, exist_ok=True)
            draft = folder / f".{self._name}"
            draft.write_text(self.counts.as_json(), "utf-8")
            draft.rename(folder / self._name)
        except OSError as error:  # No answer fails for want of a statistic.
            logger.warning("Counts of requests could not be kept (%s).", type(error).__name__)


def _folder() -> Path:
    return Path(settings.METRICS_DIR)


def _read_all(folder: Path) -> Iterator[Counts]:
    for path in folder.glob("[!.]*.json"):
        try:
            if path.stat().st_mtime < time() - FORGET_AFTER:
                path.unlink()
                continue
            yield Counts.read(path.read_text("utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            continue


book = Book()

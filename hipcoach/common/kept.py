"""Answers kept in this process while they hold: bounded by size, the longest unused goes first."""

from collections.abc import Hashable
from dataclasses import dataclass
from sys import getsizeof
from threading import Lock
from typing import Any

from cachetools import LRUCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer that holds in [made, ends), epoch seconds."""

    answer: Any
    made: int
    ends: int

    @property
    def size(self) -> int:
        """Roughly, in bytes: of what holds other objects, the shell only."""
        return getsizeof(self.answer) + 500  # With its key.


class Shelf:
    """Kept answers by key, all threads of a process together."""

    def __init__(self, *, megabytes: int) -> None:
        self._lock = Lock()
        self._kept: LRUCache[Hashable, Kept] = LRUCache(
            maxsize=megabytes * 2**20, getsizeof=lambda kept: kept.size
        )

    def find(self, key: Hashable, *, at: int) -> Kept | None:
        with self._lock:
            kept = self._kept.get(key)
        return kept if kept and kept.made <= at < kept.ends else None

    def put(self, key: Hashable, kept: Kept) -> Kept:
        if kept.size <= self._kept.maxsize:
            with self._lock:
                self._kept[key] = kept
        return kept

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

"""Answers kept in this process while they hold: bounded by size, the longest unused goes first."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from itertools import chain
from operator import itemgetter
from sys import getsizeof
from threading import Lock
from typing import Any

from cachetools import LRUCache

_OWN_SIZE = 500  # What keeping an answer takes beside it, in bytes.


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer that holds in [made, ends), epoch seconds."""

    answer: Any
    made: int
    ends: int


class Shelf:
    """Kept answers by key, all threads of a process together."""

    def __init__(self, *, megabytes: int) -> None:
        self._lock = Lock()
        self._most = megabytes * 2**20
        # With its size, which is reckoned once.
        self._kept: LRUCache[Hashable, tuple[Kept, int]] = LRUCache(self._most, getsizeof=itemgetter(1))

    def find(self, key: Hashable, *, at: int) -> Kept | None:
        with self._lock:
            kept, _size = self._kept.get(key, (None, 0))
        return kept if kept and kept.made <= at < kept.ends else None

    def put(self, key: Hashable, kept: Kept) -> Kept:
        size = _OWN_SIZE + _size_of(key) + _size_of(kept.answer)
        if size <= self._most:
            with self._lock:
                self._kept[key] = kept, size
        return kept

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


def _size_of(held: Any) -> int:
    """In bytes, with all that it holds; what several hold counts for each of them."""
    parts: Iterable[Any] = ()
    if isinstance(held, tuple | list):
        parts = held
    elif isinstance(held, dict):
        parts = chain(held.keys(), held.values())
    elif is_dataclass(held):
        parts = (getattr(held, field.name) for field in fields(held))
    return getsizeof(held) + sum(map(_size_of, parts))

"""PURE: two windows on one page. What was typed here meets what was saved elsewhere meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """`answers`: what to keep for each key that was sent, None for none.

    `clashes`: keys answered one way here and another way elsewhere; for these the saved answer is kept.
    """

    answers: Mapping[str, Any]
    clashes: tuple[str, ...]


def merge(*, typed: Mapping[str, Any], seen: Mapping[str, Any], saved: Mapping[str, Any]) -> Merged:
    """Three-way: `seen` is what the page showed when it was opened. None and a missing key both mean: open.

    What only one side changed is taken from that side; a page that was opened long ago takes nothing back.
    """
    answers, clashes = dict[str, Any](), list[str]()
    for key, here in typed.items():
        before, there = seen.get(key), saved.get(key)
        if _same(there, before) or _same(here, there):
            answers[key] = here
            continue
        answers[key] = there
        if not _same(here, before):
            clashes.append(key)
    return Merged(answers=answers, clashes=tuple(clashes))


def _same(one: Any, other: Any) -> bool:
    """As answers: True is not 1."""
    return type(one) is type(other) and bool(one == other)

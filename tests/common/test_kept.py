"""The shelf of kept answers holds as much memory as it says, and the longest unused goes first."""

import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assessments.picker import FreeDays, by_day
from assessments.schedules import Terms
from hipcoach.common.kept import Kept, Shelf

MONDAY = datetime(2024, 3, 4, tzinfo=UTC)
NOW = int(MONDAY.timestamp())


def kept(answer: Any) -> Kept:
    return Kept(answer=answer, made=NOW, ends=NOW + 60)


def terms(number: int) -> Terms:
    given = (number, 300 + number, f"Europe/{number}", 10_000 + number, 60, 30, 0, 15, 720, 730, None)
    return Terms(*given)


def free_days(days: int, step: int) -> FreeDays:
    starts = range(NOW, NOW + days * 86_400, step * 60)
    return FreeDays(free=by_day(starts, ZoneInfo("UTC")), opened=by_day(starts, ZoneInfo("UTC")))


@pytest.mark.parametrize(
    ("days", "step", "trainers"),
    [(60, 30, 1), (730, 5, 1), (7, 60, 100)],
    ids=["a usual service", "a step of five minutes, two years ahead", "a hundred trainers"],
)
def test_it_holds_as_much_as_it_says(days: int, step: int, trainers: int) -> None:
    free_days(1, 60)  # What is made once for all is made now.
    shelf = Shelf(megabytes=8)
    tracemalloc.start()
    try:
        for number in range(300 if days < 700 else 5):
            offered = tuple(terms(number + each) for each in range(trainers))
            shelf.put((offered, MONDAY + timedelta(days=number), "days"), kept(free_days(days, step)))
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 3 * 2**20 < held < 9 * 2**20


def test_the_longest_unused_goes_first() -> None:
    shelf = Shelf(megabytes=1)
    for name in "ab":
        shelf.put(name, kept(bytes(400_000)))
    shelf.find("a", at=NOW)
    shelf.put("c", kept(bytes(400_000)))
    assert [name for name in "abc" if shelf.find(name, at=NOW)] == ["a", "c"]


def test_what_is_larger_than_the_shelf_is_answered_and_not_kept() -> None:
    shelf, large = Shelf(megabytes=1), kept(bytes(2**20))
    assert shelf.put("a", large) is large
    assert shelf.find("a", at=NOW) is None

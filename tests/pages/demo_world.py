"""The demo as the tests see it: told once for a whole module, or with a few people only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest_django
from django.db import transaction
from django.test import override_settings

from assessments.free_hours import forget_all
from hipcoach.pages.demo import berlin, new_york
from hipcoach.pages.demo.people import Person
from hipcoach.pages.demo.story import Casts, make

# A Wednesday on which both trainers are at work: 17:00 in Berlin, 11:00 in New York.
NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


@contextmanager
def told(blocker: pytest_django.DjangoDbBlocker, folder: Path) -> Iterator[None]:
    """The whole demo as of NOW, for as long as the block runs."""
    with blocker.unblock(), override_settings(DEBUG=True, LOCK_DIR=folder), transaction.atomic():
        # Rows that were rolled back come again under the same numbers.
        forget_all()
        make(now=NOW)
        with override_settings(DEBUG=False):
            yield
        transaction.set_rollback(True)


def few(*names: str) -> Casts:
    """The casts of these people only."""
    return _some_of(berlin.CAST, names), _some_of(new_york.CAST, names)


def _some_of(cast: tuple[Person, ...], names: tuple[str, ...]) -> tuple[Person, ...]:
    return tuple(person for person in cast if person.name in names)

"""The database's guard, by any order of writes, beside a reading of all rows; and what a look costs it."""

import random
from copy import copy
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.models import Appointment, Client, Service
from tests.makers import make_appointment

FIRST = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIVE = ("confirmed", "held")


def meets(one: Appointment, other: Appointment) -> bool:
    return one.start < other.end and other.start < one.end


def place(visit: Appointment, chance: random.Random) -> None:
    """Somewhere in a few hours, for a few minutes or for most of them."""
    visit.start = visit.blocked_start = FIRST + chance.randrange(600) * MINUTE
    visit.end = visit.blocked_end = visit.start + chance.choice((1, 7, 30, 60, 400)) * MINUTE


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_it_refuses_what_overlaps_and_nothing_else(
    client_record: Client, service: Service, seed: int
) -> None:
    chance = random.Random(seed)
    model = make_appointment(client=client_record, service=service, start=FIRST)
    model.delete()
    there: dict[int, Appointment] = {}
    for _write in range(150):
        old = there[chance.choice(list(there))] if there and chance.random() < 0.4 else None
        visit = copy(old or model)
        visit.status = chance.choice(("confirmed", "confirmed", "held", "cancelled"))
        visit.hold_until = FIRST if visit.status == "held" else None
        place(visit, chance)
        others = [each for pk, each in there.items() if pk != visit.pk and each.status in LIVE]
        is_taken = visit.status in LIVE and any(meets(visit, each) for each in others)
        try:
            with transaction.atomic():
                visit.save(force_insert=old is None)
        except IntegrityError:
            assert is_taken
        else:
            assert not is_taken
            there[visit.pk] = visit
    assert len(there) > 10


@pytest.mark.django_db
@pytest.mark.sqlite
def test_sqlite_looks_once_however_many_there_are(client_record: Client, service: Service) -> None:
    """By the steps of SQLite's own machine."""
    model = make_appointment(client=client_record, service=service, start=FIRST)

    def add(many: int, *, after: timedelta) -> None:
        rows = [copy(model) for _row in range(many)]
        for number, row in enumerate(rows):
            row.pk = None
            row.start = row.blocked_start = FIRST + after + 60 * number * MINUTE
            row.end = row.blocked_end = row.start + 60 * MINUTE
        Appointment.objects.bulk_create(rows)

    def steps() -> int:
        count = 0

        def step() -> None:
            nonlocal count
            count += 1

        connection.connection.set_progress_handler(step, 1)
        add(1, after=timedelta(days=300 + Appointment.objects.count()))
        connection.connection.set_progress_handler(None, 0)
        return count

    add(20, after=timedelta(days=1))
    few = steps()
    add(2_000, after=timedelta(days=10))
    assert steps() < 2 * few

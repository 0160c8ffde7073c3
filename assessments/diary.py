"""One writer at a time on a trainer's schedule.

Every verb that changes a schedule takes the trainer's row lock first, so that rivals wait in line instead of
deadlocking in the constraint; the constraint has the last word.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from assessments.availability import Refusal
from assessments.models import Appointment, Assessment, Client, Trainer
from assessments.refusals import NotBookable, TooLate
from hipcoach.common.compiled import CompiledModels
from hipcoach.common.locks import in_turn

# To write it takes the ORM longer than the database takes to do it, and every booking does. See also Trainer.
_RAISE = "UPDATE assessments_trainer SET availability_version = availability_version + 1 WHERE id IN ({})"


@contextmanager
def diary_of(trainer_id: int) -> Iterator[Trainer]:
    """Hold one trainer's schedule while the block runs; raises NotBookable where it would double book."""
    with diaries_of([trainer_id]) as trainers:
        yield trainers[trainer_id]


@contextmanager
def diaries_of(trainer_ids: Iterable[int]) -> Iterator[dict[int, Trainer]]:
    """The same for several, locked in the order of their numbers."""
    try:
        with in_turn("booking"), transaction.atomic():
            trainers = {trainer.pk: trainer for trainer in _locked.found(tuple(sorted(set(trainer_ids))))}
            yield trainers
            raise_versions(trainers)
    except IntegrityError as error:
        if "appointment_no_overlap" in str(error):
            raise NotBookable(Refusal.TAKEN) from error
        raise


def hold_records(clients: Collection[int]) -> None:
    """Lock what hangs on these clients, then the clients: a test, its visit, and who it is about.

    In this order whoever records a test comes to them; the other way round the two would wait for each other.
    """
    tests = Assessment.objects.filter(client__in=clients)
    visits = Appointment.objects.filter(client__in=clients)
    for rows in (tests, visits, Client.objects.filter(pk__in=clients)):
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def demand_working(trainer: Trainer) -> None:
    """Nothing new comes into the diary of a trainer who has left; raises NotBookable."""
    if trainer.removed_at:
        raise NotBookable(Refusal.CLOSED)


def raise_versions(trainer_ids: Iterable[int]) -> None:
    """End every kept answer about these trainers' free hours, in every process."""
    numbers = list(trainer_ids)
    if numbers:
        with connection.cursor() as cursor:
            cursor.execute(_RAISE.format(", ".join(["%s"] * len(numbers))), numbers)


def reread(appointment: Appointment) -> Appointment:
    """The row as it is now, locked, so that no test starts meanwhile. See also recording.start.

    Raises NotBookable where it was given back meanwhile, because nobody confirmed it, and where it has gone
    to another trainer, whose diary nobody holds.
    """
    locked = Appointment.objects.select_for_update(no_key=True, of=("self",))
    known = locked.select_related("service__trainer", "trainer__user", "client")
    row = known.filter(pk=appointment.pk).first()
    if row is None:
        raise NotBookable(TooLate.GIVEN_BACK)
    if row.trainer_id != appointment.trainer_id:
        raise NotBookable(TooLate.HANDED_OVER)
    return row


def _locked_query(trainers: Any) -> QuerySet[Trainer]:
    """FOR NO KEY UPDATE: a plain FOR UPDATE deadlocks with the foreign-key checks of others."""
    locked = Trainer.objects.select_for_update(no_key=True, of=("self",))
    return locked.filter(pk__in=trainers).order_by("pk")


# The user comes along for the address of the trainer's own mails.
_locked = CompiledModels(Trainer, _locked_query, along=["user"])

"""One writer at a time on a trainer's schedule.

Every verb that changes a schedule takes the trainer's row lock first, so that rivals wait in line instead of
deadlocking in the constraint; the constraint has the last word.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F

from assessments.availability import Refusal
from assessments.models import Appointment, Trainer
from assessments.refusals import NotBookable, TooLate
from hipcoach.common.locks import in_turn


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
            # FOR NO KEY UPDATE: a plain FOR UPDATE deadlocks with the foreign-key checks of others.
            # The user comes along for the address of the trainer's own mails.
            locked = (
                Trainer.objects.select_for_update(no_key=True, of=("self",))
                .select_related("user")
                .filter(pk__in=set(trainer_ids))
            )
            trainers = {trainer.pk: trainer for trainer in locked.order_by("pk")}
            yield trainers
            raise_versions(trainers)
    except IntegrityError as error:
        if "appointment_no_overlap" in str(error):
            raise NotBookable(Refusal.TAKEN) from error
        raise


def raise_versions(trainer_ids: Iterable[int]) -> None:
    """End every kept answer about these trainers' free hours, in every process."""
    Trainer.objects.filter(pk__in=list(trainer_ids)).update(
        availability_version=F("availability_version") + 1
    )


def reread(appointment: Appointment) -> Appointment:
    """The row as it is now, locked, so that no test starts meanwhile. See also recording.start.

    Raises NotBookable where it was given back meanwhile, because nobody confirmed it.
    """
    locked = Appointment.objects.select_for_update(no_key=True, of=("self",))
    known = locked.select_related("service__trainer", "trainer__user", "client")
    row = known.filter(pk=appointment.pk).first()
    if row is None:
        raise NotBookable(TooLate.GIVEN_BACK)
    return row

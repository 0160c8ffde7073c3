"""Verbs of the practice's owner: remove a trainer, bring one back, hand the practice over."""

from datetime import datetime

from django.utils.translation import gettext as _

from assessments import emails
from assessments.diary import diaries_of, diary_of
from assessments.handing_over import (
    NOTHING_YET,
    Agreed,
    CannotTakeOver,
    Preview,
    hand_over_locked,
)
from assessments.models import Appointment, Practice, Trainer
from hipcoach.accounts.models import DeviceSession, User
from hipcoach.mail import outbox


class OwnerStays(Exception):
    """The practice's owner can't be removed; the practice is handed over first."""


class NeedsSomebody(Exception):
    """The trainer has clients, so somebody has to take over."""


def remove(
    *, trainer: Trainer, to: Trainer | None, by: User, now: datetime, agreed: Agreed = NOTHING_YET
) -> Preview:
    """End a trainer's work here and hand their clients over to `to`; return what was done.

    What they recorded stays as it is, under their name. Hours that wait for their confirmation are given
    back. All of it happens, or nothing; twice is harmless. Raises OwnerStays, NeedsSomebody, NeedsAgreement,
    CannotTakeOver.
    """
    with diaries_of({trainer.pk, *([to.pk] if to else [])}) as trainers:
        leaving = trainers[trainer.pk]
        practice = _locked_practice(leaving.practice_id)
        if practice.owner_id == leaving.user_id:
            raise OwnerStays
        clients = list(leaving.clients.values_list("pk", flat=True))
        found = Preview(clients=[], ahead=[], doubled=[])
        if clients:
            if to is None or to.pk == leaving.pk:
                raise NeedsSomebody
            found = hand_over_locked(clients, trainers, to=trainers[to.pk], by=by, now=now, agreed=agreed)
        if leaving.removed_at is None:
            _close(leaving, now=now)
        return found


def bring_back(*, trainer: Trainer) -> None:
    """Let a removed trainer work again, with a closed page that they open themselves; not in the admin."""
    with diary_of(trainer.pk) as locked:
        locked.removed_at = None
        locked.save(update_fields=["removed_at"])


def give_practice(*, practice: Practice, to: Trainer, by: User) -> None:
    """Make another trainer the owner. Twice is harmless. Raises CannotTakeOver."""
    with diary_of(to.pk) as locked:
        held = _locked_practice(practice.pk)
        if held.owner_id == locked.user_id:
            return
        if held.owner_id != by.pk or locked.removed_at or locked.practice_id != held.pk:
            raise CannotTakeOver
        held.owner = locked.user
        held.save(update_fields=["owner"])


def _close(leaving: Trainer, *, now: datetime) -> None:
    holds = leaving.appointments.filter(status=Appointment.Status.HELD).select_related("service")
    for hold in holds:
        if hold.awaits_confirmation and not hold.has_lapsed(now):
            emails.promise_given_back(hold, because=leaving.ref, now=now)
    holds.delete()
    leaving.removed_at, leaving.is_listed, leaving.setup_step = now, False, ""
    leaving.save(update_fields=["removed_at", "is_listed", "setup_step"])
    # The admin names who comes when. A superuser looks after the site, not after this practice.
    User.objects.filter(pk=leaving.user_id, is_superuser=False).update(is_staff=False)
    DeviceSession.objects.filter(user=leaving.user).delete()
    outbox.retire(
        subject_ref=leaving.ref, reason=_("The trainer has left."), kinds=emails.TO_THE_TRAINER, now=now
    )


def _locked_practice(pk: int) -> Practice:
    return Practice.objects.select_for_update(no_key=True).get(pk=pk)

"""What every part of a story shares, and the letters that go out while it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from assessments import promising
from assessments.emails import names
from assessments.models import Intake, Service, Trainer
from hipcoach.mail import outbox
from hipcoach.mail.models import OutgoingEmail
from programs import nudging


class Chance(Random):
    """The same turns each time; for stories, never for secrets."""

    def key(self) -> UUID:
        return UUID(int=self.getrandbits(128), version=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One trainer's part of the demo; `now` is the moment at which the story arrives."""

    trainer: Trainer
    services: Mapping[str, Service]
    now: datetime
    chance: Chance

    def at_latest_now(self, moment: datetime) -> datetime:
        return min(moment, self.now)

    def in_days(self, days: float) -> datetime:
        return (self.now + timedelta(days=days)).replace(microsecond=0)


def let_time_pass(trainer: Trainer, *, until: datetime) -> None:
    """What was due by then counts as settled on time: a told story mails nobody.

    Nobody was asked for an intake that was there.
    """
    rows = OutgoingEmail.objects.promised().filter(trainer_ref=trainer.pk, due_at__lte=until)
    for row in rows.filter(kind=names.INTAKE_MISSING):
        intakes = Intake.objects.submitted().filter(client__appointments=row.facts["appointment"])
        if intakes.filter(submitted_at__lte=row.due_at).exists():
            row.state, row.reason, row.settled_at = row.State.SKIPPED, _("The intake is there."), row.due_at
            row.save(update_fields=["state", "reason", "settled_at"])
    rows.update(state=OutgoingEmail.State.SENT, settled_at=F("due_at"), attempts=1)


def promise_what_is_near(now: datetime) -> None:
    """What the jobs of the worker promise every few minutes."""
    promising.promise_agendas(now)
    promising.promise_retests(now)
    nudging.promise_nudges(now)


def forget_nudges() -> None:
    """Each verb asks to wake the mail worker at commit; by then nothing of the story is left to send."""
    connection.run_on_commit = [each for each in connection.run_on_commit if each[1] is not outbox.nudge]

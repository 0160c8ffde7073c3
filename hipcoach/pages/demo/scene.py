"""What every part of a story shares, and the letters that go out while it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import connection
from django.db.models import F

from assessments.models import Service, Trainer
from hipcoach.mail import outbox
from hipcoach.mail.models import OutgoingEmail


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
    """What was due by then counts as sent on time: a told story mails nobody."""
    rows = OutgoingEmail.objects.promised().filter(trainer_ref=trainer.pk, due_at__lte=until)
    rows.update(state=OutgoingEmail.State.SENT, settled_at=F("due_at"), attempts=1)


def forget_nudges() -> None:
    """Each verb asks to wake the mail worker at commit; by then nothing of the story is left to send."""
    connection.run_on_commit = [each for each in connection.run_on_commit if each[1] is not outbox.nudge]

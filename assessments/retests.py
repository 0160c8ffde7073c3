"""Verbs of the retest: when a second look is suggested, counted from the test, then from the plan."""

from datetime import date, datetime, timedelta

from django.db import transaction

from assessments.models import Assessment, Client, Trainer
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

LONGEST = timedelta(weeks=104)


def day_for(client: Client, *, since: datetime) -> date:
    """The trainer's number of weeks after `since`, on the client's calendar."""
    return since.astimezone(client.tz).date() + timedelta(weeks=client.trainer.retest_weeks)


def after_test(assessment: Assessment, *, is_stopped: bool) -> None:
    """A finished test counts anew, whatever was chosen before. After a pain stop nothing is suggested."""
    client = assessment.client
    since = assessment.finished_at or assessment.started_at
    Client.objects.filter(pk=client.pk).update(
        retest_on=None if is_stopped else day_for(client, since=since), retest_is_chosen=False
    )


def after_amendment(assessment: Assessment, *, was_stopped: bool, is_stopped: bool) -> None:
    """Where a correction of the client's last test makes or lifts a stop, the suggestion goes or comes."""
    newer = Assessment.objects.finished().filter(
        client=assessment.client_id, started_at__gt=assessment.started_at
    )
    if was_stopped != is_stopped and not newer.exists():
        after_test(assessment, is_stopped=is_stopped)


def after_plan(client: Client, *, now: datetime) -> None:
    """A plan counts from the day it is assigned, unless the trainer has chosen a day since the last test."""
    Client.objects.filter(pk=client.pk, retest_is_chosen=False).update(retest_on=day_for(client, since=now))


def choose(*, client: Client, on: date | None, trainer: Trainer, now: datetime) -> None:
    """The trainer's own day, or none at all."""
    with transaction.atomic():
        locked = trainer.clients.select_for_update(no_key=True).get(pk=client.pk)
        if locked.retest_is_chosen and locked.retest_on == on:
            return
        locked.retest_on, locked.retest_is_chosen = on, True
        locked.save(update_fields=["retest_on", "retest_is_chosen"])
        audit.record(
            actor=trainer.user,
            client_id=locked.pk,
            act=AuditEntry.Act.CHANGE,
            subject="retest",
            fields=["retest_on"],
            now=now,
        )

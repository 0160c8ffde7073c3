"""A session that a device kept without a network belongs to what was followed when it was done."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from programs.assigning import archive
from programs.logbook import Session, log_session
from programs.models import Plan, SessionLog
from programs.refusals import Refused
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.programs.makers import assigned_plan, shared_template

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told_later(plan: Plan, *, done_at: datetime | None, now: datetime, **changes: Any) -> SessionLog:
    day = (done_at or now).date()
    sending = {"client": plan.client, "plan": plan, "key": uuid4(), "day": day, "done_at": done_at}
    return log_session(**(sending | changes), session=Session(note="Done."), now=now)


def refused(plan: Plan, match: str, **sending: Any) -> None:
    with pytest.raises(Refused, match=match):
        told_later(plan, **sending)
    assert not SessionLog.objects.exists()


def test_what_was_done_before_a_revision_counts_for_the_old_version(plan: Plan, now: datetime) -> None:
    assigned_plan(plan.client, template=shared_template("first-lift"), now=now + 2 * HOUR)
    assert told_later(plan, done_at=now + HOUR, now=now + DAY).plan == plan


def test_what_was_done_after_it_is_asked_for_on_the_new_one(plan: Plan, now: datetime) -> None:
    assigned_plan(plan.client, template=shared_template("first-lift"), now=now + HOUR)
    refused(plan, "has changed", done_at=now + 2 * HOUR, now=now + DAY)


def test_without_a_moment_only_the_days_before_the_revision_count(plan: Plan, now: datetime) -> None:
    assigned_plan(plan.client, template=shared_template("first-lift"), now=now + DAY)
    refused(plan, "has changed", done_at=None, now=now + DAY)
    assert told_later(plan, done_at=None, now=now + DAY, day=now.date()).plan == plan


def test_so_it_is_with_an_archived_plan(plan: Plan, now: datetime) -> None:
    archive(plan=plan, trainer=plan.client.trainer, now=now + HOUR)
    refused(plan, "has changed", done_at=now + 2 * HOUR, now=now + DAY)
    assert told_later(plan, done_at=now, now=now + DAY)


def test_what_was_done_before_a_stop_is_kept_and_nothing_after_it(plan: Plan, now: datetime) -> None:
    send_intake(plan.client, CHEST_PAIN, now=now + HOUR)
    refused(plan, "paused", done_at=now + 2 * HOUR, now=now + DAY)
    refused(plan, "paused", done_at=None, now=now + 2 * HOUR)
    assert told_later(plan, done_at=now, now=now + DAY)


def test_without_consent_nothing_is_taken_whenever_it_was_done(plan: Plan, now: datetime) -> None:
    plan.client.consents.update(withdrawn_at=now + HOUR)
    refused(plan, "paused", done_at=now, now=now + DAY)


def test_nor_for_what_was_done_before_a_stop(plan: Plan, now: datetime) -> None:
    send_intake(plan.client, CHEST_PAIN, now=now + HOUR)
    plan.client.consents.update(withdrawn_at=now + HOUR)
    refused(plan, "paused", done_at=now, now=now + DAY)


def test_a_device_whose_clock_runs_ahead_is_not_believed(plan: Plan, now: datetime) -> None:
    refused(plan, "still to come", done_at=now + 3 * DAY, now=now)
    archive(plan=plan, trainer=plan.client.trainer, now=now)
    refused(plan, "has changed", done_at=now + DAY, now=now + HOUR, day=now.date())

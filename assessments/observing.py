"""The verb of what else the hour showed: kept as it is sent, and amended once the client has read it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Amendment, Assessment, Observations, Trainer
from assessments.observed import Observed
from assessments.recording import Refused, hold, why_reopened
from assessments.screens import latest_screen
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry


def save(
    *, assessment: Assessment, values: Observed, reason: str = "", trainer: Trainer, now: datetime
) -> None:
    """Keep the observations of a visit whose test was begun.

    Raises Refused: consent taken back, a screen that forbids testing while the test is open, or a change of
    what was shared without a reason.
    """
    with transaction.atomic():
        assessment = hold(assessment, trainer)
        screen = latest_screen(client=assessment.client, now=now)
        if not screen.may_read or not (assessment.is_finished or screen.may_test):
            raise Refused(_("The safety screen does not allow testing now. It comes first."))
        why = why_reopened(assessment.client, since=screen.answered_at)
        if why and not assessment.is_finished:
            raise Refused(why)
        row = Observations.objects.filter(assessment=assessment).first() or Observations(
            assessment=assessment
        )
        columns = _columns(values)
        before = {name: getattr(row, name) for name in columns}
        if before == columns:
            return
        if assessment.shared_at:
            _amend(assessment, before, columns, reason=reason, trainer=trainer, now=now)
        for name, value in columns.items():
            setattr(row, name, value)
        row.noted_at = now
        row.save()
        audit.record(
            actor=trainer.user,
            client_id=assessment.client_id,
            act=AuditEntry.Act.CHANGE,
            subject=f"assessment {assessment.pk}",
            fields=["observations"],
            now=now,
        )


def _amend(
    assessment: Assessment,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    reason: str,
    trainer: Trainer,
    now: datetime,
) -> None:
    """Notes on the squat are the trainer's own, so a change of them alone is told to nobody."""
    is_told = any(before[name] != after[name] for name in after if name != "squat")
    if is_told and not reason:
        raise Refused(_("The client has read these values. Please say why you change them."))
    Amendment.objects.keep(
        assessment=assessment,
        of=Amendment.Of.OBSERVATIONS,
        is_told=is_told,
        reason=reason,
        before=before,
        after=after,
        made_by=trainer.user,
        made_at=now,
    )


def _columns(values: Observed) -> dict[str, Any]:
    columns: dict[str, Any] = {"squat": values.squat}
    for side in ("left", "right"):
        for name, value in asdict(getattr(values, side)).items():
            columns[f"{name}_{side}"] = ("" if value is None else value.value) if "thomas" in name else value
    return columns

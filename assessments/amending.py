"""Verbs that change a record after it was closed: with a reason, and with what it was before kept beside it.

A pain stop that was noted by mistake is corrected here and nowhere else. Each verb locks the assessment's row
first, and does nothing where nothing would change, so that a doubled sending is one amendment.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import findings, retests
from assessments.evidence import conclude, radiating_sides, stopped_sides
from assessments.findings import Grade, Side
from assessments.models import Amendment, Assessment, Finding, Override, Trainer, Trial
from assessments.recorded import SetupValues, TrialValues
from assessments.recording import MOST_TRIALS, Refused, hold, note_radiating, trial_sent_before
from assessments.screens import latest_screen
from assessments.summary import draft
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

OVER_A_STOP = gettext_lazy("Nothing is set over a pain stop. If it was a mistake, correct the record.")


def amend_setup(
    *, assessment: Assessment, values: SetupValues, reason: str, trainer: Trainer, now: datetime
) -> Amendment | None:
    """Correct the setup and the passive range; None where nothing changes. Raises Refused."""
    with transaction.atomic():
        assessment = _opened(assessment, trainer, now=now)
        columns = values.columns()
        before = {name: getattr(assessment, name) for name in columns}
        if before == columns:
            return None
        was = _standing(assessment)
        for name, value in columns.items():
            setattr(assessment, name, value)
        assessment.save(update_fields=list(columns))
        return _amended(
            assessment, Amendment.Of.SETUP, was, before, columns, reason=reason, trainer=trainer, now=now
        )


def amend_trial(
    *, assessment: Assessment, pk: int, values: TrialValues, reason: str, trainer: Trainer, now: datetime
) -> Amendment | None:
    """Correct one trial; under another side or kind it takes the next free number there. Raises Refused."""
    with transaction.atomic():
        assessment = _opened(assessment, trainer, now=now)
        trial = Trial.objects.filter(assessment=assessment, pk=pk).first()
        if trial is None:
            raise Refused(_("This trial is gone."))
        columns = values.columns()
        before = {name: getattr(trial, name) for name in columns}
        if before == columns:
            return None
        was = _standing(assessment)
        if (trial.side, trial.kind) != (columns["side"], columns["kind"]):
            columns["number"] = _free_number(assessment, columns["side"], columns["kind"])
            before["number"] = trial.number
        for name, value in columns.items():
            setattr(trial, name, value)
        trial.save(update_fields=list(columns))
        named = {"trial": trial.pk}
        return _amended(
            assessment,
            Amendment.Of.TRIAL,
            was,
            named | before,
            named | columns,
            reason=reason,
            trainer=trainer,
            now=now,
        )


def add_trial(
    *, assessment: Assessment, key: UUID, values: TrialValues, reason: str, trainer: Trainer, now: datetime
) -> Amendment | None:
    """Add an attempt that was left out of a finished test; None where its key is known. Raises Refused."""
    with transaction.atomic():
        assessment = _opened(assessment, trainer, now=now)
        if trial_sent_before(assessment, key):
            return None
        if not assessment.is_finished:
            raise Refused(_("This test is not finished yet. Please record the trial in it."))
        was = _standing(assessment)
        columns = values.columns()
        columns["number"] = _free_number(assessment, columns["side"], columns["kind"])
        trial = Trial.objects.create(assessment=assessment, key=key, recorded_at=now, **columns)
        return _amended(
            assessment,
            Amendment.Of.ADDED,
            was,
            {},
            {"trial": trial.pk} | columns,
            reason=reason,
            trainer=trainer,
            now=now,
        )


def override(
    *,
    assessment: Assessment,
    side: Side,
    grade: Grade | None,
    reason: str,
    trainer: Trainer,
    now: datetime,
) -> Override | None:
    """Set a grade over what the rules concluded for one side; without one, go back to theirs.

    None where that grade stands already. Raises Refused: unfinished, a pain stop, a side without a grade.
    """
    with transaction.atomic():
        assessment = _opened(assessment, trainer, now=now)
        finding = Finding.objects.filter(assessment=assessment).first()
        if finding is None:
            raise Refused(_("Please finish the test first."))
        reading = finding.concluded
        if reading.overall == Grade.PAIN_STOP:
            raise Refused(_("Nothing is set over a pain stop. If it was a mistake, correct the record."))
        if not _may_set(finding, side, grade):
            raise Refused(_("The rules gave no grade here, so there is none to set another over."))
        rules = reading.of(side).grade
        wanted = grade or rules
        if getattr(finding, side.value) == wanted:
            return None
        row = Override.objects.create(
            finding=finding,
            side=side.value,
            over=rules.value,
            grade="" if wanted == rules else wanted.value,
            reason=reason,
            made_by=trainer.user,
            made_at=now,
        )
        _set_what_stands(finding)
        _note(assessment, trainer, [f"finding {side}"], now=now)
        return row


def _may_set(finding: Finding, side: Side, grade: Grade | None) -> bool:
    return findings.may_override(finding.concluded, side) and (grade is None or grade in findings.OVERRIDES)


def _opened(assessment: Assessment, trainer: Trainer, *, now: datetime) -> Assessment:
    """The locked row; consent taken back closes it."""
    locked = hold(assessment, trainer)
    if not latest_screen(client=locked.client, now=now).may_read:
        raise Refused(_("The client has taken their consent back, so this record is closed."))
    return locked


class _Standing(NamedTuple):
    stopped: frozenset[Side]
    radiating: frozenset[Side]
    finding: dict[str, Any]


def _standing(assessment: Assessment) -> _Standing:
    """The sides that pain has stopped, and the finding as it is kept, if there is one."""
    finding = Finding.objects.filter(assessment=assessment).first()
    return _Standing(stopped_sides(assessment), radiating_sides(assessment), _kept(finding))


def _kept(finding: Finding | None) -> dict[str, Any]:
    names = ("rule_version", "overall", "left", "right", "inputs", "conclusion")
    return {name: getattr(finding, name) for name in names} if finding else {}


def _amended(
    assessment: Assessment,
    of: Amendment.Of,
    was: _Standing,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    reason: str,
    trainer: Trainer,
    now: datetime,
) -> Amendment:
    """Conclude anew, by the conventions of the finding that stood, and keep what was beside what is."""
    note_radiating(assessment, was.radiating, now=now)
    finding = Finding.objects.filter(assessment=assessment).first()
    if finding:
        finding.assessment = assessment
        is_draft = assessment.summary == draft(finding.concluded)
        reading = conclude(finding, thresholds=finding.thresholds)
        finding.save()
        if is_draft:
            # Nobody made these words theirs, so they follow what they tell of.
            assessment.summary = draft(reading)
            assessment.save(update_fields=["summary"])
        _set_what_stands(finding)
        retests.after_amendment(
            assessment,
            was_stopped=was.finding["overall"] == Grade.PAIN_STOP,
            is_stopped=reading.overall == Grade.PAIN_STOP,
        )
    amendment = Amendment.objects.keep(
        assessment=assessment,
        of=of,
        is_told=assessment.shared_at is not None,
        lifts_stop=bool(was.stopped - stopped_sides(assessment)),
        reason=reason,
        before={"record": dict(before), "finding": was.finding},
        after={"record": dict(after), "finding": _kept(finding)},
        made_by=trainer.user,
        made_at=now,
    )
    _note(assessment, trainer, [f"amendment {amendment.pk}", *after], now=now)
    return amendment


def _set_what_stands(finding: Finding) -> None:
    """The rules' grades, or the newest that a trainer set over exactly these."""
    grades = {side: finding.concluded.of(side).grade for side in Side}
    rules = dict(grades)
    for side in Side:
        newest = finding.overrides.filter(side=side.value).order_by("-pk").first()
        if newest and newest.grade and newest.over == rules[side]:
            grades[side] = Grade(newest.grade)
    reading = findings.overridden(finding.concluded, left=grades[Side.LEFT], right=grades[Side.RIGHT])
    finding.left, finding.right = reading.left.grade, reading.right.grade
    finding.overall = reading.overall or ""
    finding.save(update_fields=["left", "right", "overall"])


def _free_number(assessment: Assessment, side: str, kind: str) -> int:
    taken = set(assessment.trials.filter(side=side, kind=kind).values_list("number", flat=True))
    free = next((number for number in range(1, MOST_TRIALS + 1) if number not in taken), None)
    if free is None:
        raise Refused(_("Three trials of this kind are recorded on that side already."))
    return free


def _note(assessment: Assessment, trainer: Trainer, fields: list[str], *, now: datetime) -> None:
    audit.record(
        actor=trainer.user,
        client_id=assessment.client_id,
        act=AuditEntry.Act.CHANGE,
        subject=f"assessment {assessment.pk}",
        fields=fields,
        now=now,
    )

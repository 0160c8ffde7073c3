"""Finished tests, through the real verbs."""

from datetime import datetime
from typing import Any

from assessments import recording
from assessments.findings import Side
from assessments.models import Assessment, Client, Finding, Service, Trial
from tests.assessments.under_way import a_trial, make_started, save


def make_finished(
    *, client: Client, service: Service, now: datetime, left: float = 12, right: float = 12, **of_left: Any
) -> Assessment:
    """One counted hold a side, in seconds; `of_left` changes what the left one shows."""
    assessment = make_started(client=client, service=service, now=now)
    save(assessment, a_trial(Side.LEFT, hold=left, **of_left), now=now)
    save(assessment, a_trial(Side.RIGHT, hold=right), now=now)
    recording.finish(assessment=assessment, trainer=service.trainer, now=now)
    return fresh(assessment)


def fresh(assessment: Assessment) -> Assessment:
    return Assessment.objects.get(pk=assessment.pk)


def finding_of(assessment: Assessment) -> Finding:
    return Finding.objects.get(assessment=assessment)


def trial_of(assessment: Assessment, side: Side = Side.LEFT) -> Trial:
    return Trial.objects.get(assessment=assessment, side=side.value)

"""Finished and shared assessments, as rows, for the tests of what the client reads."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from assessments import retests
from assessments.evidence import conclude
from assessments.findings import EndedBy, Grade, KneeLevel, Side, TrialKind
from assessments.models import Assessment, Client, Finding, Service, Trial
from tests.makers import make_appointment


def make_result(
    *,
    client: Client,
    service: Service,
    at: datetime,
    left: float,
    right: float,
    shared: bool = True,
    **fields: Any,
) -> Assessment:
    """One counted hold a side in seconds, knee above the hip, read and stored as a finding."""
    assessment = Assessment.objects.create(
        appointment=make_appointment(client=client, service=service, start=at - timedelta(hours=1)),
        client=client,
        tester=service.trainer,
        started_at=at,
        finished_at=at,
        shared_at=at if shared else None,
        **(
            {"surface_height_cm": 45, "passive_left": KneeLevel.ABOVE, "passive_right": KneeLevel.ABOVE}
            | fields
        ),
    )
    for side, hold in (Side.LEFT, left), (Side.RIGHT, right):
        Trial.objects.create(
            assessment=assessment,
            key=uuid4(),
            side=side,
            kind=TrialKind.COUNTED,
            number=1,
            hold=Decimal(str(hold)),
            capped=hold >= 30,
            knee=KneeLevel.ABOVE,
            ended_by=EndedBy.CAP if hold >= 30 else EndedBy.DROP,
            recorded_at=at,
        )
    finding = Finding(assessment=assessment, made_at=at)
    reading = conclude(finding)
    finding.save()
    retests.after_test(assessment, is_stopped=reading.overall == Grade.PAIN_STOP)
    return assessment

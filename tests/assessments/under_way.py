"""A test under way, through the real verbs, and what a trainer sends about it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from assessments import recording
from assessments.findings import EndedBy, KneeLevel, Passive, Side, Support, TrialKind
from assessments.models import Appointment, Assessment, Client, Service, Trial
from assessments.recorded import SetupValues, TrialValues
from tests.assessments.standing import send_intake
from tests.makers import make_appointment

SETUP = SetupValues(
    surface_height_cm=Decimal("45.0"),
    thigh_parallel=True,
    support=Support.FINGERTIP,
    shoes=False,
    pain_before=0,
    left=Passive(level=KneeLevel.ABOVE),
    right=Passive(level=KneeLevel.ABOVE),
)
SETUP_SENT = {
    "surface_height_cm": "45",
    "thigh_parallel": "yes",
    "support": "fingertip",
    "shoes": "no",
    "pain_before": "0",
}
PASSIVE_SENT = {"passive": "above", "pain": "0"}
WHOLE_SETUP_SENT = SETUP_SENT | {
    f"{name}_{side}": value for side in Side for name, value in PASSIVE_SENT.items()
}


def make_visit(*, client: Client, service: Service, now: datetime, **answers: Any) -> Appointment:
    """A confirmed visit that began five minutes ago, its intake sent with these answers."""
    send_intake(client, answers, now=now)
    return make_appointment(client=client, service=service, start=now - timedelta(minutes=5))


def make_started(*, client: Client, service: Service, now: datetime) -> Assessment:
    """A test that may go on: the screen is clear and the setup recorded."""
    visit = make_visit(client=client, service=service, now=now)
    assessment = recording.start(appointment=visit, trainer=service.trainer, now=now)
    return recording.save_setup(assessment=assessment, values=SETUP, trainer=service.trainer, now=now)


def a_trial(side: Side = Side.LEFT, *, hold: float = 12, **fields: Any) -> TrialValues:
    return TrialValues(
        side=side,
        hold=Decimal(str(hold)),
        **(
            {
                "kind": TrialKind.COUNTED,
                "cleared": True,
                "knee": KneeLevel.ABOVE,
                "ended_by": EndedBy.DROP,
            }
            | fields
        ),
    )


def save(assessment: Assessment, values: TrialValues, *, now: datetime) -> Trial:
    return recording.save_trial(
        assessment=assessment, key=uuid4(), values=values, trainer=assessment.tester, now=now
    )


def trial_sent(**fields: str) -> dict[str, str]:
    """What the form of a trial sends, with a new key."""
    return {
        "key": str(uuid4()),
        "side": "left",
        "kind": "counted",
        "cleared": "yes",
        "hold": "12.4",
        "knee": "above",
        "ended_by": "drop",
        "pain": "0",
    } | fields

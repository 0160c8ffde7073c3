"""Intakes sent through the real verbs, for the tests of what they then mean."""

from datetime import datetime
from typing import Any

from assessments import consents, questions
from assessments.intake import save_draft, submit
from assessments.models import Client, Consent, Screen
from tests.assessments.intakes import UNREMARKABLE

CHEST_PAIN = {"chest_effort": "yes"}
ILL = {"ill_today": "yes"}
DIZZY = {"dizziness": "yes"}


def agree(client: Client, *, now: datetime) -> None:
    """To the use of health data, before anything else was said."""
    wording = questions.CONSENT_VERSION
    consents.give(client=client, kind=Consent.Kind.HEALTH_DATA, wording=wording, now=now)


def send_intake(client: Client, changes: dict[str, Any] | None = None, *, now: datetime) -> Screen:
    """The unremarkable intake with these changes, filled in and submitted."""
    save_draft(client=client, answers={**UNREMARKABLE, **(changes or {})}, now=now)
    return submit(client=client, now=now)

"""Intakes sent through the real verbs, for the tests of what they then mean."""

from datetime import datetime
from typing import Any

from assessments.intake import save_draft, submit
from assessments.models import Client, Screen
from tests.assessments.intakes import UNREMARKABLE

CHEST_PAIN = {"chest_effort": "yes"}
ILL = {"ill_today": "yes"}
DIZZY = {"dizziness": "yes"}


def send_intake(client: Client, changes: dict[str, Any] | None = None, *, now: datetime) -> Screen:
    """The unremarkable intake with these changes, filled in and submitted."""
    save_draft(client=client, answers={**UNREMARKABLE, **(changes or {})}, now=now)
    return submit(client=client, now=now)

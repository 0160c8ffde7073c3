"""Short checks for the tests: nothing new, and changes to it, sent through the real verbs."""

from datetime import datetime
from typing import Any

from assessments.intake import save_draft, submit
from assessments.models import Client, Screen
from assessments.questions import CHECK, Asked

NOTHING_NEW: dict[str, Any] = {each.key: "no" for each in CHECK.questions if each.shown_if is None}
HURTS: dict[str, Any] = {"new_pain": "back", "new_pain_score": 4, "night_weight": "no"}


def send_check(client: Client, changes: dict[str, Any] | None = None, *, now: datetime) -> Screen:
    """A short check with these changes, answered and sent."""
    save_draft(client=client, asked=Asked.CHECK, answers={**NOTHING_NEW, **(changes or {})}, now=now)
    return submit(client=client, asked=Asked.CHECK, now=now)

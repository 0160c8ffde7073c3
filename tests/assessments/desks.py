"""What the tests of the trainer's own booking share: a browser at the desk, and what its pages send."""

from datetime import datetime

from django.test import Client as Browser

from assessments.models import Trainer
from hipcoach.common.http import utc_text


def desk_of(trainer: Trainer) -> Browser:
    browser = Browser()
    browser.force_login(trainer.user)
    return browser


def sent(start: datetime, **fields: object) -> dict[str, str]:
    """The page that books, as a browser sends it."""
    return {"start": utc_text(start)} | {name: str(value) for name, value in fields.items()}

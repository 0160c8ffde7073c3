"""The mails that are photographed: one of every kind that there is."""

from datetime import datetime

import pytest

from assessments.models import Client, Service
from hipcoach.mail.kinds import _composers
from hipcoach.mail.layout import as_html, as_text
from tests.shots.letters import letters

pytestmark = pytest.mark.django_db


def test_every_kind_is_among_them(service: Service, client_record: Client, now: datetime) -> None:
    found = dict(letters(service.trainer, now=now))
    assert set(_composers) <= set(found)
    for letter in found.values():
        assert letter.subject in as_html(letter) or letter.heading in as_html(letter)
        assert as_text(letter).strip()

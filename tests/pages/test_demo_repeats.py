"""The same moment gives the same story."""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from assessments.models import Appointment, Assessment, Client, Screen
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.demo.clearing import clear
from hipcoach.pages.demo.story import make
from programs.models import PlanItem, SessionLog
from tests.pages.demo_world import NOW, few

pytestmark = pytest.mark.django_db
CAST = few("Leonie Brandt", "Paul Hoffmann", "Aylin Demirci", "Marisol Vega")


@pytest.fixture(autouse=True)
def debug(settings: LazySettings) -> None:
    settings.DEBUG = True


def summary() -> list[object]:
    """Everything that a person could tell two demos apart by."""
    return [
        sorted(rows)
        for rows in (
            Client.objects.values_list("name", "phone", "created_at"),
            Appointment.objects.values_list("contact_name", "start", "status", "booked_at"),
            Screen.objects.values_list("client__name", "outcome", "made_at"),
            Assessment.objects.values_list("client__name", "finding__overall", "trials__key", "trials__hold"),
            PlanItem.objects.values_list("plan__client__name", "plan__version", "name", "sets"),
            SessionLog.objects.values_list("client__name", "key", "day", "effort", "pain"),
            OutgoingEmail.objects.values_list("to", "kind", "state", "due_at"),
        )
    ]


def test_two_demos_of_one_moment_are_the_same() -> None:
    make(now=NOW, casts=CAST)
    first = summary()
    clear()
    make(now=NOW, casts=CAST)
    assert summary() == first


@pytest.mark.parametrize(
    "now",
    [
        datetime(2028, 2, 29, 3, 30, 12, 345, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
        datetime(2027, 1, 1, 23, 59, tzinfo=UTC),
    ],
    ids=["leap day, at night", "the clock changes", "New Year's Day"],
)
def test_the_demo_can_be_made_at_any_moment(now: datetime) -> None:
    make(now=now, casts=CAST)
    assert not OutgoingEmail.objects.waiting(now).exists()

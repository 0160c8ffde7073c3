"""A client without an e-mail address is a full one: nothing is promised to nobody, and the desk says so."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from assessments import recording, scheduling
from assessments.contacts import Person, add
from assessments.models import Appointment, Client, Service, Trainer
from assessments.promising import promise_retests
from hipcoach.mail.models import OutgoingEmail
from programs.nudging import promise_nudges
from tests.assessments.visits import TUESDAY_TEN
from tests.programs.makers import assigned_plan, make_assessment, make_ready


@pytest.fixture
def bo(trainer: Trainer, now: datetime) -> Client:
    return add(trainer=trainer, person=Person(name="Bo Larsen", zone="Europe/Berlin"), now=now)


def test_nothing_is_ever_promised_to_nobody(
    bo: Client, service: Service, shelves: None, now: datetime
) -> None:
    visit = scheduling.book_for(client=bo, service=service, start=TUESDAY_TEN, now=now)
    visit = scheduling.move(appointment=visit, start=TUESDAY_TEN + timedelta(hours=2), now=now)
    scheduling.replace_link(appointment=visit, now=now)
    scheduling.cancel_span(trainer=service.trainer, since=visit.start, until=visit.end, label="", now=now)
    assert Appointment.objects.get().status == Appointment.Status.CANCELLED
    make_ready(bo, now=now)
    test = make_assessment(client=bo, service=service, at=now - timedelta(days=1))
    recording.share(assessment=test, trainer=service.trainer, now=now)
    assigned_plan(bo, now=now)
    for weeks in range(1, 10):
        promise_nudges(now + timedelta(weeks=weeks))
        promise_retests(now + timedelta(weeks=weeks))
    assert list(OutgoingEmail.objects.values_list("kind", "to")) == []


def test_the_desk_says_that_nothing_is_mailed(bo: Client, desk: Browser) -> None:
    assert "nothing is mailed" in desk.get(bo.get_absolute_url()).content.decode()

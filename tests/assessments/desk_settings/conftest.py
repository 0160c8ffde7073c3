"""A trainer's browser on the quiet Monday, 10:00 in Berlin, and a visit on the next day."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client as Browser

from assessments.models import Appointment, Client, Service, Trainer
from tests.assessments.visits import TUESDAY_TEN
from tests.makers import make_appointment


@pytest.fixture
def clock(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(trainer: Trainer, clock: None) -> Browser:
    browser = Browser()
    browser.force_login(trainer.user)
    return browser


@pytest.fixture
def visit(service: Service, client_record: Client) -> Appointment:
    """Tuesday, 11:00 to 12:00 in Berlin; the makers' trainer is open 09:00-17:00 every day."""
    return make_appointment(client=client_record, service=service, start=TUESDAY_TEN)

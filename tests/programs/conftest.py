"""A loaded library, and clients who have sent their intake."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client as Browser

from assessments.models import Client, Trainer
from programs import library
from programs.models import Plan
from tests.makers import make_signed_in_client
from tests.programs.makers import assigned_plan, make_ready


@pytest.fixture
def shelves(db: None, now: datetime) -> None:
    """The starting library, loaded."""
    library.load(now=now)


@pytest.fixture
def ready(shelves: None, trainer: Trainer, now: datetime) -> Client:
    """A signed-in client with a clear screen and all equipment, without a plan."""
    client = make_signed_in_client(trainer=trainer)
    make_ready(client, now=now)
    return client


@pytest.fixture
def plan(ready: Client, now: datetime) -> Plan:
    """The plan of `ready`: above the hip, from today on."""
    return assigned_plan(ready, now=now)


@pytest.fixture
def desk(client: Browser, trainer: Trainer, clock: None) -> Browser:
    """The trainer's browser."""
    client.force_login(trainer.user)
    return client


@pytest.fixture
def clock(now: datetime) -> Iterator[None]:
    """The wall clock stands at `now`, for pages."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def phone(client: Browser, ready: Client, clock: None) -> Browser:
    """The browser of `ready`."""
    assert ready.user
    client.force_login(ready.user)
    return client

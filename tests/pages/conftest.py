"""Browsers of a trainer and of a client, on a wall clock that stands still."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client as Browser

from assessments.models import Client, Trainer
from programs import library
from tests.accounts.hands import show_who_one_is
from tests.makers import make_signed_in_client
from tests.pages.addresses import World, make_world


@pytest.fixture
def clock(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def shelves(db: None, now: datetime) -> None:
    """The starting library, loaded."""
    library.load(now=now)


@pytest.fixture
def ada(trainer: Trainer) -> Client:
    return make_signed_in_client(trainer=trainer)


@pytest.fixture
def desk(trainer: Trainer, clock: None) -> Browser:
    browser = Browser()
    browser.force_login(trainer.user)
    show_who_one_is(browser, trainer.user)
    return browser


@pytest.fixture
def phone(ada: Client, clock: None) -> Browser:
    assert ada.user
    browser = Browser()
    browser.force_login(ada.user)
    show_who_one_is(browser, ada.user)
    return browser


@pytest.fixture
def world(db: None) -> World:
    return make_world()

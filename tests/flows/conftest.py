"""What flows share: phones, each of which must have got by without a script error."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.flows.phone import Phone, phone
from tests.flows.stage import Stage

TakePhone = Callable[..., Phone]


@pytest.fixture(autouse=True)
def nothing_stays_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """A page left open would go on with its clocks until the last test."""
    yield
    if "browser" in request.fixturenames:
        opened: Browser = request.getfixturevalue("browser")
        for context in opened.contexts:
            context.close()


@pytest.fixture
def take_phone(stage: Stage, browser: Browser) -> Iterator[TakePhone]:
    """Gives a new device at each call; what its pages wrote as errors fails the test."""
    taken: list[Phone] = []

    def take(**context: Any) -> Phone:
        taken.append(phone(browser, stage, **context))
        return taken[-1]

    yield take
    assert [problem for each in taken for problem in each.problems] == []

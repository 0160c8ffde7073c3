"""Every page, by each who may open it: no barrier for anybody, no error, nothing wider than its screen."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser

from tests.accessible import Inspector
from tests.tours import tours
from tests.tours.tours import MakeWalker, Site, Tour
from tests.tours.walker import someone

pytestmark = pytest.mark.browser


class OpenSite(Protocol):
    def __call__(self, var: Path) -> AbstractContextManager[Site]: ...


@pytest.fixture
def inspectors() -> list[Inspector]:
    return []


@pytest.fixture
def make(browser: Browser, inspectors: list[Inspector]) -> Iterator[MakeWalker]:
    def one(role: str, address: str) -> Inspector:
        inspectors.append(Inspector(context=someone(browser), address=address, role=role))
        return inspectors[-1]

    yield one
    for inspector in inspectors:
        inspector.context.close()


TOURS: dict[str, tuple[OpenSite, Tour]] = {
    **{name: (tours.demo_site, tour) for name, tour in tours.OF_THE_DEMO.items()},
    "errors": (tours.production_site, tours.errors),
    "first steps": (tours.empty_site, tours.first_steps),
}


@pytest.mark.parametrize("name", TOURS)
def test_nobody_meets_a_barrier(
    name: str, tmp_path: Path, make: MakeWalker, inspectors: list[Inspector]
) -> None:
    open_site, tour = TOURS[name]
    with open_site(tmp_path) as site:
        tour(site, make)
    assert sum(inspector.looked for inspector in inspectors) > 0
    problems = [problem for inspector in inspectors for problem in inspector.problems]
    assert not problems, "\n".join(problems)

"""Several windows on one template at the same moment: of changes to one version a single one is made."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from assessments.models import Trainer
from programs import library, template_lines, templating
from programs.templating import Stale
from tests.makers import make_trainer
from tests.programs.building import line_of, make_built, order_of
from tests.programs.makers import shared_template

WINDOWS = 3
KEY = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")


def at_once(act: Callable[[int], int]) -> list[int | str]:
    barrier = Barrier(WINDOWS)

    def in_a_window(number: int) -> int | str:
        try:
            barrier.wait(timeout=30)
            return act(number)
        except Stale:
            return "stale"
        finally:
            connection.close()

    with ThreadPoolExecutor(WINDOWS) as windows:
        return list(windows.map(in_a_window, range(WINDOWS)))


@pytest.fixture
def keeper(transactional_db: None, now: datetime) -> Trainer:
    library.load(now=now)
    return make_trainer(hours=False)


def test_of_moves_at_one_version_a_single_one_is_made(keeper: Trainer) -> None:
    built = make_built(keeper)
    slugs = ("glute-bridge", "hip-flexor-raise", "side-plank")
    lines = [line_of(built, slug).pk for slug in slugs]

    def move(number: int) -> int:
        return template_lines.move(
            trainer=keeper, pk=built.pk, version=built.version, line=lines[number], up=False
        ).pk

    answers = at_once(move)
    assert answers.count("stale") == WINDOWS - 1
    before = built.version
    built.refresh_from_db()
    assert built.version == before + 1
    assert len(order_of(built)) == len(slugs)


def test_one_button_pressed_in_every_window_makes_one_copy(keeper: Trainer) -> None:
    source = shared_template()
    copies = at_once(lambda _number: templating.copy(trainer=keeper, key=KEY, source=source, name="Mine").pk)
    assert len(set(copies)) == 1
    assert keeper.templates.get().items.count() == source.items.count()

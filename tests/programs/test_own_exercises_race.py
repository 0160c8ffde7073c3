"""One trainer, several windows at the same moment: a form sent twice adds one, and one change wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from assessments.models import Trainer
from programs import library, shelving
from programs.models import Exercise
from programs.refusals import Refused
from programs.shelving import Draft
from tests.makers import make_trainer
from tests.programs.own import WORDS, WORK, make_own

WINDOWS = 3


def at_once(act: Callable[[int], int | str]) -> list[int | str]:
    barrier = Barrier(WINDOWS)

    def in_a_window(number: int) -> int | str:
        try:
            barrier.wait(timeout=10)
            return act(number)
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(WINDOWS) as windows:
        return list(windows.map(in_a_window, range(WINDOWS)))


@pytest.fixture
def keeper(transactional_db: None, now: datetime) -> Trainer:
    library.load(now=now)
    return make_trainer(hours=False)


def test_one_key_is_one_exercise(keeper: Trainer) -> None:
    assert len(set(at_once(lambda _number: make_own(keeper).pk))) == 1
    assert keeper.exercises.count() == 1
    assert keeper.exercises.get().work.count() == len(WORK)


def test_of_changes_to_one_version_a_single_one_is_made(keeper: Trainer) -> None:
    own = make_own(keeper)

    def change(number: int) -> str:
        draft = Draft(fields=WORDS | {"name": f"Window {number}"}, work=WORK)
        return shelving.change(trainer=keeper, pk=own.pk, version=1, draft=draft).name

    answers = at_once(change)
    assert answers.count("refused") == WINDOWS - 1
    assert Exercise.objects.get(pk=own.pk).name in answers
    assert Exercise.objects.get(pk=own.pk).version == 2

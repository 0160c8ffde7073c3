"""Between two rounds a worker looks for sign-in codes: they wait for no broker and for no other task."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone

from hipcoach.mail import tasks
from tests.mail.promises import promise

pytestmark = pytest.mark.django_db


class Seconds(Event):
    """Go by in no time; at the third of them something happens."""

    def __init__(self, third: Callable[[], object]) -> None:
        super().__init__()
        self.passed, self.third = 0, third

    def wait(self, timeout: float | None = None) -> bool:
        self.passed += 1
        if self.passed == 3:
            self.third()
        return super().is_set()


def rest(monkeypatch: pytest.MonkeyPatch, third: Callable[[], object]) -> int:
    seconds = Seconds(third)
    monkeypatch.setattr(tasks, "_ending", seconds)
    tasks._rest()
    return seconds.passed


def test_a_code_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rest(monkeypatch, lambda: promise(now=timezone.now(), urgent=True)) == 3


def test_any_other_mail_waits_for_the_round(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rest(monkeypatch, lambda: promise(now=timezone.now())) == tasks.SWEEP_EVERY


def test_a_code_that_the_round_has_left_waits_for_the_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    promise(now=timezone.now() - timedelta(minutes=1), urgent=True)
    assert rest(monkeypatch, lambda: None) == tasks.SWEEP_EVERY


def test_the_end_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ending = Seconds(lambda: None)
    ending.third = ending.set
    monkeypatch.setattr(tasks, "_ending", ending)
    tasks._rest()
    assert ending.passed == 3

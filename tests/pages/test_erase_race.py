"""Two jobs at once, and a press of "keep" at the last second: it is done once, or not at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from assessments.models import Client, Service
from hipcoach.pages import erasing
from hipcoach.privacy.models import ErasureDone, ErasureRequest
from programs import library
from tests.makers import make_user
from tests.pages.whole_life import live

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            start.wait()
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


@pytest.fixture
def asked(service: Service, now: datetime) -> ErasureRequest:
    library.load(now=now)
    client = live(service, now=now)
    return erasing.ask(client=client, by=client.user, reason=erasing.Reason.CLIENT, now=now)


def test_many_jobs_at_once_erase_once(asked: ErasureRequest, now: datetime) -> None:
    done = at_once(*[lambda: erasing.carry_out(asked.pk, now=now + WEEK)] * 6)
    assert sorted(map(bool, done)) == [False] * 5 + [True]
    assert ErasureDone.objects.count() == 1
    assert not Client.objects.exists()


def test_keep_and_erase_at_the_same_moment_never_both_happen(asked: ErasureRequest, now: datetime) -> None:
    client, user = Client.objects.get(), make_user()

    def keep() -> bool:
        try:
            return erasing.undo(client=client, by=user, now=now + WEEK)
        except Client.DoesNotExist:
            return False  # The page would have answered that there is no such record.

    kept, erased = at_once(keep, lambda: erasing.carry_out(asked.pk, now=now + WEEK))
    assert (kept, erased) in [(True, False), (False, True)]
    assert Client.objects.exists() is kept
    assert ErasureDone.objects.exists() is erased


def test_many_presses_at_once_ask_once(asked: ErasureRequest, now: datetime) -> None:
    client = Client.objects.get()
    ErasureRequest.objects.all().delete()

    def ask() -> int:
        return erasing.ask(client=client, by=None, reason=erasing.Reason.TRAINER, now=now).pk

    assert len(set(at_once(*[ask] * 6))) == 1

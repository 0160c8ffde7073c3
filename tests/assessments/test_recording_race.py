"""Two devices at one visit: what they send at the same moment is recorded once, or one after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from assessments import recording
from assessments.models import Assessment, Finding, Trial
from tests.assessments.under_way import a_trial, make_started, save
from tests.makers import make_client, make_service, make_trainer

DEVICES = 3


def at_once(act: Callable[[], int]) -> list[int]:
    """What `act` gives on every device, run together."""
    barrier = Barrier(DEVICES)

    def on_a_device(_number: int) -> int:
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(DEVICES) as devices:
        return list(devices.map(on_a_device, range(DEVICES)))


@pytest.fixture
def started(transactional_db: None, now: datetime) -> Assessment:
    trainer = make_trainer(hours=False)
    return make_started(client=make_client(trainer=trainer), service=make_service(trainer=trainer), now=now)


def test_one_key_is_one_trial(started: Assessment, now: datetime) -> None:
    key = uuid4()

    def send() -> int:
        return recording.save_trial(
            assessment=started, key=key, values=a_trial(), trainer=started.tester, now=now
        ).pk

    assert len(set(at_once(send))) == 1
    assert Trial.objects.count() == 1


def test_trials_get_numbers_of_their_own(started: Assessment, now: datetime) -> None:
    assert sorted(at_once(lambda: save(started, a_trial(), now=now).number)) == [1, 2, 3]


def test_finishing_leaves_one_finding(started: Assessment, now: datetime) -> None:
    findings = at_once(lambda: recording.finish(assessment=started, trainer=started.tester, now=now).pk)
    assert len(set(findings)) == 1
    assert Finding.objects.count() == 1

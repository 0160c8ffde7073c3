"""Two devices at one visit: what they send at the same moment is recorded once, or one after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from assessments import recording
from assessments.findings import KneeLevel, Passive, Side
from assessments.models import Assessment, Finding, TakenBack, Trial
from assessments.recording import Refused
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


def test_a_trial_that_is_sent_and_taken_back_at_once_is_gone(started: Assessment, now: datetime) -> None:
    key, turns = uuid4(), iter(range(DEVICES))

    def send_or_take_back() -> int:
        try:
            if next(turns):
                recording.take_back(assessment=started, key=key, trainer=started.tester, now=now)
            else:
                recording.save_trial(
                    assessment=started, key=key, values=a_trial(), trainer=started.tester, now=now
                )
        except Refused:
            return 1
        return 0

    at_once(send_or_take_back)
    assert not Trial.objects.exists()
    assert TakenBack.objects.get().key == key


def test_two_passive_ranges_of_one_side_leave_one(started: Assessment, now: datetime) -> None:
    Assessment.objects.update(passive_left="")
    pains = iter(range(DEVICES))

    def lift() -> int:
        values = Passive(level=KneeLevel.ABOVE, pain=next(pains))
        try:
            recording.save_passive(
                assessment=started, side=Side.LEFT, lift=values, trainer=started.tester, now=now
            )
        except Refused:
            return -1
        return values.pain

    kept = [pain for pain in at_once(lift) if pain >= 0]
    assert [Assessment.objects.get().passive_pain_left] == kept


def test_finishing_leaves_one_finding(started: Assessment, now: datetime) -> None:
    findings = at_once(lambda: recording.finish(assessment=started, trainer=started.tester, now=now).pk)
    assert len(set(findings)) == 1
    assert Finding.objects.count() == 1

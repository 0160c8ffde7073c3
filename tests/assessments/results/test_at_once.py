"""A correction, another reading and observations sent three times at the same moment are kept once."""

from datetime import datetime

import pytest

from assessments import amending, observing
from assessments.findings import Grade, Side
from assessments.models import Amendment, Assessment, Observations, Override
from assessments.observed import Observed, SideObserved
from tests.assessments.results.finished import finding_of, make_finished, trial_of
from tests.assessments.test_recording_race import at_once
from tests.assessments.under_way import a_trial
from tests.makers import make_client, make_service, make_trainer


@pytest.fixture
def finished(transactional_db: None, now: datetime) -> Assessment:
    trainer = make_trainer(hours=False)
    return make_finished(
        client=make_client(trainer=trainer), service=make_service(trainer=trainer), now=now, left=8, right=20
    )


def test_a_correction(finished: Assessment, now: datetime) -> None:
    pk = trial_of(finished).pk

    def send() -> int:
        made = amending.amend_trial(
            assessment=finished,
            pk=pk,
            values=a_trial(hold=18),
            reason="Mistyped",
            trainer=finished.tester,
            now=now,
        )
        return 0 if made is None else 1

    assert sorted(at_once(send)) == [0, 0, 1]
    assert (Amendment.objects.count(), finding_of(finished).left) == (1, Grade.FULL)


def test_another_reading(finished: Assessment, now: datetime) -> None:
    def send() -> int:
        made = amending.override(
            assessment=finished,
            side=Side.LEFT,
            grade=Grade.FULL,
            reason="Slipped",
            trainer=finished.tester,
            now=now,
        )
        return 0 if made is None else 1

    assert sorted(at_once(send)) == [0, 0, 1]
    assert Override.objects.count() == 1


def test_observations(finished: Assessment, now: datetime) -> None:
    seen = Observed(left=SideObserved(leg_raise=70), right=SideObserved())

    def send() -> int:
        observing.save(assessment=finished, values=seen, trainer=finished.tester, now=now)
        return 0

    at_once(send)
    assert Observations.objects.get().leg_raise_left == 70

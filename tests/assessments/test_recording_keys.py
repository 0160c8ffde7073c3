"""One key is one trial, however often it is sent."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from assessments import recording
from assessments.models import Client, Service, Trial
from assessments.recording import Refused
from tests.assessments.under_way import a_trial, make_started, save
from tests.makers import make_client


def test_a_repeated_key_returns_the_first_trial(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    key = uuid4()
    for hold in (12, 14):
        trial = recording.save_trial(
            assessment=assessment, key=key, values=a_trial(hold=hold), trainer=service.trainer, now=now
        )
        assert trial.hold == Decimal(12)
    assert Trial.objects.count() == 1


def test_a_repeat_that_comes_after_the_finish_is_harmless(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    trial = save(assessment, a_trial(), now=now)
    recording.finish(assessment=assessment, trainer=service.trainer, now=now)
    again = recording.save_trial(
        assessment=assessment, key=trial.key, values=a_trial(), trainer=service.trainer, now=now
    )
    assert again == trial


def test_a_key_of_another_visit_is_refused(service: Service, client_record: Client, now: datetime) -> None:
    other = make_client(trainer=service.trainer)
    theirs = make_started(client=other, service=service, now=now - timedelta(days=1))
    trial = save(theirs, a_trial(), now=now)
    assessment = make_started(client=client_record, service=service, now=now)
    with pytest.raises(Refused, match="another visit"):
        recording.save_trial(
            assessment=assessment, key=trial.key, values=a_trial(), trainer=service.trainer, now=now
        )
    assert not assessment.trials.exists()


def test_a_foot_that_stays_down_has_no_hold(service: Service, client_record: Client, now: datetime) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    trial = save(assessment, a_trial(cleared=False, hold=9), now=now)
    assert (trial.hold, trial.capped) == (Decimal(0), False)

"""Pain stops a side for the visit, and nothing overrides it."""

from dataclasses import replace
from datetime import datetime

import pytest

from assessments import recording
from assessments.findings import Grade, KneeLevel, Passive, Side, TrialKind
from assessments.models import Assessment, Client, Service, Trial
from assessments.recorded import SetupValues, TrialValues
from assessments.recording import Refused
from tests.assessments.under_way import SETUP, a_trial, make_started, save


@pytest.mark.parametrize(
    "painful",
    [a_trial(pain=4), a_trial(pain=4, kind=TrialKind.PRACTICE)],
    ids=["at the limit", "while practising"],
)
def test_a_painful_trial_closes_its_side_and_leaves_the_other_open(
    service: Service, client_record: Client, now: datetime, painful: TrialValues
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    save(assessment, painful, now=now)

    with pytest.raises(Refused, match="Pain has stopped"):
        save(assessment, a_trial(Side.LEFT), now=now)
    save(assessment, a_trial(Side.RIGHT), now=now)

    finding = recording.finish(assessment=assessment, trainer=service.trainer, now=now)
    assert finding.overall == Grade.PAIN_STOP


def test_pain_under_the_limit_lets_the_side_go_on(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    save(assessment, a_trial(pain=3), now=now)
    assert save(assessment, a_trial(), now=now).number == 2


@pytest.mark.parametrize("lift", [{"pain": 4}, {"radiating": True}])
def test_a_painful_passive_lift_allows_no_trial(
    service: Service, client_record: Client, now: datetime, lift: dict[str, int]
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    recording.save_setup(assessment=assessment, values=_left(**lift), trainer=service.trainer, now=now)
    with pytest.raises(Refused, match="Pain has stopped"):
        save(assessment, a_trial(), now=now)


def test_removing_the_painful_trial_does_not_lift_the_stop(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    painful = save(assessment, a_trial(pain=4), now=now)
    with pytest.raises(Refused, match="stays on the record"):
        recording.remove_trial(assessment=assessment, pk=painful.pk, trainer=service.trainer, now=now)
    assert Trial.objects.get() == painful


def test_mending_the_setup_does_not_lift_the_stop(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    recording.save_setup(assessment=assessment, values=_left(pain=5), trainer=service.trainer, now=now)
    with pytest.raises(Refused, match="stays on the record"):
        recording.save_setup(assessment=assessment, values=SETUP, trainer=service.trainer, now=now)
    assert Assessment.objects.get().passive_pain_left == 5


def _left(*, pain: int = 0, radiating: bool = False) -> SetupValues:
    return replace(SETUP, left=Passive(level=KneeLevel.ABOVE, pain=pain, radiating=radiating))

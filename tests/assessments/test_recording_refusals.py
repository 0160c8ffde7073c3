"""What the record of a test refuses."""

from datetime import datetime

import pytest

from assessments import recording
from assessments.findings import Side, TrialKind
from assessments.models import Appointment, Assessment, Client, Service, Trial
from assessments.recording import Refused
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.assessments.under_way import SETUP, a_trial, make_started, make_visit, save
from tests.makers import make_appointment


@pytest.mark.parametrize("answers", [CHEST_PAIN, DIZZY])
def test_a_screen_that_is_not_released_allows_no_test(
    service: Service, client_record: Client, now: datetime, answers: dict[str, str]
) -> None:
    visit = make_visit(client=client_record, service=service, now=now, **answers)
    with pytest.raises(Refused, match="safety screen"):
        recording.start(appointment=visit, trainer=service.trainer, now=now)
    assert not Assessment.objects.exists()


def test_without_an_intake_there_is_no_test(service: Service, client_record: Client, now: datetime) -> None:
    visit = make_appointment(client=client_record, service=service, start=now)
    with pytest.raises(Refused, match="safety screen"):
        recording.start(appointment=visit, trainer=service.trainer, now=now)


def test_a_cancelled_visit_has_no_test(service: Service, client_record: Client, now: datetime) -> None:
    visit = make_visit(client=client_record, service=service, now=now)
    Appointment.objects.update(status=Appointment.Status.CANCELLED)
    with pytest.raises(Refused, match="cancelled"):
        recording.start(appointment=visit, trainer=service.trainer, now=now)


def test_a_stop_answered_during_the_visit_ends_the_trials(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    send_intake(client_record, CHEST_PAIN, now=now)
    with pytest.raises(Refused, match="safety screen"):
        save(assessment, a_trial(), now=now)


def test_a_stop_answered_during_the_visit_ends_the_setup_too(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    send_intake(client_record, CHEST_PAIN, now=now)
    with pytest.raises(Refused, match="safety screen"):
        recording.save_setup(assessment=assessment, values=SETUP, trainer=service.trainer, now=now)


def test_a_finished_test_takes_nothing_more(service: Service, client_record: Client, now: datetime) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    trial = save(assessment, a_trial(), now=now)
    recording.finish(assessment=assessment, trainer=service.trainer, now=now)

    with pytest.raises(Refused, match="finished"):
        save(assessment, a_trial(), now=now)
    with pytest.raises(Refused, match="finished"):
        recording.remove_trial(assessment=assessment, pk=trial.pk, trainer=service.trainer, now=now)
    with pytest.raises(Refused, match="finished"):
        recording.save_setup(assessment=assessment, values=SETUP, trainer=service.trainer, now=now)
    assert Trial.objects.count() == 1


def test_finishing_asks_for_what_is_missing(service: Service, client_record: Client, now: datetime) -> None:
    visit = make_visit(client=client_record, service=service, now=now)
    assessment = recording.start(appointment=visit, trainer=service.trainer, now=now)
    save(assessment, a_trial(Side.RIGHT), now=now)
    with pytest.raises(Refused, match=r"surface height, pain before the test, the passive range, right\."):
        recording.finish(assessment=assessment, trainer=service.trainer, now=now)


def test_an_unfinished_test_is_not_shared(service: Service, client_record: Client, now: datetime) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    with pytest.raises(Refused, match="finish"):
        recording.share(assessment=assessment, trainer=service.trainer, now=now)


def test_a_fourth_trial_of_one_kind_is_refused_and_a_removed_number_is_free_again(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    second = [save(assessment, a_trial(), now=now) for _number in range(3)][1]
    with pytest.raises(Refused, match="Three"):
        save(assessment, a_trial(), now=now)
    assert save(assessment, a_trial(kind=TrialKind.PRACTICE), now=now).number == 1

    recording.remove_trial(assessment=assessment, pk=second.pk, trainer=service.trainer, now=now)
    assert save(assessment, a_trial(), now=now).number == 2

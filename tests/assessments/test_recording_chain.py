"""From the start of a test to its finding."""

from datetime import datetime

import pytest

from assessments import recording
from assessments.findings import Grade, Side
from assessments.models import Appointment, Assessment, Client, Finding, Service
from tests.assessments.under_way import a_trial, make_started, make_visit, save


def test_two_counted_holds_become_the_finding_of_the_worse_side(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    save(assessment, a_trial(Side.LEFT, hold=7), now=now)
    save(assessment, a_trial(Side.RIGHT, hold=20), now=now)

    finding = recording.finish(assessment=assessment, trainer=service.trainer, now=now)

    assert (finding.left, finding.right, finding.overall) == (Grade.LIMITED, Grade.FULL, Grade.LIMITED)


def test_the_stored_inputs_give_the_same_reading_again(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    save(assessment, a_trial(Side.LEFT, hold=7), now=now)
    save(assessment, a_trial(Side.RIGHT, hold=20), now=now)

    recording.finish(assessment=assessment, trainer=service.trainer, now=now)

    stored = Finding.objects.get(assessment=assessment)
    assert stored.reading.overall == stored.overall
    assert stored.reading.left.best is not None
    assert stored.reading.left.best.seconds == 7


def test_an_untested_side_leaves_no_overall_finding(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    save(assessment, a_trial(Side.LEFT, hold=7), now=now)

    finding = recording.finish(assessment=assessment, trainer=service.trainer, now=now)

    assert (finding.right, finding.overall) == (Grade.UNGRADED_NONE, "")


def test_finishing_marks_the_visit_as_attended(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    recording.finish(assessment=assessment, trainer=service.trainer, now=now)
    assert Appointment.objects.get().status == Appointment.Status.ATTENDED


@pytest.mark.parametrize(("written", "kept"), [("", "You held 7.0 s."), ("Well done.", "Well done.")])
def test_finishing_drafts_a_summary_unless_one_is_written(
    service: Service, client_record: Client, now: datetime, written: str, kept: str
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    save(assessment, a_trial(Side.LEFT, hold=7), now=now)
    recording.save_words(assessment=assessment, summary=written, notes="", trainer=service.trainer, now=now)
    recording.finish(assessment=assessment, trainer=service.trainer, now=now)
    summary = Assessment.objects.get().summary
    assert kept in summary
    assert (summary == written) is bool(written)


def test_starting_and_finishing_twice_changes_nothing(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    again = recording.start(appointment=assessment.appointment, trainer=service.trainer, now=now)
    assert again == assessment

    finding = recording.finish(assessment=assessment, trainer=service.trainer, now=now)
    assert recording.finish(assessment=assessment, trainer=service.trainer, now=now) == finding


def test_a_client_marked_as_missed_may_still_turn_up(
    service: Service, client_record: Client, now: datetime
) -> None:
    visit = make_visit(client=client_record, service=service, now=now)
    Appointment.objects.update(status=Appointment.Status.NO_SHOW)
    assert recording.start(appointment=visit, trainer=service.trainer, now=now).appointment == visit

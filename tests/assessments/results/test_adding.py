"""A trial left out of a finished test is added with a reason, and whoever read the result sees it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import amending, recording
from assessments.evidence import side_order
from assessments.findings import Grade, Side, TrialKind
from assessments.models import Amendment, Assessment, Client, Consent, Service, Trial
from assessments.recorded import TrialValues
from assessments.recording import Refused
from hipcoach.privacy.models import AuditEntry
from tests.assessments.results.finished import finding_of, fresh, make_finished
from tests.assessments.under_way import a_trial, make_started, save, trial_sent
from tests.makers import make_appointment, make_signed_in_client

DAY = timedelta(days=1)


@pytest.fixture
def finished(service: Service, client_record: Client, now: datetime) -> Assessment:
    return make_finished(client=client_record, service=service, now=now, left=8, right=20)


def add(
    assessment: Assessment, values: TrialValues, *, now: datetime, key: UUID | None = None
) -> Amendment | None:
    return amending.add_trial(
        assessment=assessment,
        key=key or uuid4(),
        values=values,
        reason="Left out in the rush",
        trainer=assessment.tester,
        now=now,
    )


def test_it_takes_the_next_number_and_the_finding_is_concluded_anew(
    finished: Assessment, now: datetime
) -> None:
    assert add(finished, a_trial(hold=17), now=now + DAY)
    added = Trial.objects.get(hold=17)
    assert (added.side, added.kind, added.number) == ("left", "counted", 2)
    kept = Amendment.objects.get()
    assert (kept.of, kept.reason, kept.made_at) == ("added", "Left out in the rush", now + DAY)
    assert (kept.before["record"], kept.after["record"]["trial"]) == ({}, added.pk)
    assert (kept.before["finding"]["left"], kept.after["finding"]["left"]) == ("limited", "full")
    assert (finding_of(finished).left, "17.0 s" in fresh(finished).summary) == ("full", True)
    entry = AuditEntry.objects.filter(act="change").first()
    assert entry
    assert "hold" in entry.fields


def test_the_same_sending_twice_is_one_trial(finished: Assessment, now: datetime) -> None:
    key = uuid4()
    assert add(finished, a_trial(hold=17), now=now, key=key)
    assert add(finished, a_trial(hold=17), now=now, key=key) is None
    assert (Trial.objects.filter(hold=17).count(), Amendment.objects.count()) == (1, 1)


def test_a_forgotten_pain_stops_the_side_and_no_retest_is_suggested(
    finished: Assessment, now: datetime
) -> None:
    made = add(finished, a_trial(hold=3, pain=7, kind=TrialKind.PRACTICE), now=now)
    assert made
    assert (finding_of(finished).overall, made.lifts_stop) == (Grade.PAIN_STOP, False)
    finished.client.refresh_from_db()
    assert finished.client.retest_on is None


def test_a_fourth_of_a_kind_is_refused(finished: Assessment, now: datetime) -> None:
    for _time in range(2):
        add(finished, a_trial(Side.RIGHT), now=now)
    with pytest.raises(Refused, match="Three trials"):
        add(finished, a_trial(Side.RIGHT), now=now)
    assert Trial.objects.filter(side="right").count() == 3


def test_an_open_test_another_visits_key_and_a_trial_taken_back_are_refused(
    finished: Assessment, service: Service, client_record: Client, now: datetime
) -> None:
    taken = Trial.objects.get(side="left").key
    later = make_appointment(client=client_record, service=service, start=now + timedelta(hours=2))
    other = recording.start(appointment=later, trainer=service.trainer, now=now)
    with pytest.raises(Refused, match="not finished yet"):
        add(other, a_trial(), now=now)
    with pytest.raises(Refused, match="another visit"):
        add(other, a_trial(), now=now, key=taken)
    back = uuid4()
    recording.take_back(assessment=other, key=back, trainer=service.trainer, now=now)
    with pytest.raises(Refused, match="taken back"):
        add(finished, a_trial(), now=now, key=back)


def test_consent_taken_back_closes_the_record(finished: Assessment, now: datetime) -> None:
    Consent.objects.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=now)
    with pytest.raises(Refused, match="consent"):
        add(finished, a_trial(), now=now)


def address(assessment: Assessment) -> str:
    return reverse("add_trial", args=[assessment.appointment_id])


def test_who_has_read_the_result_sees_that_it_changed(desk: Browser, service: Service) -> None:
    ada = make_signed_in_client(trainer=service.trainer)
    shared = make_finished(client=ada, service=service, now=timezone.now(), left=8, right=20)
    recording.share(assessment=shared, trainer=service.trainer, now=timezone.now())
    page = desk.get(f"{address(shared)}?side=left").content.decode()
    assert "Your client has read this result" in page
    sent = trial_sent(hold="17", reason="Left out in the rush")
    assert desk.post(address(shared), sent).headers["Location"] == shared.appointment.get_absolute_url()
    assert "a trial added later" in desk.get(shared.appointment.get_absolute_url()).content.decode()
    browser = Browser()
    assert ada.user
    browser.force_login(ada.user)
    mine = browser.get(reverse("my_results")).content.decode()
    assert "17.0 s" in mine
    assert "a hold was added that had been left out" in mine
    assert "in the rush" not in mine


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"hold": "1000"}, {"hold": "30.1"}, {"knee": ""}, {"pain": "11"}, {"key": "x"}],
)
def test_what_cannot_be_is_asked_again_and_stays_typed(
    desk: Browser, finished: Assessment, wrong: dict[str, str]
) -> None:
    sent = trial_sent(reason="Left out", pain_place="left groin") | wrong
    answer = desk.post(address(finished), sent)
    assert (answer.status_code, "left groin" in answer.content.decode()) == (422, True)
    assert not Amendment.objects.exists()


def test_a_test_under_way_leads_to_its_own_page(
    desk: Browser, service: Service, client_record: Client, now: datetime
) -> None:
    test = make_started(client=client_record, service=service, now=now)
    assert desk.get(address(test)).headers["Location"] == reverse("trial", args=[test.appointment_id])


def test_a_device_that_came_too_late_is_answered_in_its_own_words(
    desk: Browser, finished: Assessment, now: datetime
) -> None:
    ask = {"headers": {"Accept": "application/json"}}
    sent = trial_sent(hold="17", reason="Sent late")
    assert desk.post(address(finished), sent, **ask).json() == {}
    assert desk.post(address(finished), sent, **ask).json() == {}
    missing = desk.post(address(finished), trial_sent(knee=""), **ask)
    assert (missing.status_code, "knee" in missing.json()["reason"]) == (422, True)
    for _time in range(2):
        answer = desk.post(address(finished), trial_sent(reason="Sent late"), **ask)
    assert (answer.status_code, "Three trials" in answer.json()["reason"]) == (409, True)
    assert Trial.objects.filter(side="left").count() == 3


def test_the_order_of_sides_stays_as_it_was_tried(
    service: Service, client_record: Client, now: datetime
) -> None:
    test = make_started(client=client_record, service=service, now=now)
    save(test, a_trial(Side.RIGHT), now=now)
    recording.finish(assessment=test, trainer=service.trainer, now=now)
    add(fresh(test), a_trial(Side.LEFT), now=now + DAY)
    assert side_order(fresh(test))[0] == Side.RIGHT

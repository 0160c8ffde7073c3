"""Undo on the live screen: by the key the device made, whatever the network does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Client, Service, TakenBack, Trial
from hipcoach.privacy.models import AuditEntry
from tests.assessments.desks import desk_of
from tests.assessments.live import send_trial, take_back
from tests.assessments.under_way import make_started
from tests.makers import make_client


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


@pytest.fixture
def started(service: Service, client_record: Client) -> Assessment:
    return make_started(client=client_record, service=service, now=timezone.now())


def test_a_trial_is_taken_back_and_its_number_is_free_again(desk: Browser, started: Assessment) -> None:
    key = str(uuid4())
    send_trial(desk, started, key=key)
    before = AuditEntry.objects.count()
    for _time in range(2):
        assert take_back(desk, started, key).status_code == 200
    assert not Trial.objects.exists()
    assert AuditEntry.objects.count() == before + 1
    assert send_trial(desk, started).json() == {"number": 1}


@pytest.mark.parametrize("comes_first", [True, False])
def test_what_a_slow_network_brings_later_is_no_trial(
    desk: Browser, started: Assessment, comes_first: bool
) -> None:
    key = str(uuid4())
    if comes_first:
        send_trial(desk, started, key=key)
    assert take_back(desk, started, key).status_code == 200
    late = send_trial(desk, started, key=key)
    assert (late.status_code, "taken back" in late.json()["reason"]) == (409, True)
    assert not Trial.objects.exists()


def test_one_removed_on_its_page_does_not_come_back_either(desk: Browser, started: Assessment) -> None:
    key = str(uuid4())
    send_trial(desk, started, key=key)
    desk.post(reverse("trial_remove", args=[started.appointment_id, Trial.objects.get().pk]))
    assert send_trial(desk, started, key=key).status_code == 409


def test_pain_that_stopped_a_side_stays(desk: Browser, started: Assessment) -> None:
    key = str(uuid4())
    send_trial(desk, started, key=key, pain="7")
    answer = take_back(desk, started, key)
    assert (answer.status_code, "stays on the record" in answer.json()["reason"]) == (409, True)
    assert Trial.objects.exists()
    assert not TakenBack.objects.exists()


def test_a_finished_test_no_longer_changes(desk: Browser, started: Assessment) -> None:
    key = str(uuid4())
    send_trial(desk, started, key=key)
    desk.post(reverse("assessment_finish", args=[started.appointment_id]))
    assert take_back(desk, started, key).status_code == 409
    assert Trial.objects.exists()


def test_a_trial_of_another_visit_is_not_touched(
    desk: Browser, started: Assessment, service: Service
) -> None:
    theirs = make_started(
        client=make_client(trainer=service.trainer), service=service, now=timezone.now() - timedelta(days=1)
    )
    key = str(uuid4())
    send_trial(desk, theirs, key=key)
    assert take_back(desk, started, key).status_code == 409
    assert Trial.objects.get().assessment == theirs


@pytest.mark.parametrize("key", ["", "nonsense", "\0", "9" * 10_000])
def test_a_key_that_cannot_be_is_refused(desk: Browser, started: Assessment, key: str) -> None:
    assert take_back(desk, started, key).status_code == 422

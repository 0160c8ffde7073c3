"""What a device sends from the live screen is recorded once, or refused in words that it can show."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Client, Service, Trial
from tests.assessments.desks import desk_of
from tests.assessments.live import JSON, send_passive, send_trial
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.assessments.under_way import make_started, make_visit, trial_sent
from tests.makers import make_client


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


@pytest.fixture
def started(service: Service, client_record: Client) -> Assessment:
    return make_started(client=client_record, service=service, now=timezone.now())


def test_a_repeated_sending_gets_the_number_of_the_first(desk: Browser, started: Assessment) -> None:
    key = str(uuid4())
    answers = [send_trial(desk, started, key=key) for _time in range(3)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"number": 1})] * 3
    assert Trial.objects.count() == 1
    assert answers[0].headers["Content-Type"] == JSON
    assert "no-store" in answers[0].headers["Cache-Control"]


def test_what_the_script_sends_is_what_the_plain_form_records(desk: Browser, started: Assessment) -> None:
    fields = {"compensations": ["trunk_back"], "at_trunk_back": "8.1", "pain": "2", "pain_place": "groin"}
    sent = trial_sent() | fields
    desk.post(reverse("trial", args=[started.appointment_id]), sent | {"key": str(uuid4())})
    desk.post(reverse("trial", args=[started.appointment_id]), sent, headers={"Accept": JSON})
    alone = {"id", "key", "number", "recorded_at"}
    plain, live = (
        {field.name: getattr(trial, field.name) for field in Trial._meta.fields if field.name not in alone}
        for trial in Trial.objects.order_by("pk")
    )
    assert plain == live


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"hold": "1000"}, "The test ends at the cap of 30 s."),
        ({"hold": "-1"}, "Hold"),
        ({"knee": ""}, "Where was the knee?"),
        ({"pain": ""}, "Pain"),
        ({"key": "not-a-key"}, "UUID"),
        ({"cramp_place": "a\0b"}, "Null"),
    ],
)
def test_a_value_that_cannot_be_is_named(
    desk: Browser, started: Assessment, fields: dict[str, str], asked: str
) -> None:
    answer = send_trial(desk, started, **fields)
    assert answer.status_code == 422
    assert asked in answer.json()["reason"]
    assert not Trial.objects.exists()


def test_nothing_at_all_is_refused(desk: Browser, started: Assessment) -> None:
    link = reverse("trial", args=[started.appointment_id])
    assert desk.post(link, headers={"Accept": JSON}).status_code == 422


def test_a_hold_of_no_time_is_taken(desk: Browser, started: Assessment) -> None:
    assert send_trial(desk, started, hold="0.0").status_code == 200
    assert Trial.objects.get().hold == Decimal(0)


def test_the_fourth_counted_trial_is_refused_and_may_be_sent_as_practice(
    desk: Browser, started: Assessment
) -> None:
    for _time in range(3):
        send_trial(desk, started)
    key = str(uuid4())
    answer = send_trial(desk, started, key=key)
    assert (answer.status_code, answer.json()) == (
        409,
        {"reason": "Three trials of this kind are recorded on this side already."},
    )
    assert send_trial(desk, started, key=key, kind="practice").json() == {"number": 1}


def test_a_finished_test_refuses_and_keeps_its_record(desk: Browser, started: Assessment) -> None:
    send_trial(desk, started)
    desk.post(reverse("assessment_finish", args=[started.appointment_id]))
    answer = send_trial(desk, started)
    assert answer.status_code == 409
    assert "finished" in answer.json()["reason"]
    assert Trial.objects.count() == 1


def test_a_screen_that_stops_meanwhile_refuses(
    desk: Browser, started: Assessment, client_record: Client
) -> None:
    send_intake(client_record, CHEST_PAIN, now=timezone.now())
    for answer in (send_trial(desk, started), send_passive(desk, started, passive="level")):
        assert answer.status_code == 409
        assert "safety screen" in answer.json()["reason"]


def test_a_side_that_pain_stopped_refuses(desk: Browser, started: Assessment) -> None:
    send_trial(desk, started, pain="4")
    answer = send_trial(desk, started)
    assert answer.status_code == 409
    assert "Pain has stopped this side" in answer.json()["reason"]


def test_a_service_that_is_no_longer_offered_changes_nothing(
    desk: Browser, started: Assessment, service: Service
) -> None:
    service.is_active = False
    service.save()
    assert desk.get(reverse("assess", args=[started.appointment_id])).status_code == 200
    assert send_trial(desk, started).status_code == 200


def test_who_is_signed_out_is_not_answered(started: Assessment) -> None:
    answer = send_trial(Browser(), started)
    assert answer.status_code == 302
    assert not Trial.objects.exists()


def test_a_forged_page_cannot_send(service: Service, started: Assessment) -> None:
    careful = Browser(enforce_csrf_checks=True)
    careful.force_login(service.trainer.user)
    assert send_trial(careful, started).status_code == 403


def test_the_passive_range_is_recorded_once_a_side(
    desk: Browser, service: Service, client_record: Client
) -> None:
    now = timezone.now()
    visit = make_visit(client=client_record, service=service, now=now)
    desk.post(reverse("assessment_start", args=[visit.pk]))
    test = Assessment.objects.get()
    for _time in range(2):
        assert send_passive(desk, test, "left", passive="level", pain="2").status_code == 200
    other = send_passive(desk, test, "left", passive="above", pain="2")
    assert (other.status_code, "already" in other.json()["reason"]) == (409, True)
    test.refresh_from_db()
    assert (test.passive_left, test.passive_pain_left, test.passive_right) == ("level", 2, "")


def test_the_page_of_the_passive_range_changes_what_was_recorded(desk: Browser, started: Assessment) -> None:
    link = reverse("assess_passive", args=[started.appointment_id, "right"])
    assert desk.post(link, {"passive": "below", "pain": "1", "radiating": "on"}).status_code == 302
    started.refresh_from_db()
    assert (started.passive_right, started.passive_pain_right) == ("below", 1)
    # The side is stopped now, and stays so.
    assert desk.post(link, {"passive": "above", "pain": "0"}).status_code == 422


@pytest.mark.parametrize("side", ["middle", "LEFT", "left\0"])
def test_a_side_that_nobody_has_is_not_found(desk: Browser, started: Assessment, side: str) -> None:
    assert desk.get(reverse("assess_passive", args=[started.appointment_id, side])).status_code == 404


def test_a_key_of_another_visit_is_refused(desk: Browser, started: Assessment, service: Service) -> None:
    theirs = make_started(
        client=make_client(trainer=service.trainer), service=service, now=timezone.now() - timedelta(days=1)
    )
    key = str(uuid4())
    assert send_trial(desk, theirs, key=key).status_code == 200
    answer = send_trial(desk, started, key=key)
    assert (answer.status_code, "another visit" in answer.json()["reason"]) == (409, True)

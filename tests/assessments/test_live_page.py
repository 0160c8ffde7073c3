"""What the live screen starts from: as last time, of every device, for this person only."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import recording
from assessments.findings import Side, TrialKind
from assessments.models import Assessment, Client, Service
from tests.assessments.desks import desk_of
from tests.assessments.live import data_of, send_trial
from tests.assessments.under_way import a_trial, make_started, make_visit, save
from tests.makers import make_trainer


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


@pytest.fixture
def started(service: Service, client_record: Client) -> Assessment:
    return make_started(client=client_record, service=service, now=timezone.now())


def finished_before(client: Client, service: Service, now: datetime, *sides: Side) -> Assessment:
    test = make_started(client=client, service=service, now=now)
    for number, side in enumerate(sides):
        save(test, a_trial(side), now=now + timedelta(minutes=number))
    recording.finish(assessment=test, trainer=service.trainer, now=now + timedelta(minutes=9))
    return test


def page_of(desk: Browser, test: Assessment, name: str = "assess") -> str:
    return desk.get(reverse(name, args=[test.appointment_id])).content.decode()


def test_a_retest_is_prepared_as_last_time(desk: Browser, service: Service, client_record: Client) -> None:
    now = timezone.now()
    last = finished_before(client_record, service, now - timedelta(days=42), Side.RIGHT, Side.LEFT)
    last.refresh_from_db()
    last.surface_height_cm, last.support, last.shoes = Decimal("47.5"), "rail", True
    last.save()
    visit = make_visit(client=client_record, service=service, now=now)
    test = recording.start(appointment=visit, trainer=service.trainer, now=now)
    page = page_of(desk, test, "assess_setup")
    day = timezone.localtime(last.started_at, service.trainer.tz)
    assert f"As last time, {day.day} {day:%b %Y}:" in page
    assert "surface 47.5 cm, support: rail" in page
    assert 'value="47.5"' in page
    assert "right side first" in page
    state = data_of(desk.get(reverse("assess", args=[visit.pk])), "live-state")
    assert (state["order"], state["mayTest"]) == (["right", "left"], False)


def test_a_first_test_begins_on_the_left_and_knows_no_last_time(desk: Browser, started: Assessment) -> None:
    assert "As last time" not in page_of(desk, started, "assess_setup")
    state = data_of(desk.get(reverse("assess", args=[started.appointment_id])), "live-state")
    assert (state["order"], state["mayTest"]) == (["left", "right"], True)


def test_the_side_tried_first_today_stays_first(desk: Browser, started: Assessment) -> None:
    send_trial(desk, started, side="right")
    state = data_of(desk.get(reverse("assess", args=[started.appointment_id])), "live-state")
    assert state["order"] == ["right", "left"]


def test_the_state_names_what_every_device_recorded(desk: Browser, started: Assessment) -> None:
    send_trial(desk, started, kind="practice")
    send_trial(desk, started, side="right", pain="5")
    state = data_of(desk.get(reverse("assess", args=[started.appointment_id])), "live-state")
    assert [(trial["side"], trial["kind"], trial["number"]) for trial in state["trials"]] == [
        ("left", "practice", 1),
        ("right", "counted", 1),
    ]
    assert (state["stopped"], state["passive"]) == (["right"], {"left": "above", "right": "above"})


def test_a_finished_test_still_shows_what_a_device_has_kept(desk: Browser, started: Assessment) -> None:
    desk.post(reverse("assessment_finish", args=[started.appointment_id]))
    page = desk.get(reverse("assess", args=[started.appointment_id]), {"kept": "1"})
    assert page.status_code == 200
    assert data_of(page, "live-state")["finished"] is True
    assert "Record a trial" not in page.content.decode()
    assert "data-finishes" not in page.content.decode()


def test_the_key_of_what_is_kept_is_one_persons_and_one_visits(
    desk: Browser, started: Assessment, service: Service, client_record: Client
) -> None:
    def seal(test: Assessment) -> str:
        page = desk.get(reverse("assess", args=[test.appointment_id]))
        return str(data_of(page, "live-config")["seal"])

    again = make_started(client=client_record, service=service, now=timezone.now() - timedelta(days=1))
    assert seal(started) == seal(started) != seal(again)
    stranger = desk_of(make_trainer())
    assert stranger.get(reverse("assess", args=[started.appointment_id])).status_code == 404


def test_more_trials_ask_no_more_queries(desk: Browser, started: Assessment) -> None:
    link = reverse("assess", args=[started.appointment_id])
    counts = []
    for kinds in ([TrialKind.PRACTICE], [TrialKind.COUNTED] * 3):
        for kind in kinds:
            save(started, a_trial(kind=kind), now=timezone.now())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(link).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_signing_out_empties_the_browser(desk: Browser) -> None:
    assert "Clear-Site-Data" not in desk.get(reverse("account_logout")).headers
    assert desk.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in desk.post(reverse("account_logout")).headers

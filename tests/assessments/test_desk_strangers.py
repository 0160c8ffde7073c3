"""A visit is its trainer's: to everybody else it does not exist."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Appointment, Assessment, Client, Service
from hipcoach.privacy.models import AuditEntry
from tests.assessments.under_way import SETUP_SENT, make_started, trial_sent
from tests.makers import make_signed_in_client, make_trainer

PAGES = ["appointment", "appointment_move", "assess", "assess_setup", "trial"]
ACTS = [
    "assessment_start",
    "assess_setup",
    "trial",
    "assessment_finish",
    "assessment_words",
    "assessment_share",
    "clearance",
    "attended",
    "no_show",
    "appointment_cancel",
    "appointment_link",
    "appointment_move",
    "appointment_paid",
]


@pytest.fixture
def started(service: Service, client_record: Client) -> Assessment:
    return make_started(client=client_record, service=service, now=timezone.now())


def stranger(kind: str, service: Service) -> Browser:
    browser = Browser()
    if kind == "other trainer":
        browser.force_login(make_trainer().user)
    if kind == "client":
        user = make_signed_in_client(trainer=service.trainer).user
        assert user is not None
        browser.force_login(user)
    return browser


@pytest.mark.parametrize(("kind", "status"), [("other trainer", 404), ("client", 404), ("visitor", 302)])
def test_no_page_opens_and_nothing_acts(
    started: Assessment, service: Service, kind: str, status: int
) -> None:
    browser, before = stranger(kind, service), AuditEntry.objects.count()
    for name in PAGES:
        assert browser.get(reverse(name, args=[started.appointment_id])).status_code == status
    for name in ACTS:
        sent = SETUP_SENT | trial_sent()
        assert browser.post(reverse(name, args=[started.appointment_id]), sent).status_code == status
    removal = reverse("trial_remove", args=[started.appointment_id, 1])
    assert browser.post(removal).status_code == status

    after = Assessment.objects.get()
    assert (after.finished_at, after.trials.count()) == (None, 0)
    assert AuditEntry.objects.count() == before


def test_a_trial_of_another_visit_is_not_removed(
    started: Assessment, service: Service, client_record: Client
) -> None:
    other = make_trainer()
    browser = Browser()
    browser.force_login(service.trainer.user)
    browser.post(reverse("trial", args=[started.appointment_id]), trial_sent())
    trial = started.trials.get()

    browser.force_login(other.user)
    removal = reverse("trial_remove", args=[started.appointment_id, trial.pk])
    assert browser.post(removal).status_code == 404
    assert started.trials.get() == trial


@pytest.mark.parametrize("name", ["appointment", "assess", "trial"])
def test_a_number_nobody_has_is_not_found(service: Service, name: str) -> None:
    browser = Browser()
    browser.force_login(service.trainer.user)
    for pk in (0, 10**9, 10**30):
        assert browser.get(reverse(name, args=[pk])).status_code == 404


def test_a_hold_that_is_not_booked_yet_has_no_page(service: Service, client_record: Client) -> None:
    started = make_started(client=client_record, service=service, now=timezone.now())
    Appointment.objects.update(status="held", hold_until=timezone.now())
    browser = Browser()
    browser.force_login(service.trainer.user)
    assert browser.get(started.appointment.get_absolute_url()).status_code == 404

"""The test as a trainer taps it in: setup, trials, finish, words, share."""

import re
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Appointment, Assessment, Client, Finding, Service, Trial
from tests.assessments.under_way import PASSIVE_SENT, SETUP_SENT, make_started, make_visit, trial_sent


@pytest.fixture
def desk(service: Service) -> Browser:
    browser = Browser()
    browser.force_login(service.trainer.user)
    return browser


@pytest.fixture
def started(service: Service, client_record: Client) -> Assessment:
    return make_started(client=client_record, service=service, now=timezone.now())


def test_the_whole_test_is_tapped_through(desk: Browser, service: Service, client_record: Client) -> None:
    visit = make_visit(client=client_record, service=service, now=timezone.now())
    page = desk.get(visit.get_absolute_url())
    assert "Start the test" in page.content.decode()

    page = desk.post(reverse("assessment_start", args=[visit.pk]), follow=True)
    page = desk.post(page.redirect_chain[-1][0], SETUP_SENT, follow=True)
    for side in ("left", "right"):
        passive = reverse("assess_passive", args=[visit.pk, side])
        assert passive in page.content.decode()
        page = desk.post(passive, PASSIVE_SENT, follow=True)
        link = f"{reverse('trial', args=[visit.pk])}?side={side}"
        assert link in page.content.decode()
        form = desk.get(link).content.decode()
        assert re.search(rf'value="{side}"[^>]*checked', form)
        assert re.search(r'value="practice"[^>]*checked', form)
        page = desk.post(link, trial_sent(side=side), follow=True)
    page = desk.post(reverse("assessment_finish", args=[visit.pk]), follow=True)
    assert "Developing" in page.content.decode()

    desk.post(reverse("assessment_words", args=[visit.pk]), {"summary": "Good work.", "notes": "shy"})
    desk.post(reverse("assessment_share", args=[visit.pk]))
    assessment = Assessment.objects.get()
    assert (assessment.summary, assessment.notes) == ("Good work.", "shy")
    assert assessment.shared_at is not None
    assert Finding.objects.get().overall == "developing"
    assert Appointment.objects.get().status == Appointment.Status.ATTENDED


def test_a_doubled_submit_records_one_trial(desk: Browser, started: Assessment) -> None:
    sent = trial_sent()
    for _time in range(2):
        answer = desk.post(reverse("trial", args=[started.appointment_id]), sent)
        assert answer.status_code == 302
    assert Trial.objects.get().hold == Decimal("12.4")


def test_a_trial_for_a_finished_test_is_refused_in_words(desk: Browser, started: Assessment) -> None:
    desk.post(reverse("assessment_finish", args=[started.appointment_id]))
    answer = desk.post(reverse("trial", args=[started.appointment_id]), trial_sent())
    assert answer.status_code == 422
    assert "no longer changes" in answer.content.decode()
    assert not Trial.objects.exists()


def test_a_finished_test_opens_on_its_visit(desk: Browser, started: Assessment) -> None:
    desk.post(reverse("assessment_finish", args=[started.appointment_id]))
    answer = desk.get(reverse("assess", args=[started.appointment_id]))
    assert answer.status_code == 302
    assert answer.headers["Location"] == started.appointment.get_absolute_url()


def test_a_trial_is_taken_back_from_the_page(desk: Browser, started: Assessment) -> None:
    desk.post(reverse("trial", args=[started.appointment_id]), trial_sent())
    remove = reverse("trial_remove", args=[started.appointment_id, Trial.objects.get().pk])
    assert remove in desk.get(reverse("assess", args=[started.appointment_id])).content.decode()
    assert desk.get(remove).status_code == 405
    for _time in range(2):
        assert desk.post(remove).status_code == 302
    assert not Trial.objects.exists()


def test_a_painful_trial_shuts_its_side_on_the_page(desk: Browser, started: Assessment) -> None:
    link = reverse("trial", args=[started.appointment_id])
    desk.post(link, trial_sent(pain="6", ended_by="pain"))
    page = desk.get(reverse("assess", args=[started.appointment_id])).content.decode()
    assert f"{link}?side=left" not in page
    assert f"{link}?side=right" in page
    assert "Pain has stopped this side" in page


@pytest.mark.parametrize("side", ["", "middle", "\0", "left" * 1000])
def test_an_unknown_side_presets_nothing(desk: Browser, started: Assessment, side: str) -> None:
    form = desk.get(reverse("trial", args=[started.appointment_id]), {"side": side}).content.decode()
    assert "checked" not in form


def test_the_page_of_a_visit_without_a_test_is_not_found(
    desk: Browser, service: Service, client_record: Client
) -> None:
    visit = make_visit(client=client_record, service=service, now=timezone.now())
    for name in ("assess", "assess_setup", "trial"):
        assert desk.get(reverse(name, args=[visit.pk])).status_code == 404
    assert desk.post(reverse("assessment_finish", args=[visit.pk])).status_code == 404

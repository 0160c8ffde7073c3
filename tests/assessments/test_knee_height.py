"""How far the knee came from hip level: optional, in cm, and shown wherever the trial is."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import recording
from assessments.forms.recording import TrialForm
from assessments.models import Assessment, Client, Service, Trial
from tests.assessments.desks import desk_of
from tests.assessments.live import send_trial
from tests.assessments.under_way import a_trial, make_started, save, trial_sent

CAP = Decimal(30)


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


@pytest.fixture
def started(service: Service, client_record: Client) -> Assessment:
    return make_started(client=client_record, service=service, now=timezone.now())


def heights() -> list[Decimal | None]:
    return list(Trial.objects.order_by("pk").values_list("knee_height_cm", flat=True))


def test_the_form_and_the_script_record_it_and_both_may_leave_it_out(
    desk: Browser, started: Assessment
) -> None:
    page = reverse("trial", args=[started.appointment_id])
    assert "in cm? (optional)" in desk.get(page).content.decode()
    assert desk.post(page, trial_sent(knee_height_cm="8.5")).status_code == 302
    assert send_trial(desk, started, knee="below", knee_height_cm="3.0").status_code == 200
    assert send_trial(desk, started, knee_height_cm="").status_code == 200
    assert heights() == [Decimal("8.5"), Decimal(3), None]


def test_it_is_shown_during_the_test_and_with_the_result(desk: Browser, started: Assessment) -> None:
    save(started, a_trial(knee_height_cm=Decimal(8)), now=timezone.now())
    live = desk.get(reverse("assess", args=[started.appointment_id])).content.decode()
    recording.finish(assessment=started, trainer=started.tester, now=timezone.now())
    result = desk.get(reverse("appointment", args=[started.appointment_id])).content.decode()
    for text in (live, result):
        assert "8 cm above the hip" in text


def test_a_correction_starts_from_it_and_keeps_it(desk: Browser, started: Assessment) -> None:
    trial = save(started, a_trial(knee_height_cm=Decimal(8)), now=timezone.now())
    recording.finish(assessment=started, trainer=started.tester, now=timezone.now())
    page = reverse("amend_trial", args=[started.appointment_id, trial.pk])
    assert desk.get(page).context["form"]["knee_height_cm"].value() == Decimal(8)
    sent = trial_sent(hold="12", knee_height_cm="9", reason="Read wrongly")
    assert desk.post(page, sent).status_code == 302
    assert heights() == [Decimal(9)]


@pytest.mark.parametrize("height", ["-1", "61", "1000", "8.55", "NaN", "high", "\0"])
def test_a_height_that_cannot_be_is_asked_again(height: str) -> None:
    form = TrialForm(trial_sent(knee_height_cm=height), cap=CAP)
    assert set(form.errors) == {"knee_height_cm"}


def test_level_with_the_hip_has_no_distance_and_a_foot_that_stayed_down_none_at_all(
    started: Assessment,
) -> None:
    form = TrialForm(trial_sent(knee="level", knee_height_cm="4"), cap=CAP)
    assert set(form.errors) == {"knee_height_cm"}
    assert TrialForm(trial_sent(knee="level", knee_height_cm="0"), cap=CAP).is_valid()
    save(started, a_trial(cleared=False, knee_height_cm=Decimal(4)), now=timezone.now())
    assert heights() == [None]


@pytest.mark.parametrize("height", [Decimal("-0.1"), Decimal("60.1")])
def test_the_database_refuses_one_that_cannot_be(started: Assessment, height: Decimal) -> None:
    trial = save(started, a_trial(), now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=trial.pk).update(knee_height_cm=height)

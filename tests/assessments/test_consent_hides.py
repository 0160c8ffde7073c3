"""Consent taken back: no page of the desk shows what it covered, and no verb works on it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from assessments import consents, recording
from assessments.models import Assessment, Client, Consent, Service, Trainer
from assessments.recording import Refused
from hipcoach.privacy.models import AuditEntry
from programs import library
from programs.models import Plan
from tests.assessments.under_way import SETUP, a_trial, make_started, save
from tests.makers import make_appointment, make_signed_in_client
from tests.programs.makers import assigned_plan, make_assessment, make_ready

SECRETS = (
    "Noor Visser",
    "my knee clicks",
    "Limited",
    "limited",
    "Above the hip",
    "77.5",  # No second of a clock reads like it.
)


@pytest.fixture
def ada(trainer: Trainer, service: Service, client: Browser) -> Client:
    """Answered, tested twice (one test still open), with a plan."""
    now = timezone.now()
    library.load(now=now)
    ada = make_signed_in_client(trainer=trainer)
    make_ready(ada, now=now, notes="my knee clicks")
    make_assessment(client=ada, service=service, at=now - timedelta(days=3))
    test = make_started(client=ada, service=service, now=now)
    save(test, a_trial(hold=77.5), now=now)
    recording.save_words(assessment=test, notes="the left one shook", summary="", trainer=trainer, now=now)
    make_appointment(client=ada, service=service, start=now + timedelta(days=2), note="my knee clicks")
    assigned_plan(ada, now=now)
    client.force_login(trainer.user)
    return ada


def pages_of(client: Client) -> list[str]:
    """Every page of the desk that shows something of this client."""
    visits = [f"/desk/appointments/{pk}/" for pk in client.appointments.values_list("pk", flat=True)]
    open_test = client.assessments.get(finished_at=None).appointment_id
    finished = client.assessments.finished().get()
    return [
        *visits,
        f"/desk/appointments/{open_test}/assess/",
        f"/desk/appointments/{open_test}/assess/setup/",
        f"/desk/appointments/{open_test}/assess/trial/",
        f"/desk/assessments/{finished.pk}/suggest/",
        f"/desk/plans/{Plan.objects.get().pk}/",
        client.get_absolute_url(),
        "/desk/",
        "/desk/clients/",
        "/desk/schedule/",
    ]


def test_before_it_they_show(ada: Client, client: Browser) -> None:
    shown = "".join(client.get(page).content.decode() for page in pages_of(ada))
    assert [secret for secret in SECRETS if secret not in shown] == []


def test_after_it_none_of_them_does(ada: Client, client: Browser) -> None:
    consents.withdraw(client=ada, kind=Consent.Kind.HEALTH_DATA, now=timezone.now())
    for page in pages_of(ada):
        answer = client.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert [secret for secret in SECRETS if secret in text] == [], page


def test_looking_at_a_closed_record_reads_no_more_than_that_it_is_closed(
    ada: Client, client: Browser
) -> None:
    consents.withdraw(client=ada, kind=Consent.Kind.HEALTH_DATA, now=timezone.now())
    before = AuditEntry.objects.order_by("-pk")[0].pk
    for page in pages_of(ada):
        client.get(page)
    entries = AuditEntry.objects.filter(pk__gt=before)
    assert {(entry.subject == "list", *entry.fields) for entry in entries} <= {
        (False, "screen"),
        (True, "screen"),
        (True, "screen", "finding.overall"),
    }


@pytest.fixture
def test_of_ada(ada: Client) -> Assessment:
    return ada.assessments.get(finished_at=None)


Act = Callable[[Assessment, datetime], object]
ACTS: dict[str, Act] = {
    "setup": lambda test, now: recording.save_setup(
        assessment=test, values=SETUP, trainer=test.tester, now=now
    ),
    "trial": lambda test, now: save(test, a_trial(), now=now),
    "remove": lambda test, now: recording.remove_trial(
        assessment=test, pk=test.trials.get().pk, trainer=test.tester, now=now
    ),
    "finish": lambda test, now: recording.finish(assessment=test, trainer=test.tester, now=now),
    "words": lambda test, now: recording.save_words(
        assessment=test, notes="", summary="", trainer=test.tester, now=now
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_no_verb_works_on_a_closed_record(test_of_ada: Assessment, act: str) -> None:
    now = timezone.now()
    consents.withdraw(client=test_of_ada.client, kind=Consent.Kind.HEALTH_DATA, now=now)
    with pytest.raises(Refused):
        ACTS[act](test_of_ada, now)


@pytest.mark.parametrize("act", ["setup", "trial"])
def test_without_the_consent_to_be_tested_nothing_is_recorded(test_of_ada: Assessment, act: str) -> None:
    now = timezone.now()
    consents.withdraw(client=test_of_ada.client, kind=Consent.Kind.TESTING, now=now)
    with pytest.raises(Refused):
        ACTS[act](test_of_ada, now)


def test_sharing_is_refused_too(ada: Client) -> None:
    finished = ada.assessments.finished().get()
    now = timezone.now()
    consents.withdraw(client=ada, kind=Consent.Kind.HEALTH_DATA, now=now)
    with pytest.raises(Refused):
        recording.share(assessment=finished, trainer=finished.tester, now=now)


def test_the_trainer_is_told_why(test_of_ada: Assessment, client: Browser) -> None:
    consents.withdraw(client=test_of_ada.client, kind=Consent.Kind.HEALTH_DATA, now=timezone.now())
    path = f"/desk/appointments/{test_of_ada.appointment_id}/words/"
    answer = client.post(path, {"notes": "more", "summary": ""}, follow=True)
    assert "taken their consent back" in answer.content.decode()

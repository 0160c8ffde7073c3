"""A told story mails nobody: what was due is sent, what is to come stays promised."""

import pytest
from django.conf import LazySettings
from django.db.models import F
from pytest_django import DjangoCaptureOnCommitCallbacks

from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.demo.story import make
from tests.pages.demo_world import NOW, few

pytestmark = pytest.mark.django_db
CAST = few("Leonie Brandt", "Clara Vogt", "Paul Hoffmann", "Marisol Vega")


@pytest.fixture(autouse=True)
def debug(settings: LazySettings) -> None:
    settings.DEBUG = True


def test_no_mail_is_due_when_the_demo_is_made() -> None:
    make(now=NOW, casts=CAST)
    assert OutgoingEmail.objects.exists()
    assert not OutgoingEmail.objects.waiting(NOW).exists()


def test_the_mail_worker_is_not_woken(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        make(now=NOW, casts=CAST)
    assert callbacks == []


def test_reminders_of_visits_to_come_stay_promised() -> None:
    make(now=NOW, casts=CAST)
    promised = OutgoingEmail.objects.promised()
    assert {mail.kind for mail in promised} == {"appointment-reminder"}
    assert not promised.filter(due_at__lte=NOW).exists()


def test_what_was_due_was_sent_on_time() -> None:
    make(now=NOW, casts=CAST)
    sent = OutgoingEmail.objects.filter(state=OutgoingEmail.State.SENT)
    assert sent.filter(kind="plan-assigned").exists()
    assert not sent.exclude(settled_at=F("due_at")).exists()


def test_a_cancelled_visit_was_confirmed_first_and_reminded_before() -> None:
    make(now=NOW, casts=few("Clara Vogt"))
    mails = OutgoingEmail.objects.filter(
        kind__in=["appointment-booked", "appointment-reminder"], due_at__lte=NOW
    )
    assert set(mails.values_list("state", flat=True)) == {"sent"}

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


def test_what_is_to_come_stays_promised() -> None:
    make(now=NOW, casts=CAST)
    promised = OutgoingEmail.objects.promised()
    to_come = {"appointment-reminder", "intake-missing", "trainer-agenda", "plan-week", "retest-due"}
    assert "appointment-reminder" in {mail.kind for mail in promised} <= to_come
    assert not promised.filter(due_at__lte=NOW).exists()


def test_an_intake_that_was_there_was_not_asked_for() -> None:
    make(now=NOW, casts=few("Leonie Brandt"))
    asked = OutgoingEmail.objects.filter(kind="intake-missing", due_at__lte=NOW)
    assert set(asked.values_list("state", "reason")) == {("skipped", "The intake is there.")}


def test_what_was_due_was_sent_on_time() -> None:
    make(now=NOW, casts=CAST)
    sent = OutgoingEmail.objects.filter(state=OutgoingEmail.State.SENT)
    assert sent.filter(kind="plan-assigned").exists()
    assert not sent.exclude(settled_at=F("due_at")).exists()


def test_a_cancelled_visit_was_confirmed_first_and_reminded_before() -> None:
    make(now=NOW, casts=few("Clara Vogt"))
    due = OutgoingEmail.objects.filter(due_at__lte=NOW)
    assert set(due.filter(kind="appointment-booked").values_list("state", flat=True)) == {"sent"}
    reminders = due.filter(kind="appointment-reminder")
    assert reminders.filter(state="sent").exists()
    assert set(reminders.exclude(state="sent").values_list("reason", flat=True)) <= {
        "The visit was cancelled."
    }

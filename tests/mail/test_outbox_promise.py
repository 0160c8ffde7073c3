"""A mail is a row before it is a message: it stands and falls with the transaction of what it is about."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import nudge, retire
from tests.mail.promises import fresh, promise

pytestmark = pytest.mark.django_db


def test_a_promise_made_twice_is_one_row_that_keeps_its_first_content(now: datetime) -> None:
    promise(key="visit:1:booked:v1", to="ada@example.com", now=now)
    promise(key="visit:1:booked:v1", to="eve@example.com", now=now + timedelta(hours=1))
    assert OutgoingEmail.objects.values_list("to", "promised_at").get() == ("ada@example.com", now)


def test_a_transaction_that_fails_promises_nothing(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def book_and_fail() -> None:
        with transaction.atomic():
            promise(now=now)
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks() as wakes, pytest.raises(ZeroDivisionError):
        book_and_fail()
    assert (OutgoingEmail.objects.count(), wakes) == (0, [])


def test_the_worker_is_woken_only_after_the_commit(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as wakes:
        promise(now=now)
    assert wakes == [nudge]


def test_a_mail_for_later_wakes_nobody(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as wakes:
        promise(now=now, due_at=now + timedelta(seconds=1))
    assert wakes == []


def test_taking_back_skips_what_is_promised_about_the_subject_and_no_other_mail(now: datetime) -> None:
    mine, other = (promise(now=now, subject_ref=ref) for ref in ("appointment:1", "appointment:11"))
    retire(subject_ref="appointment:1", reason="The visit was moved.", now=now)
    assert (fresh(mine).state, fresh(mine).reason, fresh(mine).secret) == (
        "skipped",
        "The visit was moved.",
        "",
    )
    assert fresh(other).state == "promised"


def test_taking_back_some_kinds_leaves_the_others(now: datetime) -> None:
    reminder, receipt = (promise(now=now, subject_ref="appointment:1", kind=kind) for kind in ("a", "b"))
    retire(subject_ref="appointment:1", kinds=("a",), reason="The visit was moved.", now=now)
    assert (fresh(reminder).state, fresh(receipt).state) == ("skipped", "promised")


def test_what_was_sent_is_not_taken_back(now: datetime) -> None:
    row = promise(now=now, subject_ref="appointment:1")
    OutgoingEmail.objects.update(state="sent")
    retire(subject_ref="appointment:1", reason="The visit was moved.", now=now)
    assert fresh(row).state == "sent"

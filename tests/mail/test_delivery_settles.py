"""The world is read again before a mail goes out; what is not sent says why, and no secret stays behind."""

from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.core import mail

from hipcoach.mail.delivery import sweep
from hipcoach.mail.failures import LAST_ATTEMPT
from hipcoach.mail.line import LEASE
from hipcoach.mail.models import OutgoingEmail
from tests.mail.promises import fresh, promise, promise_broken, promise_untrue
from tests.processes import free_port

COULD_NOT = "The mail could not be put together ({})."

pytestmark = pytest.mark.django_db


def test_a_mail_goes_out_at_its_minute_and_not_before(now: datetime) -> None:
    row = promise(now=now, due_at=now + timedelta(hours=1))
    sweep(now + timedelta(minutes=59))
    assert (fresh(row).state, mail.outbox) == ("promised", [])
    sweep(now + timedelta(hours=1))
    assert (fresh(row).state, len(mail.outbox)) == ("sent", 1)


def test_what_is_no_longer_true_is_skipped_with_the_reason(now: datetime) -> None:
    row = promise_untrue(now=now)
    sweep(now)
    assert (fresh(row).state, fresh(row).reason, fresh(row).settled_at) == (
        "skipped",
        "The visit is gone.",
        now,
    )
    assert mail.outbox == []


@pytest.mark.parametrize(("late", "state"), [(timedelta(0), "sent"), (timedelta(seconds=1), "missed")])
def test_a_late_mail_is_sent_while_useful_and_then_marked_missed(
    now: datetime, late: timedelta, state: str
) -> None:
    row = promise(now=now, useful_until=now + timedelta(hours=1))
    sweep(now + timedelta(hours=1) + late)
    assert (fresh(row).state, fresh(row).secret) == (state, "")


def test_one_bad_mail_does_not_stop_the_others(now: datetime) -> None:
    broken, unknown = promise_broken(now=now), promise(now=now, kind="of-a-later-version")
    fine = promise(now=now)
    sweep(now)
    assert (fresh(broken).state, fresh(broken).reason) == ("promised", COULD_NOT.format("JSONDecodeError"))
    assert (fresh(unknown).state, fresh(unknown).reason) == ("promised", COULD_NOT.format("KeyError"))
    assert fresh(fine).state == "sent"


def test_a_mail_that_can_never_be_composed_is_given_up_and_forgets_its_secret(now: datetime) -> None:
    row = promise_broken(now=now)
    for _ in range(LAST_ATTEMPT):
        sweep(fresh(row).lease_until or now)
    assert (fresh(row).state, fresh(row).attempts, fresh(row).secret) == ("failed", LAST_ATTEMPT, "")


def test_a_secret_that_cannot_be_unsealed_stops_no_other_mail(now: datetime, settings: LazySettings) -> None:
    known = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    locked = promise(now=now, urgent=True)
    settings.FIELD_KEYS = known
    fine = promise(now=now)
    sweep(now)
    assert [each.to for each in mail.outbox] == [[fine.to]]
    (told,) = OutgoingEmail.objects.filter(pk=locked.pk).values_list("state", "reason")
    assert told == ("promised", COULD_NOT.format("WrongKey"))


@pytest.mark.parametrize("state", ["sent", "skipped", "missed", "failed"])
def test_a_settled_mail_is_left_alone(now: datetime, state: str) -> None:
    row = promise(now=now)
    OutgoingEmail.objects.update(state=state, settled_at=now)
    assert sweep(now + 2 * LEASE) == 0
    assert (fresh(row).state, mail.outbox) == (state, [])


def test_an_hour_without_a_worker_loses_nothing_and_doubles_nothing(now: datetime) -> None:
    for minute in range(0, 60, 20):
        promise(now=now, due_at=now + timedelta(minutes=minute))
    sweep(now + timedelta(hours=1))
    sweep(now + timedelta(hours=1))
    assert len(mail.outbox) == 3


def test_a_late_mail_is_missed_even_while_no_mail_can_be_sent(now: datetime, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "hipcoach.mail.backends.SmtpBackend", "127.0.0.1"
    settings.EMAIL_PORT, settings.EMAIL_USE_TLS = free_port(), False
    row = promise(now=now, useful_until=now + timedelta(hours=1))
    sweep(now)
    assert fresh(row).reason == "The mail server can't be reached."
    sweep(now + timedelta(hours=2))
    assert (fresh(row).state, fresh(row).secret, fresh(row).attempts) == ("missed", "", 0)
    assert fresh(row).reason.startswith("It was too late to be useful. The mail server can't")

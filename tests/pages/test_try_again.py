"""A mail that failed is sent again at the press of a button: one's own, while it is of use, and once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Trainer
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.mail.promises import fresh, promise
from tests.makers import make_trainer


def failed(*, trainer: Trainer, now: datetime, state: str = "failed", **fields: object) -> OutgoingEmail:
    row = promise(now=now - timedelta(days=1), trainer_ref=trainer.pk, **fields)
    OutgoingEmail.objects.filter(pk=row.pk).update(
        state=state, reason="The mail server refused this mail (554).", attempts=6, settled_at=now
    )
    return row


def press(desk: Browser, row: OutgoingEmail) -> str:
    page = desk.post(reverse("mail_retry", args=[row.pk]), follow=True)
    assert page.status_code == 200
    return page.content.decode()


def button(row: OutgoingEmail) -> str:
    return f'action="{reverse("mail_retry", args=[row.pk])}"'


def test_a_failed_mail_tells_why_and_goes_out_again(desk: Browser, trainer: Trainer, now: datetime) -> None:
    row = failed(trainer=trainer, now=now)
    page = desk.get("/desk/mail/?state=failed").content.decode()
    assert "The mail server refused this mail (554)." in page
    assert button(row) in page
    assert "goes out again" in press(desk, row)
    sweep(now)
    assert (fresh(row).state, fresh(row).attempts, len(mail.outbox)) == ("sent", 1, 1)


def test_the_ledger_says_that_mails_failed(desk: Browser, trainer: Trainer, now: datetime) -> None:
    assert "could not be sent" not in desk.get("/desk/mail/").content.decode()
    failed(trainer=trainer, now=now)
    assert "could not be sent" in desk.get("/desk/mail/").content.decode()


def test_pressed_twice_it_is_one_mail(desk: Browser, trainer: Trainer, now: datetime) -> None:
    row = failed(trainer=trainer, now=now)
    press(desk, row)
    sweep(now)
    assert "nothing to send again" in press(desk, row)
    sweep(now)
    assert (fresh(row).state, len(mail.outbox)) == ("sent", 1)


@pytest.mark.parametrize("state", ["promised", "sending", "sent", "skipped", "missed"])
def test_only_what_failed_is_tried_again(desk: Browser, trainer: Trainer, now: datetime, state: str) -> None:
    row = failed(trainer=trainer, now=now, state=state)
    assert button(row) not in desk.get("/desk/mail/").content.decode()
    press(desk, row)
    assert fresh(row).state == state


def test_what_is_too_late_or_has_no_address_is_not_tried_again(
    desk: Browser, trainer: Trainer, now: datetime
) -> None:
    late = failed(trainer=trainer, now=now, useful_until=now - timedelta(seconds=1))
    rows = [late, failed(trainer=trainer, now=now, to="")]
    page = desk.get("/desk/mail/?state=failed").content.decode()
    for row in rows:
        assert button(row) not in page
        press(desk, row)
        assert fresh(row).state == "failed"


def test_another_trainers_mail_is_not_found(desk: Browser, now: datetime) -> None:
    row = failed(trainer=make_trainer(), now=now)
    assert desk.post(reverse("mail_retry", args=[row.pk])).status_code == 404
    assert desk.post(reverse("mail_retry", args=[10**30])).status_code == 404
    assert fresh(row).state == "failed"

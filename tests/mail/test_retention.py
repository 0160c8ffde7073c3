"""Old mails stay in the ledger as facts, without the address they went to."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from hipcoach.environment import StrictEnv
from hipcoach.mail import outbox
from hipcoach.mail.models import OutgoingEmail
from tests.mail.promises import fresh, promise


@pytest.mark.django_db
def test_the_address_of_what_was_settled_before_is_forgotten_and_no_other(now: datetime) -> None:
    before = now - timedelta(days=30)
    old, recent, open_one = (promise(now=now - timedelta(days=90)) for _ in range(3))
    for row, days in ((old, 31), (recent, 29)):
        settled_at = now - timedelta(days=days)
        OutgoingEmail.objects.filter(pk=row.pk).update(state="sent", settled_at=settled_at)
    assert outbox.forget_settled_before(before) == 1
    assert (fresh(old).to, fresh(old).secret, fresh(old).state) == ("", "", "sent")
    assert [fresh(row).to for row in (recent, open_one)] == ["ada@example.com"] * 2
    assert outbox.forget_settled_before(before) == 0


@pytest.mark.django_db
def test_more_than_one_batch_is_forgotten_in_one_go(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "FORGET_AT_ONCE", 2)
    for _ in range(5):
        promise(now=now)
    OutgoingEmail.objects.update(state="skipped", settled_at=now - timedelta(days=1000))
    assert outbox.forget_settled_before(now) == 5
    assert not OutgoingEmail.objects.exclude(to="").exists()


@pytest.mark.parametrize("days", ["0", "-1", "soon", "1e3", "99999999999"])
def test_a_period_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    monkeypatch.setenv("MAIL_RETENTION_DAYS", days)
    with pytest.raises(ImproperlyConfigured, match="MAIL_RETENTION_DAYS"):
        StrictEnv().days("MAIL_RETENTION_DAYS", default=365)

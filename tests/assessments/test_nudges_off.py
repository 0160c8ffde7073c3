"""One click ends a client's nudges (RFC 8058); looking does not, and a forged link does nothing."""

from datetime import datetime

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.emails.after import wants_nudges
from assessments.mail_choices import choose_for_client
from assessments.mail_links import nudges_off_url, nudges_token
from assessments.models import Client, Consent
from hipcoach.privacy.models import AuditEntry
from tests.makers import make_client

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def now() -> datetime:
    """The pages look at the clock."""
    return timezone.now()


@pytest.fixture
def nudged(client_record: Client, now: datetime) -> Client:
    choose_for_client(client=client_record, reminders_off=[], nudges=True, now=now)
    return client_record


@pytest.fixture
def mail_program() -> Browser:
    """Without cookies, and as strict about forged forms as a real request meets it."""
    return Browser(enforce_csrf_checks=True)


def path_of(client: Client) -> str:
    return reverse("nudges_off", args=[nudges_token(client)])


def test_a_mail_program_ends_them_with_one_post(mail_program: Browser, nudged: Client) -> None:
    for _ in range(2):
        answer = mail_program.post(path_of(nudged), ONE_CLICK)
        # RFC 8058: no redirects.
        assert answer.status_code == 200
    assert not wants_nudges(nudged, timezone.now())
    assert Consent.objects.filter(client=nudged, withdrawn_at=None).count() == 0


def test_looking_changes_nothing_and_offers_a_button(
    mail_program: Browser, nudged: Client, now: datetime
) -> None:
    page = mail_program.get(path_of(nudged)).content.decode()
    assert "Yes, no more nudges" in page
    assert wants_nudges(nudged, now)


def test_the_page_names_nobody_but_the_trainer(mail_program: Browser, nudged: Client) -> None:
    for answer in (mail_program.get(path_of(nudged)), mail_program.post(path_of(nudged), ONE_CLICK)):
        page = answer.content.decode()
        assert nudged.trainer.name in page
        assert nudged.name not in page
        assert nudged.email not in page


@pytest.mark.parametrize(
    "token", ["x", "1-", "0-" + "a" * 40, "1-" + "a" * 40, "9" * 30 + "-" + "a" * 40, "%00"]
)
def test_a_forged_link_is_not_found(mail_program: Browser, nudged: Client, now: datetime, token: str) -> None:
    assert mail_program.post(f"/m/{token}/", ONE_CLICK).status_code == 404
    assert wants_nudges(nudged, now)


def test_the_link_of_one_is_not_the_link_of_another(
    mail_program: Browser, nudged: Client, now: datetime
) -> None:
    other = make_client(trainer=nudged.trainer)
    signature = nudges_token(other).partition("-")[2]
    assert mail_program.post(f"/m/{nudged.pk}-{signature}/", ONE_CLICK).status_code == 404
    assert wants_nudges(nudged, now)


def test_the_link_is_made_anew_each_time_and_stays_the_same(nudged: Client) -> None:
    assert nudges_off_url(nudged) == nudges_off_url(Client.objects.get(pk=nudged.pk))
    assert nudged.email not in nudges_off_url(nudged)


def test_it_is_on_record(mail_program: Browser, nudged: Client) -> None:
    before = AuditEntry.objects.count()
    mail_program.post(path_of(nudged), ONE_CLICK)
    mail_program.post(path_of(nudged), ONE_CLICK)
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("pk").fields == ["consents"]

"""A trainer who lost phone and recovery codes is let in again by the owner, who shows who they are first."""

from datetime import datetime
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from hipcoach.accounts.models import User
from hipcoach.mail.delivery import sweep
from tests.accounts.factors import give_app, give_recovery_codes
from tests.accounts.hands import sign_in_by_password
from tests.assessments.practice.people import Two
from tests.makers import PASSWORD
from tests.pages.addresses import browser_of


@pytest.fixture
def owner(two: Two) -> Browser:
    give_app(two.julian.user)
    give_recovery_codes(two.julian.user)
    return browser_of(two.mara.user)


def url(two: Two) -> str:
    return reverse("colleague_second_step", args=[two.julian.pk])


def test_it_goes_with_the_recovery_codes_and_every_open_session(two: Two, owner: Browser) -> None:
    desk = browser_of(two.julian.user)
    assert owner.post(url(two))["Location"] == reverse("colleague", args=[two.julian.pk])
    assert not Authenticator.objects.exists()
    assert desk.get(reverse("desk")).status_code == 302
    again = Browser()
    sign_in_by_password(again, two.julian.user.email, PASSWORD)
    assert again.get(reverse("desk")).status_code == 200


def test_the_colleague_is_told_by_whom(two: Two, owner: Browser) -> None:
    owner.post(url(two))
    sweep(timezone.now())
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([two.julian.user.email], "Your second step was taken off")
    assert two.mara.user.name in message.body


def test_it_is_on_record_and_shown(two: Two, owner: Browser) -> None:
    owner.post(url(two))
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (two.mara.user, str(two.julian.user_id))
    assert "Last taken off on" in owner.get(reverse("colleague", args=[two.julian.pk])).content.decode()


def test_pressed_twice_it_is_one_mail_and_one_record(two: Two, owner: Browser) -> None:
    owner.post(url(two))
    owner.post(url(two))
    sweep(timezone.now())
    assert (len(mail.outbox), LogEntry.objects.count()) == (1, 1)


def test_whoever_holds_the_owners_open_browser_shows_who_they_are_first(two: Two, owner: Browser) -> None:
    stale = Browser()
    stale.force_login(two.mara.user)
    assert stale.post(url(two))["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.exists()


def test_the_keys_of_the_admin_are_not_the_owners_to_loosen(two: Two, owner: Browser) -> None:
    User.objects.filter(pk=two.julian.user_id).update(is_staff=True)
    owner.post(url(two))
    assert Authenticator.objects.exists()
    assert "at the command line" in owner.get(reverse("colleague", args=[two.julian.pk])).content.decode()


def test_the_owner_is_let_in_by_a_command(two: Two, now: datetime) -> None:
    give_app(two.mara.user)
    call_command("reset_second_step", two.mara.user.email.upper(), stdout=StringIO())
    assert not Authenticator.objects.exists()
    sweep(timezone.now())
    assert "Whoever looks after this site" in mail.outbox[0].body
    with pytest.raises(CommandError, match="no second step"):
        call_command("reset_second_step", two.mara.user.email)
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("reset_second_step", "nobody@example.com")

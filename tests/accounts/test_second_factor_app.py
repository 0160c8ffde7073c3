"""An app that shows codes: set up with its first code, asked for after the password, each code good once."""

from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from assessments.models import Trainer
from hipcoach.mail.delivery import sweep
from tests.accounts.factors import code_at, give_app, give_recovery_codes
from tests.accounts.hands import is_signed_in, show_who_one_is, sign_in_by_password
from tests.accounts.test_code_at_rest import everything_stored
from tests.makers import PASSWORD

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/second-step/app/"
SECOND_STEP = "/accounts/login/second-step/"
NOON = datetime.fromisoformat("2026-12-01T12:00:10Z")


@pytest.fixture
def desk(client: Browser, trainer: Trainer) -> Browser:
    """The trainer's browser, just after showing who they are."""
    client.force_login(trainer.user)
    show_who_one_is(client, trainer.user)
    return client


def type_second(browser: Browser, code: str) -> HttpResponse:
    return browser.post(SECOND_STEP, {"code": code})


def after_password(trainer: Trainer) -> Browser:
    browser = Browser()
    response = sign_in_by_password(browser, trainer.user.email, PASSWORD)
    assert response["Location"] == SECOND_STEP
    assert not is_signed_in(browser)
    return browser


def test_the_page_shows_the_secret_to_scan_and_to_type(desk: Browser) -> None:
    page = desk.get(SET_UP)
    assert page.context["form"].secret in page.content.decode()
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    assert "issuer=HipCoach" in page.context["totp_url"]
    assert "no-store" in page["Cache-Control"]


def test_its_first_code_sets_it_up_and_gives_recovery_codes(desk: Browser, trainer: Trainer) -> None:
    secret = desk.get(SET_UP).context["form"].secret
    answer = desk.post(SET_UP, {"code": code_at(secret, timezone.now())})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert len(desk.get(answer["Location"]).context["unused_codes"]) == 10
    assert desk.get(reverse("mfa_download_recovery_codes"))["Content-Disposition"].startswith("attachment")
    assert Authenticator.objects.filter(user=trainer.user).count() == 2


@pytest.mark.parametrize("code", ["", "000000", "\x00", "x" * 100_000, "\uff11" * 6, "-1"])
def test_another_code_sets_nothing_up(desk: Browser, code: str) -> None:
    desk.get(SET_UP)
    assert desk.post(SET_UP, {"code": code}).status_code == 200
    assert not Authenticator.objects.exists()


def test_two_tabs_show_the_same_secret(desk: Browser) -> None:
    first = desk.get(SET_UP).context["form"].secret
    assert desk.get(SET_UP).context["form"].secret == first


def test_pressed_twice_it_is_set_up_once(desk: Browser, trainer: Trainer) -> None:
    secret = desk.get(SET_UP).context["form"].secret
    for _ in range(2):
        assert desk.post(SET_UP, {"code": code_at(secret, timezone.now())}).status_code == 302
    assert Authenticator.objects.filter(user=trainer.user, type="totp").count() == 1


def test_only_who_has_just_shown_who_they_are_sets_it_up(client: Browser, trainer: Trainer) -> None:
    client.force_login(trainer.user)
    for answer in (client.get(SET_UP), client.post(SET_UP, {"code": "000000"})):
        assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_neither_secret_nor_recovery_code_is_stored_in_clear(trainer: Trainer) -> None:
    secret, codes = give_app(trainer.user), give_recovery_codes(trainer.user)
    stored = everything_stored()
    assert [word for word in (secret, *codes) if word in stored] == []
    assert Authenticator.objects.get(type="totp").data["secret"].startswith("gAAAA")
    assert Authenticator.objects.get(type="recovery_codes").data["seed"].startswith("gAAAA")


def test_after_the_password_it_is_asked_for(trainer: Trainer) -> None:
    secret = give_app(trainer.user)
    browser = after_password(trainer)
    assert browser.get("/desk/").status_code == 302
    assert type_second(browser, "000000").status_code == 200
    assert not is_signed_in(browser)
    assert type_second(browser, code_at(secret, timezone.now()))["Location"] == reverse("home_for_user")
    assert is_signed_in(browser)


@pytest.mark.parametrize(("late", "works"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(trainer: Trainer, late: int, *, works: bool) -> None:
    secret = give_app(trainer.user)
    with time_machine.travel(NOON, tick=False):
        browser = after_password(trainer)
        type_second(browser, code_at(secret, NOON + timedelta(seconds=late)))
        assert is_signed_in(browser) == works


@pytest.mark.parametrize("start", ["2026-12-01T12:00:10Z", "2026-12-01T12:59:50Z", "2026-12-01T23:59:40Z"])
def test_a_code_that_was_used_is_refused_as_long_as_it_shows(trainer: Trainer, start: str) -> None:
    secret, now = give_app(trainer.user), datetime.fromisoformat(start)
    with time_machine.travel(now, tick=False) as clock:
        code = code_at(secret, now + timedelta(seconds=30))
        type_second(after_password(trainer), code)
        for _ in range(6):
            clock.shift(10)
            thief = after_password(trainer)
            type_second(thief, code)
            assert not is_signed_in(thief)


def test_a_recovery_code_works_once(trainer: Trainer) -> None:
    give_app(trainer.user)
    code = give_recovery_codes(trainer.user)[3]
    first, second = after_password(trainer), after_password(trainer)
    type_second(first, code)
    type_second(second, code)
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_new_recovery_codes_end_the_old_ones(desk: Browser, trainer: Trainer) -> None:
    give_app(trainer.user)
    old = give_recovery_codes(trainer.user)
    desk.post(reverse("mfa_generate_recovery_codes"))
    assert not set(old) & set(desk.get(reverse("mfa_view_recovery_codes")).context["unused_codes"])
    browser = after_password(trainer)
    type_second(browser, old[0])
    assert not is_signed_in(browser)


def test_a_second_step_without_the_first_opens_nothing(client: Browser, trainer: Trainer) -> None:
    secret = give_app(trainer.user)
    assert type_second(client, code_at(secret, timezone.now()))["Location"] == reverse("account_login")
    assert not is_signed_in(client)


def test_a_code_of_the_app_alone_shows_who_one_is_again(client: Browser, trainer: Trainer) -> None:
    secret = give_app(trainer.user)
    client.force_login(trainer.user)
    page = reverse("mfa_reauthenticate")
    assert client.post(page, {"code": "000000", "next": "/desk/"}).status_code == 200
    answer = client.post(page, {"code": code_at(secret, timezone.now()), "next": "/desk/"})
    assert answer["Location"] == "/desk/"
    assert client.get(reverse("account_address")).status_code == 200


def test_it_can_be_removed(desk: Browser, trainer: Trainer) -> None:
    give_app(trainer.user)
    give_recovery_codes(trainer.user)
    assert desk.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("account_security")
    assert not Authenticator.objects.exists()


def test_the_change_is_told_by_mail_and_names_no_network(
    desk: Browser, trainer: Trainer, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    secret = desk.get(SET_UP).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(SET_UP, {"code": code_at(secret, timezone.now())})
    sweep(timezone.now())
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([trainer.user.email], "A second step is set up")
    assert "127.0.0.1" not in str(message.body)

"""Another sign-in address counts once its code is typed; one that exists gives nothing away, nor changes."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Client, Trainer
from hipcoach.accounts.address import change_address
from hipcoach.accounts.models import User
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.accounts.hands import (
    is_signed_in,
    mailed_code,
    show_who_one_is,
    sign_in_by_code,
    sign_in_by_password,
)
from tests.makers import PASSWORD, make_client, make_signed_in_client, make_trainer, make_user

pytestmark = pytest.mark.django_db
PAGE, CONFIRM = "/accounts/address/", "/accounts/address/confirm/"
NEW = "new@example.org"


@pytest.fixture
def record(trainer: Trainer) -> Client:
    return make_signed_in_client(trainer=trainer)


def browser_of(user: User | None) -> Browser:
    assert user
    browser = Browser()
    browser.force_login(user)
    show_who_one_is(browser, user)
    return browser


@pytest.fixture
def phone(record: Client) -> Browser:
    return browser_of(record.user)


def ask(browser: Browser, email: str = NEW) -> HttpResponse:
    return browser.post(PAGE, {"email": email})


def type_in(browser: Browser, code: str) -> HttpResponse:
    return browser.post(CONFIRM, {"code": code})


def change(browser: Browser, email: str = NEW) -> HttpResponse:
    ask(browser, email)
    return type_in(browser, mailed_code())


def address_of(user: User | None) -> str:
    assert user
    return User.objects.get(pk=user.pk).email


def codes_to(email: str) -> int:
    return OutgoingEmail.objects.filter(kind="address-code", to=email).count()


def test_a_client_signs_in_with_the_new_address_from_then_on(phone: Browser, record: Client) -> None:
    old = record.email
    assert ask(phone)["Location"] == CONFIRM
    assert address_of(record.user) == old
    assert type_in(phone, mailed_code())["Location"] == reverse("account_security")
    assert address_of(record.user) == NEW
    proven = EmailAddress.objects.get(user=record.user)
    assert (proven.email, proven.primary, proven.verified) == (NEW, True, True)
    browser = Browser()
    sign_in_by_code(browser, NEW)
    assert int(browser.session["_auth_user_id"]) == record.user_id


def test_a_trainer_too(trainer: Trainer) -> None:
    change(browser_of(trainer.user), "Mara.New@Example.ORG")
    browser = Browser()
    sign_in_by_password(browser, "mara.new@example.org", PASSWORD)
    assert is_signed_in(browser)


def test_it_is_for_those_who_have_just_shown_who_they_are(client: Browser, record: Client) -> None:
    assert record.user
    client.force_login(record.user)
    for page in (PAGE, CONFIRM):
        assert client.get(page)["Location"].startswith("/accounts/reauthenticate/code/")
        assert client.post(page, {"email": NEW})["Location"].startswith("/accounts/reauthenticate/code/")
    assert codes_to(NEW) == 0


def test_the_old_address_gets_a_note_that_does_not_tell_the_new_one(phone: Browser, record: Client) -> None:
    old = record.email
    change(phone)
    sweep(timezone.now())
    (note,) = [each for each in mail.outbox if each.to == [old]]
    assert note.subject == "Your sign-in address was changed"
    assert NEW not in str(note.body)


def test_other_devices_are_signed_out(phone: Browser, record: Client) -> None:
    other = browser_of(record.user)
    change(phone)
    assert other.get("/me/").status_code == 302
    assert phone.get("/me/").status_code == 200


@pytest.mark.parametrize("other", ["client", "trainer", "unproven", "inactive"])
def test_an_address_that_exists_gets_the_same_answers_and_no_mail(
    phone: Browser, record: Client, trainer: Trainer, other: str
) -> None:
    taken = {
        "client": lambda: make_signed_in_client(trainer=trainer).email,
        "trainer": lambda: make_trainer().user.email,
        "unproven": lambda: make_user(proven=False).email,
        "inactive": lambda: make_user(is_active=False).email,
    }[other]()
    assert walk(phone, taken) == walk(browser_of(make_user()), NEW)
    assert codes_to(taken) == 0
    assert address_of(record.user) == record.email
    assert User.objects.filter(email=taken).count() == 1


def walk(browser: Browser, email: str) -> list[tuple[int, str, str]]:
    """Every answer on the way: asking, the next page, three wrong codes, and what then."""
    steps = [ask(browser, email), browser.get(CONFIRM)]
    steps += [type_in(browser, "BBBB-BBBB") for _ in range(3)]
    steps += [browser.get(CONFIRM)]
    hidden = r'name="csrfmiddlewaretoken" value="\w+"'
    pages = [re.sub(hidden, "", step.content.decode()).replace(email, "") for step in steps]
    return [
        (step.status_code, step.get("Location", ""), page) for step, page in zip(steps, pages, strict=True)
    ]


def test_an_address_taken_meanwhile_is_left_to_who_has_it(phone: Browser, record: Client) -> None:
    ask(phone)
    code = mailed_code()
    holder = make_user(email=NEW)
    assert type_in(phone, code)["Location"] == PAGE
    assert address_of(record.user) == record.email
    assert EmailAddress.objects.get(email=NEW).user == holder


def test_two_who_want_it_at_once_one_gets_it(transactional_db: None) -> None:
    trainer = make_trainer()
    users = [make_signed_in_client(trainer=trainer).user for _ in range(4)]
    together = Barrier(len(users))

    def want(user: User) -> bool:
        try:
            together.wait(timeout=10)
            return change_address(user=user, email=NEW, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(len(users)) as pool:
        got = list(pool.map(want, filter(None, users)))
    assert sorted(got) == [False, False, False, True]
    assert User.objects.filter(email=NEW).count() == 1
    assert EmailAddress.objects.count() == len(users) + 1


def test_their_own_records_of_the_old_address_follow(phone: Browser, record: Client) -> None:
    elsewhere = make_client(trainer=make_trainer(), user=record.user)
    by_hand = make_client(trainer=make_trainer(), user=record.user, email="ada.work@example.org")
    partner = make_client(trainer=make_trainer(), email=record.email, shares_email=True)
    change(phone)
    now = {each.pk: each.email for each in Client.objects.all()}
    assert now == {
        record.pk: NEW,
        elsewhere.pk: NEW,
        by_hand.pk: "ada.work@example.org",
        partner.pk: record.email,
    }


def test_a_record_stays_where_its_trainer_has_another_of_the_new_address(
    phone: Browser, record: Client
) -> None:
    other = make_client(trainer=record.trainer, email=NEW)
    change(phone)
    record.refresh_from_db()
    assert record.email != NEW
    assert Client.objects.filter(trainer=record.trainer).count() == 2
    assert Client.objects.get(pk=other.pk).name == other.name


@pytest.mark.parametrize("code", ["", "\x00", "x" * 100_000, "BBBB-BBBB"])
def test_another_code_changes_nothing(phone: Browser, record: Client, code: str) -> None:
    ask(phone)
    assert type_in(phone, code).status_code == 200
    assert address_of(record.user) == record.email


def test_a_code_counts_for_the_address_it_was_sent_to_last(phone: Browser, record: Client) -> None:
    """Two tabs: what the first one asked for is off."""
    ask(phone)
    first = mailed_code()
    ask(phone, "later@example.org")
    type_in(phone, first)
    assert address_of(record.user) == record.email
    type_in(phone, mailed_code())
    assert address_of(record.user) == "later@example.org"


def test_a_code_counts_once_and_in_its_browser_only(phone: Browser, record: Client, trainer: Trainer) -> None:
    ask(phone)
    code = mailed_code()
    stranger = make_signed_in_client(trainer=trainer)
    type_in(browser_of(stranger.user), code)
    assert address_of(stranger.user) == stranger.email
    type_in(phone, code)
    change(phone, "later@example.org")
    type_in(phone, code)
    assert address_of(record.user) == "later@example.org"


def test_a_sign_in_code_is_no_code_for_an_address(phone: Browser, record: Client) -> None:
    ask(phone)
    other = Browser()
    other.post(reverse("account_request_login_code"), {"email": record.email})
    type_in(phone, mailed_code())
    assert address_of(record.user) == record.email


def test_after_ten_minutes_one_starts_again(phone: Browser, record: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(phone)
        code = mailed_code()
        clock.shift(601)
        show_who_one_is(phone, User.objects.get(pk=record.user_id))
        assert type_in(phone, code)["Location"] == PAGE
    assert address_of(record.user) == record.email


@pytest.mark.parametrize("email", ["", "no address", "\x00@example.org", "x" * 300 + "@example.org", "a@b@c"])
def test_what_is_no_address_is_refused_kindly(phone: Browser, email: str) -> None:
    assert ask(phone, email).status_code == 200
    assert OutgoingEmail.objects.count() == 0


@pytest.mark.parametrize("lookalike", ["k\u0131m@example.com", "\u212aim@example.com"])
def test_an_address_that_only_looks_like_another_gets_no_code(phone: Browser, lookalike: str) -> None:
    make_user(email="kim@example.com")
    ask(phone, lookalike)
    assert OutgoingEmail.objects.filter(kind="address-code").count() == 0


def test_ones_own_address_is_no_change(phone: Browser, record: Client) -> None:
    assert ask(phone, record.email.upper()).status_code == 200


def test_nobodys_mailbox_is_filled(phone: Browser) -> None:
    for _ in range(6):
        ask(phone)
    assert codes_to(NEW) == 3

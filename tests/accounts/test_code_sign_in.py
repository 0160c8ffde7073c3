"""A code from the mail signs a client in: once, for ten minutes, with three tries."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Client
from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from tests.accounts.hands import (
    ask_code,
    is_signed_in,
    mailed_code,
    sign_in_by_code,
    type_code,
    use_another_address,
)

pytestmark = pytest.mark.django_db
WRONG = "WRNG-CODE"


def test_the_code_signs_in_and_leads_to_the_start_page(client: Browser, client_record: Client) -> None:
    response = sign_in_by_code(client, client_record.email)
    assert (response.status_code, response["Location"]) == (302, reverse("home_for_user"))
    assert is_signed_in(client)


def test_asking_makes_a_person_without_password_and_an_unproven_address(
    client: Browser, client_record: Client
) -> None:
    ask_code(client, client_record.email.upper())
    user = User.objects.get(email=client_record.email)
    address = EmailAddress.objects.get(user=user)
    assert not user.has_usable_password()
    assert (address.email, address.primary, address.verified) == (user.email, True, False)
    client_record.refresh_from_db()
    assert client_record.user is None


def test_asking_twice_makes_one_person(client_record: Client) -> None:
    ask_code(Browser(), client_record.email)
    ask_code(Browser(), client_record.email)
    assert User.objects.filter(email=client_record.email).count() == 1


def test_a_code_works_once(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    code = mailed_code()
    type_code(client, code)
    client.logout()
    type_code(client, code)
    assert not is_signed_in(client)


def test_a_new_code_ends_the_old_one(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    old = mailed_code()
    use_another_address(client)
    ask_code(client, client_record.email)
    type_code(client, old)
    assert not is_signed_in(client)


def states() -> list[str]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("state", flat=True))


def test_of_two_codes_asked_for_before_either_is_sent_only_the_one_that_works_is(
    client: Browser, client_record: Client
) -> None:
    ask_code(client, client_record.email)
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    code = mailed_code()
    assert states() == ["skipped", "sent"]
    assert OutgoingEmail.objects.earliest("pk").secret == ""
    type_code(client, code)
    assert is_signed_in(client)


def test_nobody_takes_back_the_code_of_another_browser(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    ask_code(Browser(), client_record.email)
    assert states() == ["promised", "promised"]


def test_who_mistyped_the_address_can_start_over(client: Browser, client_record: Client) -> None:
    ask_code(client, f"x{client_record.email}")
    assert use_another_address(client)["Location"] == reverse("account_login")
    assert client.get(reverse("account_login")).status_code == 200
    sign_in_by_code(client, client_record.email)
    assert is_signed_in(client)


def test_a_code_works_in_the_browser_that_asked_and_in_no_other(
    client: Browser, client_record: Client
) -> None:
    ask_code(client, client_record.email)
    code, other = mailed_code(), Browser()
    ask_code(other, client_record.email)
    type_code(other, code)
    assert not is_signed_in(other)


@pytest.mark.parametrize(("seconds", "works"), [(599, True), (601, False)])
def test_a_code_is_good_for_ten_minutes(
    client: Browser, client_record: Client, seconds: int, works: bool
) -> None:
    with time_machine.travel("2026-11-30T09:00:00+00:00", tick=False) as clock:
        ask_code(client, client_record.email)
        code = mailed_code()
        clock.shift(timedelta(seconds=seconds))
        type_code(client, code)
        assert is_signed_in(client) is works


@pytest.mark.parametrize(("slips", "works"), [(2, True), (3, False)])
def test_a_code_may_be_mistyped_twice(
    client: Browser, client_record: Client, slips: int, works: bool
) -> None:
    ask_code(client, client_record.email)
    for _ in range(slips):
        type_code(client, WRONG)
    type_code(client, mailed_code())
    assert is_signed_in(client) is works


def test_a_mail_that_comes_too_late_is_not_sent(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    row = OutgoingEmail.objects.get()
    assert row.useful_until == row.promised_at + timedelta(minutes=10)


@pytest.mark.parametrize("odd", ["", "\x00", "x" * 10_000, "Ü", "1234\n5678"])
def test_an_odd_code_is_refused_kindly(client: Browser, client_record: Client, odd: str) -> None:
    ask_code(client, client_record.email)
    assert type_code(client, odd).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize("odd", ["", "\x00@x.de", "x" * 10_000 + "@example.com", "a@b", "a\n@example.com"])
def test_an_odd_address_is_refused_kindly(client: Browser, odd: str) -> None:
    assert ask_code(client, odd).status_code == 200

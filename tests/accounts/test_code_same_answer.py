"""Asking for a code tells nobody whether an address is known, and stores nothing about one that isn't."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Client, Trainer
from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from tests.accounts.hands import ask_code, codes_promised, is_signed_in, type_code
from tests.makers import PASSWORD, make_client, make_trainer, make_user

pytestmark = pytest.mark.django_db

UNKNOWN = "nobody@example.com"


@pytest.fixture
def addresses(trainer: Trainer) -> dict[str, str]:
    """One address of every sort."""
    return {
        "client": make_client(trainer=trainer).email,
        "client with a user": make_client(trainer=trainer, user=make_user()).email,
        "unknown": UNKNOWN,
        "trainer": trainer.user.email,
        "staff": make_user(is_staff=True).email,
        "inactive": make_client(trainer=trainer, user=make_user(is_active=False)).email,
        "user nobody knows": make_user(password=PASSWORD).email,
    }


def answer(response: HttpResponse, email: str) -> tuple[int, str, str]:
    """What a stranger sees, without what differs each time: the address itself and the form's token."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, response.get("Location", ""), page.replace(email, "")


def walk(email: str) -> list[tuple[int, str, str]]:
    """Every answer on the way: asking, the next page, a wrong code, three of them."""
    browser = Browser()
    steps = [ask_code(browser, email), browser.get(reverse("account_confirm_login_code"))]
    steps += [type_code(browser, "WRNG-CODE") for _ in range(3)]
    steps.append(browser.get(reverse("account_login")))
    return [answer(step, email) for step in steps]


def test_every_address_gets_the_same_answers(addresses: dict[str, str]) -> None:
    expected = walk(UNKNOWN)
    assert {sort: walk(email) == expected for sort, email in addresses.items()} == dict.fromkeys(
        addresses, True
    )


def test_only_clients_get_a_code(addresses: dict[str, str]) -> None:
    for email in addresses.values():
        ask_code(Browser(), email)
    told = set(OutgoingEmail.objects.values_list("to", flat=True))
    assert told == {addresses["client"], addresses["client with a user"]}


def test_an_unknown_address_makes_no_rows(client: Browser) -> None:
    ask_code(client, UNKNOWN)
    assert (User.objects.count(), EmailAddress.objects.count(), codes_promised()) == (0, 0, 0)


def test_for_every_address_the_code_before_is_looked_for(addresses: dict[str, str]) -> None:
    """Whether a row was there to take back must not show in what an answer costs."""
    looked = set()
    for email in addresses.values():
        browser = Browser()
        with CaptureQueriesContext(connection) as asked:
            ask_code(browser, email)
            browser.post(reverse("account_confirm_login_code"), {"action": "resend"})
        looked.add(sum(each["sql"].startswith('UPDATE "mail_outgoingemail"') for each in asked))
    assert looked == {2}


def test_an_empty_code_opens_nothing_for_those_who_have_none(addresses: dict[str, str]) -> None:
    for email in addresses.values():
        browser = Browser()
        ask_code(browser, email)
        type_code(browser, "")
        assert not is_signed_in(browser)


@pytest.mark.parametrize("lookalike", ["k\u0131m@example.com", "kim@\u017ftudio.example"])
def test_an_address_that_only_looks_alike_is_unknown(client: Browser, lookalike: str) -> None:
    # PostgreSQL folds the dotless i and the long s onto plain letters when it compares without case.
    trainer = make_trainer()
    for email in ("kim@example.com", "kim@studio.example"):
        make_client(trainer=trainer, email=email)
    users = User.objects.count()
    ask_code(client, lookalike)
    assert (User.objects.count(), codes_promised()) == (users, 0)


def test_asking_too_often_is_refused_for_every_address_alike(client_record: Client) -> None:
    for email in (client_record.email, UNKNOWN):
        answers = [ask_code(Browser(), email).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 200]


def test_an_address_that_only_looks_like_a_users_gets_no_code(client: Browser) -> None:
    make_user(email="kim@example.com")
    ask_code(client, "k\u0131m@example.com")
    assert codes_promised() == 0

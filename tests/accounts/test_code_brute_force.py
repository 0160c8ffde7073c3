"""Guessing a sign-in code: how many tries there are until it is locked, and that three at once are three."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Client
from tests.accounts.hands import ask_code, codes_promised, is_signed_in, mailed_code, type_code
from tests.conftest import Figure
from tests.makers import make_client, make_trainer

START = "2026-12-01T09:00:00Z"
LETTERS = 20
POSSIBLE = LETTERS**8


def guesses_in(email: str, *, network: str) -> int:
    """Guess until the door stays shut: a new code when the tries are over, until there is none to ask for."""
    browser, guesses = Browser(REMOTE_ADDR=network), 0
    while ask_code(browser, email).status_code == 302:
        while type_code(browser, "BBBB-BBBB").status_code == 200:
            guesses += 1
        guesses += 1  # The last try is answered by starting over.
    assert not is_signed_in(browser)
    return guesses


@pytest.mark.django_db
def test_nine_guesses_until_locked_and_thirty_in_an_hour_at_most(
    client_record: Client, figure: Figure
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        assert guesses_in(client_record.email, network="203.0.113.1") == 9
        in_an_hour = 9
        for _ in range(11):
            clock.shift(300)
            in_an_hour += guesses_in(client_record.email, network="203.0.113.1")
    figure(f"Guesses at a sign-in code: 9 until locked, {in_an_hour} in an hour.")
    assert in_an_hour <= 30
    # A year of it hits with a chance of one in a hundred thousand.
    assert 30 * 24 * 365 / POSSIBLE < 2e-5


@pytest.mark.django_db
def test_from_many_networks_it_is_ninety_in_an_hour_at_most(client_record: Client, figure: Figure) -> None:
    with time_machine.travel(START, tick=False) as clock:
        found = 0
        for number in range(11):
            found += guesses_in(client_record.email, network=f"203.0.113.{number + 1}")
            clock.shift(300)
    figure(f"Guesses at a sign-in code from many networks: {found} in an hour.")
    assert 30 < found <= 90


@pytest.mark.django_db
def test_who_guesses_elsewhere_does_not_keep_the_person_out_for_an_hour(client_record: Client) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(4):
            guesses_in(client_record.email, network="203.0.113.1")
            clock.shift(61)
        browser = Browser(REMOTE_ADDR="198.51.100.7")
        ask_code(browser, client_record.email)
        type_code(browser, mailed_code())
        assert is_signed_in(browser)


def test_tries_at_the_same_moment_are_three_too(transactional_db: None) -> None:
    """Each request reads the session before another has written it; the database counts all the same."""
    browser, tabs = Browser(), 6
    ask_code(browser, make_client(trainer=make_trainer()).email)
    code, together = mailed_code(), Barrier(tabs)

    def guess(_number: int) -> None:
        tab = Browser()
        tab.cookies = browser.cookies
        try:
            together.wait(timeout=10)
            type_code(tab, "BBBB-BBBB")
        finally:
            connection.close()

    with ThreadPoolExecutor(tabs) as pool:
        list(pool.map(guess, range(tabs)))
    type_code(browser, code)
    assert not is_signed_in(browser)


@pytest.mark.django_db
def test_a_code_sent_again_lasts_ten_minutes_and_brings_no_more_tries(
    client: Browser, client_record: Client
) -> None:
    again = {"action": "resend"}
    with time_machine.travel(START, tick=False) as clock:
        ask_code(client, client_record.email)
        type_code(client, "BBBB-BBBB")
        clock.shift(timedelta(minutes=9))
        client.post(reverse("account_confirm_login_code"), again)
        code = mailed_code()
        clock.shift(timedelta(minutes=9))
        assert type_code(client, "BBBB-BBBB").status_code == 200
        type_code(client, code)
        assert is_signed_in(client)


@pytest.mark.django_db
def test_it_is_sent_again_twice_at_most(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    for _ in range(5):
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert codes_promised() == 3

"""A trusted device stays signed in for 90 days; any other until its browser is closed, or half a day."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Client, Trainer
from tests.accounts.factors import code_at, give_app
from tests.accounts.hands import ask_code, is_signed_in, mailed_code, sign_in_by_password, type_code
from tests.makers import PASSWORD

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-12-01T09:00:00Z")


def by_code(browser: Browser, client_record: Client, **more: str) -> HttpResponse:
    ask_code(browser, client_record.email)
    return type_code(browser, mailed_code(), **more)


def is_known(browser: Browser, *, after: timedelta) -> bool:
    """Whether the sign-in still stands then, as the server sees it: a browser may keep any cookie."""
    with time_machine.travel(START + after, tick=False):
        return browser.get(reverse("account_security")).status_code == 200


@time_machine.travel(START, tick=False)
def test_unticked_the_cookie_ends_with_the_browser(client: Browser, client_record: Client) -> None:
    answer = by_code(client, client_record)
    assert answer.cookies["sessionid"]["max-age"] == ""
    client.get(reverse("account_security"))  # Takes the welcome out of the session, the last change of it.
    assert is_known(client, after=timedelta(hours=11, minutes=59))
    assert not is_known(client, after=timedelta(hours=12, minutes=1))


@time_machine.travel(START, tick=False)
def test_ticked_it_stays_for_90_days(client: Browser, client_record: Client) -> None:
    answer = by_code(client, client_record, remember="on")
    assert answer.cookies["sessionid"]["max-age"] == 90 * 24 * 3600
    assert is_known(client, after=timedelta(days=89, hours=23))
    assert not is_known(client, after=timedelta(days=90, hours=1))


@time_machine.travel(START, tick=False)
def test_using_it_does_not_put_off_the_end(client: Browser, client_record: Client) -> None:
    by_code(client, client_record, remember="on")
    for day in (20, 40, 60, 80):
        assert is_known(client, after=timedelta(days=day))
    assert not is_known(client, after=timedelta(days=90, hours=1))


@pytest.mark.parametrize(("ticked", "days"), [({"remember": "on"}, 89), ({}, 0)])
def test_a_trainer_chooses_too(client: Browser, trainer: Trainer, ticked: dict[str, str], days: int) -> None:
    with time_machine.travel(START, tick=False):
        sign_in_by_password(client, trainer.user.email, PASSWORD, **ticked)
    assert is_known(client, after=timedelta(days=days, hours=11))
    assert not is_known(client, after=timedelta(days=days + 1, hours=13))


def test_the_choice_outlives_the_second_step(client: Browser, trainer: Trainer) -> None:
    secret = give_app(trainer.user)
    with time_machine.travel(START, tick=False):
        sign_in_by_password(client, trainer.user.email, PASSWORD, remember="on")
        client.post(reverse("mfa_authenticate"), {"code": code_at(secret, START)})
    assert is_known(client, after=timedelta(days=89))


def test_a_choice_counts_for_one_sign_in(client: Browser, trainer: Trainer, client_record: Client) -> None:
    give_app(trainer.user)
    with time_machine.travel(START, tick=False):
        sign_in_by_password(client, trainer.user.email, PASSWORD, remember="on")
        client.post(reverse("account_logout"))
        by_code(client, client_record)
        assert is_signed_in(client)
    assert not is_known(client, after=timedelta(hours=13))

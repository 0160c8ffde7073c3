"""The code that shows once more who one is: once, ten minutes, three tries, in the browser that asked."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from assessments.models import Trainer
from hipcoach.mail.models import OutgoingEmail
from tests.accounts.hands import codes_promised, mailed_code
from tests.accounts.test_showing_who_one_is import ask, type_in
from tests.makers import make_signed_in_client, make_trainer

pytestmark = pytest.mark.django_db
WRONG = "BBBB-BBBB"
START = "/start/"


@pytest.fixture
def idle_client(client: Browser, trainer: Trainer) -> Browser:
    client.force_login(make_signed_in_client(trainer=trainer).user)
    return client


def is_right(browser: Browser, code: str) -> bool:
    return type_in(browser, code, START).get("Location") == START


def test_three_tries(idle_client: Browser) -> None:
    ask(idle_client)
    code = mailed_code()
    assert [type_in(idle_client, WRONG).status_code for _ in range(3)] == [200, 200, 303]
    assert not is_right(idle_client, code)


def test_the_third_try_may_be_the_right_one(idle_client: Browser) -> None:
    ask(idle_client)
    code = mailed_code()
    for _ in range(2):
        type_in(idle_client, WRONG)
    assert is_right(idle_client, code)


def test_ten_minutes(idle_client: Browser) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(idle_client)
        code = mailed_code()
        clock.shift(601)
        assert not is_right(idle_client, code)
    assert idle_client.get("/accounts/reauthenticate/code/").status_code == 200


def test_at_the_full_hour_there_are_no_new_tries(idle_client: Browser) -> None:
    with time_machine.travel("2026-12-01T09:59:50Z", tick=False) as clock:
        ask(idle_client)
        code = mailed_code()
        type_in(idle_client, WRONG)
        type_in(idle_client, WRONG)
        clock.shift(20)
        type_in(idle_client, WRONG)
        assert not is_right(idle_client, code)


def test_a_new_code_ends_the_old_one(idle_client: Browser) -> None:
    ask(idle_client)
    old = mailed_code()
    ask(idle_client)
    assert not is_right(idle_client, old)
    assert is_right(idle_client, mailed_code())


def test_the_old_one_is_not_sent_where_it_still_waits(idle_client: Browser) -> None:
    ask(idle_client)
    ask(idle_client)
    assert is_right(idle_client, mailed_code())
    assert list(OutgoingEmail.objects.order_by("pk").values_list("state", flat=True)) == ["skipped", "sent"]


def test_a_code_works_in_no_other_browser(idle_client: Browser, trainer: Trainer) -> None:
    other = Browser()
    other.force_login(make_signed_in_client(trainer=trainer).user)
    ask(other)
    theirs = mailed_code()
    ask(idle_client)
    assert not is_right(idle_client, theirs)
    assert not is_right(Browser(), theirs)


@pytest.mark.parametrize("typed", ["", "\x00", "x" * 100_000, "ÄÖÜ", "----", "'; --", "\ud83d\ude00"])
def test_nonsense_is_refused_kindly(idle_client: Browser, typed: str) -> None:
    ask(idle_client)
    assert type_in(idle_client, typed.encode("utf-8", "replace").decode()).status_code == 200


def test_typing_before_asking_opens_nothing(idle_client: Browser) -> None:
    assert not is_right(idle_client, "")
    assert not is_right(idle_client, WRONG)


def test_at_most_three_codes_in_ten_minutes(idle_client: Browser) -> None:
    with time_machine.travel("2026-12-01T09:00:00Z", tick=False) as clock:
        for _ in range(5):
            ask(idle_client)
        assert codes_promised() == 3
        clock.shift(600)
        ask(idle_client)
        assert codes_promised() == 4


def test_tries_at_the_same_moment_are_three_too(transactional_db: None) -> None:
    """Each request reads the session before another has written it; the database counts all the same."""
    browser = Browser()
    browser.force_login(make_signed_in_client(trainer=make_trainer()).user)
    ask(browser)
    code, tabs = mailed_code(), 6
    together = Barrier(tabs)

    def guess(_number: int) -> int:
        tab = Browser()
        tab.cookies = browser.cookies
        try:
            together.wait(timeout=10)
            return type_in(tab, WRONG).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(tabs) as pool:
        list(pool.map(guess, range(tabs)))
    assert not is_right(browser, code)

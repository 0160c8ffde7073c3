"""Where one is signed in: seen in plain words, and ended from any other device."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Trainer
from hipcoach.accounts.devices import Device
from hipcoach.accounts.models import DeviceSession, User
from tests.accounts.hands import ask_code, mailed_code, show_who_one_is, sign_in_by_code, type_code
from tests.accounts.test_code_at_rest import everything_stored
from tests.makers import make_client, make_signed_in_client

pytestmark = pytest.mark.django_db
LIST, END, END_OTHERS = "/accounts/sessions/", "/accounts/sessions/end/", "/accounts/sessions/end-others/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
START = datetime.fromisoformat("2026-12-01T09:00:00Z")


@pytest.fixture
def record(trainer: Trainer) -> Client:
    return make_client(trainer=trainer)


def signed_in(record: Client, agent: str = FIREFOX) -> Browser:
    browser = Browser(headers={"user-agent": agent})
    sign_in_by_code(browser, record.email)
    return browser


def seen(browser: Browser) -> list[Device]:
    devices: list[Device] = browser.get(LIST).context["devices"]
    return devices


def other(browser: Browser) -> str:
    """What the button of the one other device sends."""
    (name,) = [device.name for device in seen(browser) if not device.is_this]
    return name


def test_each_is_told_in_plain_words(record: Client) -> None:
    with time_machine.travel(START, tick=False):
        signed_in(record, IPHONE)
    with time_machine.travel(START + timedelta(hours=2), tick=False):
        desktop = signed_in(record)
        assert [(each.browser, each.is_this) for each in seen(desktop)] == [
            ("Firefox on Windows", True),
            ("Safari on iPhone", False),
        ]
        page = desktop.get(LIST).content.decode()
    assert "Signed in since 1 December 2026" in page
    assert "last seen 1 December 2026" in page


def test_the_day_it_was_last_seen_is_kept(record: Client) -> None:
    with time_machine.travel(START, tick=False):
        phone = Browser(headers={"user-agent": IPHONE})
        ask_code(phone, record.email)
        type_code(phone, mailed_code(), remember="on")
    with time_machine.travel(START + timedelta(days=3), tick=False):
        phone.get("/")
        desktop = signed_in(record)
        assert [each.seen for each in seen(desktop) if not each.is_this] == [START + timedelta(days=3)]


def test_neither_network_nor_long_name_of_the_browser_is_stored(record: Client) -> None:
    browser = Browser(headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.77")
    sign_in_by_code(browser, record.email)
    browser.get(LIST)
    stored = everything_stored()
    assert "203.0.113.77" not in stored
    assert "Firefox" not in stored
    content = str(dict(browser.session))
    assert "203.0.113" not in content
    assert "Gecko" not in content


def test_the_page_holds_no_key_that_would_open_a_session(record: Client) -> None:
    phone, desktop = signed_in(record, IPHONE), signed_in(record)
    page = desktop.get(LIST).content.decode()
    assert str(phone.session.session_key) not in page
    assert str(desktop.session.session_key) not in page


def test_one_that_is_signed_out_is_out_at_its_next_request(record: Client) -> None:
    phone, desktop = signed_in(record, IPHONE), signed_in(record)
    assert phone.get("/me/").status_code == 200
    assert desktop.post(END, {"device": other(desktop)})["Location"] == LIST
    assert phone.get("/me/")["Location"].startswith(reverse("account_login"))
    assert desktop.get("/me/").status_code == 200


def test_a_request_under_way_does_not_bring_it_back(record: Client) -> None:
    phone, desktop = signed_in(record, IPHONE), signed_in(record)
    late = phone.session
    late["typed"] = "late"
    desktop.post(END_OTHERS)
    with pytest.raises(UpdateError):
        late.save()
    assert phone.get("/me/").status_code == 302


def test_all_others_are_signed_out_at_once(record: Client) -> None:
    others = [signed_in(record, IPHONE) for _ in range(2)]
    desktop = signed_in(record)
    assert desktop.post(END_OTHERS)["Location"] == LIST
    assert [each.get("/me/").status_code for each in others] == [302] * 2
    assert len(seen(desktop)) == 1


def test_pressed_twice_it_says_the_same(record: Client) -> None:
    signed_in(record, IPHONE)
    desktop = signed_in(record)
    name = other(desktop)
    assert [desktop.post(END, {"device": name}).status_code for _ in range(2)] == [303, 303]


def test_nobody_ends_a_strangers_session(record: Client, trainer: Trainer) -> None:
    victim, stranger = signed_in(record), Browser()
    signed_in(record, IPHONE)
    name = other(victim)
    stranger.force_login(make_signed_in_client(trainer=trainer).user)
    stranger.post(END, {"device": name})
    stranger.post(END_OTHERS)
    assert len(seen(victim)) == 2
    assert len(seen(stranger)) == 1


@pytest.mark.parametrize("name", ["", "\x00", "x" * 100_000, "Ä", "' OR 1=1 --"])
def test_nonsense_ends_nothing(record: Client, name: str) -> None:
    signed_in(record, IPHONE)
    desktop = signed_in(record)
    assert desktop.post(END, {"device": name}).status_code == 303
    assert len(seen(desktop)) == 2


def test_a_link_ends_nothing(record: Client) -> None:
    signed_in(record, IPHONE)
    desktop = signed_in(record)
    assert [desktop.get(page).status_code for page in (END, END_OTHERS)] == [405, 405]
    assert len(seen(desktop)) == 2


def test_those_that_are_over_are_not_shown(record: Client) -> None:
    with time_machine.travel(START, tick=False):
        signed_in(record, IPHONE)
    with time_machine.travel(START + timedelta(days=2), tick=False):
        assert len(seen(signed_in(record))) == 1


def test_a_new_password_signs_out_everywhere_else(client: Browser, trainer: Trainer) -> None:
    elsewhere = Browser()
    for browser in (client, elsewhere):
        browser.force_login(trainer.user)
    show_who_one_is(client, trainer.user)
    new = "another horse, another"
    client.post(reverse("account_change_password"), {"password1": new, "password2": new})
    assert elsewhere.get("/desk/").status_code == 302
    assert len(seen(client)) == 1


def test_an_erased_persons_sessions_go_with_them(record: Client) -> None:
    browser = signed_in(record)
    User.objects.get(email=record.email).delete()
    assert not DeviceSession.objects.exists()
    assert not is_known(browser)


def is_known(browser: Browser) -> bool:
    return browser.get(LIST).status_code == 200


def test_however_many_there_are_it_takes_the_same_queries(
    record: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desktop = signed_in(record)
    for _ in range(8):
        Browser().force_login(User.objects.get(email=record.email))
    seen(desktop)
    with django_assert_max_num_queries(3):
        seen(desktop)

"""A tablet in a client's hands is one of the trainer's devices: they see it, and end it from elsewhere."""

from datetime import datetime

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments import staff
from assessments.models import Client, Trainer
from hipcoach.accounts.models import DeviceSession, User
from tests.accounts.hands import sign_in_by_password
from tests.makers import PASSWORD, make_client, make_trainer

TABLET, LIST = "/tablet/", "/accounts/sessions/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet(trainer: Trainer) -> Browser:
    """Handed over by the trainer."""
    return handed_over(trainer)


@pytest.fixture
def office(trainer: Trainer) -> Browser:
    return signed_in(trainer)


def signed_in(trainer: Trainer) -> Browser:
    browser = Browser()
    sign_in_by_password(browser, trainer.user.email, PASSWORD)
    return browser


def handed_over(trainer: Trainer) -> Browser:
    browser = signed_in(trainer)
    browser.post(f"/desk/clients/{make_client(trainer=trainer).pk}/hand-over/")
    assert browser.get(TABLET).status_code == 200
    return browser


def test_it_stands_on_the_list_as_what_it_is(tablet: Browser, office: Browser) -> None:
    page = office.get(LIST)
    assert [(each.is_this, each.is_lent) for each in page.context["devices"]] == [
        (True, False),
        (False, True),
    ]
    assert "Handed over to a client" in page.content.decode()
    assert "on this device only" in office.get("/accounts/security/").content.decode()


@pytest.mark.parametrize("how", ["by name", "all others"])
def test_it_is_ended_from_another_device(tablet: Browser, office: Browser, how: str) -> None:
    if how == "by name":
        device = office.get(LIST).context["devices"][1]
        office.post(reverse("account_session_end"), {"device": device.name})
    else:
        office.post(reverse("account_sessions_end"))
    assert tablet.get(TABLET).status_code == 404
    assert office.get("/desk/").status_code == 200


@pytest.mark.parametrize("ask", ["look", "save", "save by itself", "hand back"])
def test_whoever_holds_it_is_told_kindly_and_learns_nothing(
    tablet: Browser, office: Browser, ask: str
) -> None:
    office.post(reverse("account_sessions_end"))
    answer = {
        "look": lambda browser: browser.get(f"{TABLET}?step=now"),
        "save": lambda browser: browser.post(f"{TABLET}?step=about", {"birth_year": "1985"}),
        "save by itself": lambda browser: browser.post(f"{TABLET}?step=about", {"autosave": "1"}),
        "hand back": lambda browser: browser.post(f"{TABLET}back/"),
    }[ask]
    told = answer(tablet)
    page = told.content.decode()
    assert (told.status_code, told.templates[0].name) == (404, "tablet/over.html")
    assert "What was saved is safe" in page
    assert reverse("account_login") in page
    assert "no-store" in told.headers["Cache-Control"]
    assert page == answer(Browser()).content.decode()  # A stranger is told the same.


def test_whoever_is_signed_in_finds_no_such_page(tablet: Browser, office: Browser) -> None:
    assert office.get(TABLET).templates[0].name == "404.html"


def test_a_new_password_ends_it_too(tablet: Browser, trainer: Trainer) -> None:
    trainer.user.set_password("another one, longer")
    trainer.user.save()
    assert tablet.get(TABLET).status_code == 403


def test_nobody_else_sees_or_ends_it(tablet: Browser, trainer: Trainer) -> None:
    stranger = signed_in(make_trainer())
    assert len(stranger.get(LIST).context["devices"]) == 1
    stranger.post(reverse("account_sessions_end"))
    assert tablet.get(TABLET).status_code == 200


def test_who_is_removed_leaves_no_tablet_behind(trainer: Trainer, now: datetime) -> None:
    colleague = make_trainer(practice=trainer.practice)
    left = handed_over(colleague)
    staff.remove(trainer=colleague, to=trainer, by=trainer.user, now=now)
    assert left.get(TABLET).status_code == 404


def test_whoever_signs_in_on_it_has_it_for_themselves(tablet: Browser, trainer: Trainer) -> None:
    other = make_trainer()
    sign_in_by_password(tablet, other.user.email, PASSWORD)
    assert User.objects.get(device_sessions__session_key=tablet.session.session_key) == other.user
    assert not DeviceSession.objects.filter(user=trainer.user).exists()
    assert Client.objects.count() == 1

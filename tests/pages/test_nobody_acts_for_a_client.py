"""Trainers, owners and staff act as themselves only: no way leads into a client's own pages."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client as Browser

from assessments.models import Client
from hipcoach.accounts.models import User
from tests.makers import make_client, make_signed_in_client, make_trainer, make_user
from tests.pages.test_shared_address import HEALTH_PAGES

pytestmark = pytest.mark.django_db

# What the admin may show; nothing of it is a client's health, or a session to slip into.
IN_THE_ADMIN = {"Practice", "Trainer", "Service", "Appointment"}


@pytest.fixture
def ada() -> Client:
    return make_signed_in_client(trainer=make_trainer(), name="Ada Lovelace")


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def strangers(ada: Client) -> list[User]:
    staff = make_user(password="correct horse battery", is_staff=True, is_superuser=True)
    return [ada.trainer.user, make_trainer(practice=ada.trainer.practice).user, staff]


def test_neither_her_trainer_nor_a_colleague_nor_staff_opens_her_pages(ada: Client) -> None:
    for user in strangers(ada):
        found = {browser_of(user).get(page).status_code for page in HEALTH_PAGES}
        assert found == {404}


def test_a_session_that_names_her_record_opens_it_to_nobody_else(ada: Client) -> None:
    for user in [*strangers(ada), make_signed_in_client(trainer=ada.trainer).user]:
        assert user
        browser = browser_of(user)
        session = browser.session
        session["client"] = ada.pk
        session.save()
        for page in ("/me/", "/me/who/"):
            assert "Lovelace" not in browser.get(page).content.decode()
        assert browser.post("/me/who/", {"client": ada.pk}).status_code == 404
        assert browser.post(f"/me/trainers/{ada.pk}/").status_code == 404


def test_the_admin_has_no_clients_and_signs_in_as_nobody(ada: Client) -> None:
    ours = {"accounts", "assessments", "programs", "privacy", "mail", "sessions"}
    registered = {model for model in admin.site._registry if model._meta.app_label in ours}
    assert {model.__name__ for model in registered} - {"User", "EmailAddress"} <= IN_THE_ADMIN
    assert apps.get_model("assessments", "Client") not in registered
    assert apps.get_model("sessions", "Session") not in registered
    staff = browser_of(make_user(password="correct horse battery", is_staff=True, is_superuser=True))
    assert staff.get(f"/admin/assessments/client/{ada.pk}/change/").status_code in (302, 404)


def test_staff_who_are_no_trainers_open_no_desk(ada: Client) -> None:
    staff = browser_of(make_user(password="correct horse battery", is_staff=True, is_superuser=True))
    assert staff.get(ada.get_absolute_url()).status_code == 404
    assert make_client(trainer=ada.trainer).user is None

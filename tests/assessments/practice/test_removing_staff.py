"""Who was removed keeps no key to the admin; and the admin shows nobody's health, to whomever it opens."""

from datetime import datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.test import Client as Browser
from django.urls import reverse

from assessments import staff
from assessments.models import Appointment, Trainer
from hipcoach.accounts.models import User
from hipcoach.privacy.policy import DataClass, the_policy
from tests.assessments.practice.people import Two
from tests.makers import make_appointment, make_client
from tests.pages.addresses import browser_of

SCHEDULE = "/admin/assessments/appointment/"


def office_of(trainer: Trainer) -> Browser:
    """Their browser, after the site's keeper has given them the schedule in the admin."""
    User.objects.filter(pk=trainer.user_id).update(is_staff=True)
    trainer.user.user_permissions.add(Permission.objects.get(codename="view_appointment"))
    return browser_of(trainer.user)


def remove(two: Two, now: datetime) -> None:
    staff.remove(trainer=two.julian, to=two.mara, by=two.mara.user, now=now)


def test_the_admin_closes_with_the_desk(two: Two, now: datetime) -> None:
    make_appointment(client=make_client(trainer=two.julian), service=two.his)
    office = office_of(two.julian)
    assert "Ada Client" in office.get(SCHEDULE).content.decode()
    remove(two, now)
    assert office.get(SCHEDULE).status_code == 302
    assert browser_of(two.julian.user).get(SCHEDULE, follow=True).status_code == 403


def test_being_brought_back_opens_the_desk_and_not_the_admin(two: Two, now: datetime) -> None:
    office_of(two.julian)
    remove(two, now)
    staff.bring_back(trainer=two.julian)
    here = browser_of(two.julian.user)
    assert here.get(reverse("desk")).status_code == 200
    assert here.get(SCHEDULE, follow=True).status_code == 403


def test_who_looks_after_the_site_keeps_the_admin(two: Two, now: datetime) -> None:
    User.objects.filter(pk=two.julian.user_id).update(is_staff=True, is_superuser=True)
    remove(two, now)
    assert browser_of(two.julian.user).get(SCHEDULE).status_code == 200


@pytest.mark.django_db
def test_no_page_of_the_admin_has_a_column_of_health() -> None:
    request = HttpRequest()
    request.user = User.objects.create_superuser("root@example.com")
    shown = {
        f"{model._meta.label}.{name}"
        for model, page in admin.site._registry.items()
        for name in (*page.get_list_display(request), *page.get_fields(request))
    }
    health = {
        f"{label}.{name}"
        for label, table in the_policy().tables.items()
        for name, kind in table.classes.items()
        if kind is DataClass.HEALTH
    }
    assert f"{Appointment._meta.label}.status" in shown
    assert not shown & health

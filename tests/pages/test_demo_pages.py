"""Every page opens for the demo's people, whatever their story."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assessments.links import token_of
from assessments.models import Appointment, Trainer
from hipcoach.accounts.models import User
from programs.models import Exercise, Plan, Template
from tests.pages.demo_world import NOW, told

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with told(django_db_blocker, tmp_path_factory.mktemp("demo")):
        yield


@pytest.fixture(autouse=True)
def at_that_moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def refused(browser: Browser, paths: list[str]) -> dict[str, int]:
    """Status by path, of those that don't open, perhaps after a redirect."""
    answers = {path: browser.get(path, follow=True).status_code for path in paths}
    return {path: status for path, status in answers.items() if status != 200}


def desk_pages(trainer: Trainer) -> list[str]:
    visits = trainer.appointments.booked()
    plans = Plan.objects.filter(client__trainer=trainer)
    return [
        *map(reverse, ("desk", "schedule", "clients", "exercises", "templates", "mail_ledger")),
        *(client.get_absolute_url() for client in trainer.clients.all()),
        *(visit.get_absolute_url() for visit in visits),
        *(reverse("assess", args=[visit.pk]) for visit in visits.filter(assessment__isnull=False)),
        *(reverse("suggest", args=[test.pk]) for test in trainer.assessments.finished()[:5]),
        *(plan.get_absolute_url() for plan in plans),
        *(row.get_absolute_url() for row in (*Exercise.objects.all()[:3], *Template.objects.all())),
    ]


@pytest.mark.parametrize("slug", ["mara-feldkamp", "julian-okoro"])
def test_the_desk(slug: str) -> None:
    trainer = Trainer.objects.get(slug=slug)
    browser = Browser()
    browser.force_login(trainer.user)
    assert refused(browser, desk_pages(trainer)) == {}


def test_the_pages_of_every_client() -> None:
    names = ("me", "my_intake", "my_results", "my_plan", "my_today")
    users = User.objects.filter(clients__isnull=False)
    assert users.count() > 20
    for user in users:
        browser = Browser()
        browser.force_login(user)
        assert refused(browser, list(map(reverse, names))) == {}, user.name


def test_the_public_pages_and_the_links_in_the_mails() -> None:
    pages = list(map(reverse, ("home", "trainers")))
    for trainer in Trainer.objects.all():
        pages += [trainer.get_absolute_url(), *(each.get_absolute_url() for each in trainer.services.all())]
    for visit in Appointment.objects.upcoming(NOW):
        token = token_of(visit)
        pages += [reverse(name, args=[token]) for name in ("manage", "cancel", "invite")]
        if visit.start - NOW > timedelta(days=1):
            pages.append(reverse("reschedule", args=[token]))
    assert refused(Browser(), pages) == {}

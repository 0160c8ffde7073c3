"""A link opens a page, a button acts: no GET changes anything, and no button works without its token."""

import pytest
from django.apps import apps
from django.test import Client as Browser
from django.urls import reverse

from assessments.links import token_of
from assessments.models import Appointment, Client, Service
from hipcoach.common.http import utc_text
from tests.assessments.visits import book_url, form, open_hour
from tests.makers import make_appointment

pytestmark = pytest.mark.django_db

READ_ONLY = ["trainers", "trainer", "service", "slots", "manage", "invite"]
ACTING = ["book", "reschedule", "cancel"]
BUTTONS = ["hold", "release", "confirm"]


@pytest.fixture
def paths(service: Service, client_record: Client) -> dict[str, str]:
    visit = make_appointment(client=client_record, service=service, start=open_hour())
    names = [service.trainer.slug, service.slug]
    days = "?from=2026-12-01&to=2026-12-31&tz=Europe/Berlin"
    of_visit = {
        name: reverse(name, args=[token_of(visit)])
        for name in ("manage", "reschedule", "cancel", "invite", "confirm")
    }
    buttons = {name: reverse(name, args=names) for name in ("hold", "release")}
    return (
        of_visit
        | buttons
        | {
            "trainers": reverse("trainers"),
            "trainer": reverse("trainer", args=names[:1]),
            "service": reverse("service", args=names),
            "slots": reverse("slots", args=names) + days,
            "book": f"{book_url(service)}?start={utc_text(open_hour(days=4))}",
        }
    )


def world() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_models()
    }


def test_opening_every_link_twice_changes_nothing(client: Browser, paths: dict[str, str]) -> None:
    before = world()
    for name, path in [*paths.items(), *paths.items()]:
        status = 302 if name == "hold" else 405 if name in BUTTONS else 200
        assert client.get(path).status_code == status
        assert client.head(path).status_code == status
    assert world() == before


@pytest.mark.parametrize("name", READ_ONLY)
def test_pages_that_only_show_accept_no_post(client: Browser, paths: dict[str, str], name: str) -> None:
    assert client.post(paths[name]).status_code == 405


@pytest.mark.parametrize("name", [*READ_ONLY, *ACTING, *BUTTONS])
def test_other_methods_are_refused(client: Browser, paths: dict[str, str], name: str) -> None:
    answers = [
        client.generic(method, paths[name]) for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "BREW")
    ]
    assert {answer.status_code for answer in answers} == {405}


@pytest.mark.parametrize("name", [*ACTING, *BUTTONS])
def test_a_post_from_another_site_is_refused(paths: dict[str, str], name: str) -> None:
    strict, before = Browser(enforce_csrf_checks=True), world()
    assert strict.post(paths[name], form(open_hour(days=4))).status_code == 403
    assert world() == before


def test_the_pages_own_button_passes(paths: dict[str, str]) -> None:
    strict = Browser(enforce_csrf_checks=True)
    token = strict.get(paths["cancel"]).context["csrf_token"]
    assert strict.post(paths["cancel"], {"csrfmiddlewaretoken": str(token)}).status_code == 302
    assert Appointment.objects.get().status == "cancelled"

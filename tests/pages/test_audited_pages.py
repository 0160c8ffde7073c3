"""Whoever opens something about a client's health at the desk leaves an entry that says so, every time."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client as Browser
from django.urls import URLResolver, get_resolver

from assessments.models import Client, Consent, Incident, Service
from hipcoach.privacy.models import AuditEntry
from tests.assessments.under_way import make_started
from tests.makers import make_appointment, make_client, make_service, make_signed_in_client, make_trainer
from tests.pages.addresses import PAGES
from tests.pages.whole_life import live

# Pages that carry health data, and the address of each for one client.
CARRY: dict[str, Callable[[Client], str]] = {
    "desk": lambda client: "/desk/",
    "schedule": lambda client: "/desk/schedule/?week=2026-W50",
    "clients": lambda client: "/desk/clients/",
    "client": lambda client: f"/desk/clients/{client.pk}/",
    "client_merge": lambda client: (
        f"/desk/clients/{client.pk}/merge/?with={make_client(trainer=client.trainer).pk}"
    ),
    "client_results": lambda client: f"/desk/clients/{client.pk}/results/",
    "results": lambda client: "/desk/results/",
    "results_export": lambda client: "/desk/results/export.csv",
    "appointment": lambda client: f"/desk/appointments/{first_visit(client)}/",
    "observations": lambda client: f"/desk/appointments/{first_visit(client)}/observations/",
    "amend_setup": lambda client: f"/desk/appointments/{first_visit(client)}/amend/setup/",
    "amend_trial": lambda client: (
        f"/desk/appointments/{first_visit(client)}/amend/trials/{client.assessments.get().trials.all()[0].pk}/"
    ),
    "incident": lambda client: f"/desk/incidents/{Incident.objects.get(appointment__client=client).pk}/",
    "suggest": lambda client: f"/desk/assessments/{client.assessments.get().pk}/suggest/",
    "plan": lambda client: f"/desk/plans/{client.plans.get().pk}/",
    "plan_revise": lambda client: f"/desk/plans/{client.plans.get().pk}/revise/",
    "template_assign": lambda client: f"/desk/templates/{client.plans.get().template_id}/assign/",
    "questions": lambda client: f"/desk/plans/{client.plans.get().pk}/questions/",
}
# The same while a test is under way.
UNDER_WAY = {"assess": "", "assess_setup": "setup/", "assess_passive": "passive/left/"}
# Pages that tell nothing about a client's body: hours, names, mails, the library, one's own settings.
CARRY_NOTHING = {
    *(
        "bring_in",
        "away",
        "away_told",
        "appointment_move",
        "desk_book",
        "next_visit",
        "desk_calendars",
        "client_add",
        "clients_found",
    ),
    *(
        "client_contact",
        "client_erase",
        "client_hand_over",
        "mail_ledger",
        "mail_letter",
        "mail_preview",
        "mail_texts",
    ),
    *("exercise", "exercises", "template", "templates", "settings", "settings_days", "settings_hours"),
    *(
        "template_new",
        "template_edit",
        "template_line",
        "template_shelf",
        "colleague",
        "colleague_second_step",
    ),
    *("settings_outside", "settings_page", "settings_service", "settings_service_add", "settings_time_off"),
    *("settings_test", "exercise_new", "exercise_copy", "exercise_edit", "share", "share_png", "share_svg"),
    *("practice", "practice_give", "trainer_remove", "setup", "setup_step"),
    *("live_shell", "live_worker"),  # The frame and the script, kept on the device; no client in them.
    *("trial", "add_trial"),  # Empty forms: the side that was tapped, and no more.
}


def first_visit(client: Client) -> int:
    return client.appointments.order_by("start")[0].pk


@pytest.fixture
def life(service: Service, shelves: None, clock: None, now: datetime) -> Client:
    return live(service, now=now)


def test_every_page_of_the_desk_is_on_one_of_the_lists() -> None:
    at_the_desk = {name for name, route in routes(get_resolver()) if route.startswith("desk/")}
    assert at_the_desk & set(PAGES) == set(CARRY) | set(UNDER_WAY) | CARRY_NOTHING


def routes(resolver: URLResolver, start: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield str(pattern.name), route


@pytest.mark.parametrize("name", CARRY)
def test_a_page_about_health_leaves_an_entry_each_time(name: str, desk: Browser, life: Client) -> None:
    address = CARRY[name](life)
    read = AuditEntry.objects.filter(client_ref=life.pk, act="read", actor=life.trainer.user)
    for times in (1, 2):
        assert desk.get(address).status_code == 200
        assert read.count() == times
    assert read[0].fields


@pytest.mark.parametrize("name", UNDER_WAY)
def test_so_does_a_test_under_way(
    name: str, desk: Browser, service: Service, trainer_client: Client, now: datetime
) -> None:
    test = make_started(client=trainer_client, service=service, now=now)
    assert desk.get(f"/desk/appointments/{test.appointment_id}/assess/{UNDER_WAY[name]}").status_code == 200
    assert AuditEntry.objects.filter(client_ref=trainer_client.pk, act="read").exists()


@pytest.fixture
def trainer_client(service: Service) -> Client:
    return make_signed_in_client(trainer=service.trainer)


def test_even_when_consent_was_taken_back_the_look_is_noted(
    desk: Browser, life: Client, now: datetime
) -> None:
    life.consents.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=now)
    desk.get(CARRY["appointment"](life))
    assert AuditEntry.objects.filter(client_ref=life.pk, act="read", fields=["screen"]).exists()


def test_a_list_notes_everybody_on_it_in_one_statement(desk: Browser, service: Service) -> None:
    clients = [make_client(trainer=service.trainer) for _ in range(5)]
    stranger = make_client(trainer=make_trainer())
    desk.get("/desk/clients/")
    noted = AuditEntry.objects.filter(subject="list").values_list("client_ref", flat=True)
    assert set(noted) == {client.pk for client in clients}
    assert stranger.pk not in noted


def test_whoever_may_not_look_leaves_no_entry(life: Client, clock: None, now: datetime) -> None:
    stranger = make_trainer()
    make_appointment(client=make_client(trainer=stranger), service=make_service(trainer=stranger), start=now)
    browser = Browser()
    browser.force_login(stranger.user)
    for name in ("client", "appointment", "suggest", "plan"):
        assert browser.get(CARRY[name](life)).status_code == 404
    assert not AuditEntry.objects.filter(client_ref=life.pk, actor=stranger.user).exists()

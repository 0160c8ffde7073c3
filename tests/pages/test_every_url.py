"""Who may open which address. One that neither table knows fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from assessments.links import token_of
from assessments.mail_links import nudges_token
from hipcoach.accounts.models import User
from hipcoach.privacy.models import AuditEntry
from programs import library
from programs.models import Exercise, Template
from tests.assessments.under_way import a_trial, make_started, save
from tests.makers import make_appointment, make_service, make_signed_in_client, make_trainer
from tests.programs.makers import assigned_plan, make_assessment, make_ready

PERSONAS = ("visitor", "client", "other client", "trainer", "other trainer")

OPEN, ELSEWHERE, BAD, NOT_YOURS = 200, 302, 400, 404
EVERYBODY = (OPEN,) * 5
INCOMPLETE = (BAD,) * 5
SENT_ON = (ELSEWHERE,) * 5
VISITORS = (OPEN, ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE)
SIGNED_IN = (ELSEWHERE, OPEN, OPEN, OPEN, OPEN)
CLIENTS = (ELSEWHERE, OPEN, OPEN, NOT_YOURS, NOT_YOURS)
TRAINERS = (ELSEWHERE, NOT_YOURS, NOT_YOURS, OPEN, OPEN)
OWN_TRAINER = (ELSEWHERE, NOT_YOURS, NOT_YOURS, OPEN, NOT_YOURS)

# What each persona gets for a GET.
PAGES = {
    **dict.fromkeys(("home", "healthz", "trainers", "trainer", "service"), EVERYBODY),
    **dict.fromkeys(("manage", "reschedule", "cancel", "invite"), EVERYBODY),
    **dict.fromkeys(("slots", "book"), INCOMPLETE),
    "home_for_user": SENT_ON,
    **dict.fromkeys(("me", "my_intake", "my_results", "my_plan", "my_mail"), CLIENTS),
    "nudges_off": EVERYBODY,
    "my_today": (ELSEWHERE, OPEN, ELSEWHERE, NOT_YOURS, NOT_YOURS),  # Without a plan: to the page of plans.
    **dict.fromkeys(("desk", "schedule", "clients", "mail_ledger"), TRAINERS),
    **dict.fromkeys(("exercises", "exercise", "templates", "template"), TRAINERS),
    **dict.fromkeys(("mail_texts", "mail_preview", "mail_letter"), TRAINERS),
    **dict.fromkeys(("client", "appointment", "assess", "assess_setup", "trial", "plan"), OWN_TRAINER),
    "suggest": OWN_TRAINER,
    **dict.fromkeys(("account_login", "account_request_login_code"), VISITORS),
    **dict.fromkeys(("account_confirm_login_code", "account_set_password"), SENT_ON),
    "account_reauthenticate": (ELSEWHERE, 403, 403, OPEN, OPEN),  # Clients have no password to repeat.
    "account_signup": VISITORS,
    "admin_login": (ELSEWHERE, 403, 403, 403, 403),  # To the throttled sign-in; then staff only.
    "account_logout": SIGNED_IN,
    "account_change_password": (ELSEWHERE, ELSEWHERE, ELSEWHERE, OPEN, OPEN),
    **dict.fromkeys(("account_inactive", "account_reset_password", "account_reset_password_done"), EVERYBODY),
    **dict.fromkeys(("account_reset_password_from_key", "account_reset_password_from_key_done"), EVERYBODY),
}
# Buttons of the own client, likewise.
CLIENT_BUTTONS = {"my_trainer"}
# Buttons that act for the trainer who presses them, whichever it is.
ANY_TRAINERS_BUTTONS = {"mail_test"}
# Buttons of the own trainer: whoever else sends a POST is sent to sign in, or gets 404.
BUTTONS = {
    "appointment_cancel",
    "assessment_finish",
    "assessment_share",
    "assessment_start",
    "assessment_words",
    "clearance",
    "no_show",
    "plan_archive",
    "trial_remove",
}


@dataclass(frozen=True, slots=True)
class World:
    """One client with a visit, a test under way, a finished one and a plan; strangers on both sides."""

    addresses: dict[str, str]
    browsers: dict[str, Browser]


@pytest.fixture
def world(db: None) -> World:
    now = timezone.now()
    library.load(now=now)
    trainer, stranger = make_trainer(), make_trainer()
    service = make_service(trainer=trainer)
    client, other = make_signed_in_client(trainer=trainer), make_signed_in_client(trainer=stranger)
    make_ready(client, now=now)
    test = make_started(client=client, service=service, now=now)
    trial = save(test, a_trial(), now=now)
    finished = make_assessment(client=client, service=service, at=now - timedelta(days=3))
    plan = assigned_plan(client, now=now)
    visit = make_appointment(client=client, service=service, start=now + timedelta(days=2))
    people = (None, client.user, other.user, trainer.user, stranger.user)
    offer, link = {"trainer": trainer.slug, "service": service.slug}, {"token": token_of(visit)}
    keys: dict[str, dict[str, Any]] = {
        "trainer": {"trainer": trainer.slug},
        "service": offer,
        "slots": offer,
        "book": offer,
        "manage": link,
        "reschedule": link,
        "cancel": link,
        "invite": link,
        "nudges_off": {"token": nudges_token(client)},
        **{name: {"kind": "appointment-booked"} for name in ("mail_preview", "mail_letter", "mail_test")},
        "client": {"pk": client.pk},
        "my_trainer": {"pk": client.pk},
        "trial_remove": {"pk": test.appointment_id, "trial": trial.pk},
        "suggest": {"pk": finished.pk},
        "plan": {"pk": plan.pk},
        "plan_archive": {"pk": plan.pk},
        "exercise": {"pk": Exercise.objects.shared()[0].pk},
        "template": {"pk": Template.objects.all()[0].pk},
        "account_reset_password_from_key": {"uidb36": "1", "key": "forged"},
    }
    visit_keys = {"pk": test.appointment_id}
    return World(
        addresses={
            name: reverse(name, kwargs=keys.get(name) or (visit_keys if takes_pk else {}))
            for name, takes_pk in names_of(get_resolver())
        },
        browsers=dict(zip(PERSONAS, map(browser_of, people), strict=True)),
    )


def browser_of(user: User | None) -> Browser:
    browser = Browser()
    if user:
        browser.force_login(user)
    return browser


def names_of(resolver: URLResolver) -> Iterator[tuple[str, bool]]:
    """(name, whether it takes a pk) of every address but the admin's, which is staff's own."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from names_of(pattern)
        else:
            yield str(pattern.name), "pk" in pattern.pattern.regex.groupindex


def test_the_tables_know_every_address(world: World) -> None:
    assert set(world.addresses) == set(PAGES) | BUTTONS | CLIENT_BUTTONS | ANY_TRAINERS_BUTTONS


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_page_opens_for_whom_it_is_declared(world: World, persona: str) -> None:
    column = PERSONAS.index(persona)
    found = {name: world.browsers[persona].get(world.addresses[name]).status_code for name in PAGES}
    assert found == {name: statuses[column] for name, statuses in PAGES.items()}


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("visitor", ELSEWHERE),
        ("client", NOT_YOURS),
        ("other client", NOT_YOURS),
        ("other trainer", NOT_YOURS),
    ],
)
def test_a_button_acts_for_the_own_trainer_only(world: World, persona: str, status: int) -> None:
    found = {name: world.browsers[persona].post(world.addresses[name]).status_code for name in BUTTONS}
    assert found == dict.fromkeys(BUTTONS, status)


@pytest.mark.parametrize(
    ("persona", "status"),
    [("visitor", ELSEWHERE), *((name, NOT_YOURS) for name in PERSONAS if name not in ("visitor", "client"))],
)
def test_a_clients_button_acts_for_the_own_client_only(world: World, persona: str, status: int) -> None:
    found = {name: world.browsers[persona].post(world.addresses[name]).status_code for name in CLIENT_BUTTONS}
    assert found == dict.fromkeys(CLIENT_BUTTONS, status)


@pytest.mark.parametrize(
    ("persona", "status"),
    [("visitor", ELSEWHERE), ("client", NOT_YOURS), ("trainer", ELSEWHERE), ("other trainer", ELSEWHERE)],
)
def test_a_trainers_button_is_no_clients(world: World, persona: str, status: int) -> None:
    found = {
        name: world.browsers[persona].post(world.addresses[name]).status_code for name in ANY_TRAINERS_BUTTONS
    }
    assert found == dict.fromkeys(ANY_TRAINERS_BUTTONS, status)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_button_is_never_pressed_by_a_link(world: World, persona: str) -> None:
    found = {
        world.browsers[persona].get(world.addresses[name]).status_code
        for name in BUTTONS | CLIENT_BUTTONS | ANY_TRAINERS_BUTTONS
    }
    assert found <= {ELSEWHERE, NOT_YOURS, 405}


@pytest.mark.parametrize("persona", ["client", "trainer"])
def test_looking_around_changes_nothing(world: World, persona: str) -> None:
    before = counted()
    for name in PAGES:
        world.browsers[persona].get(world.addresses[name])
    assert counted() == before


def counted() -> dict[str, int]:
    """Rows by model; sessions come with browsing, and the audit trail notes who read."""
    return {
        model.__name__: model.objects.count()
        for model in apps.get_models()
        if model not in (Session, AuditEntry)
    }


@pytest.mark.parametrize("pk", [0, 2**63 - 1, 2**63, 10**30])
@pytest.mark.parametrize(
    "name", ["client", "appointment", "assess", "plan", "exercise", "template", "suggest"]
)
def test_a_number_that_is_nobodys_is_not_found(world: World, name: str, pk: int) -> None:
    assert world.browsers["trainer"].get(reverse(name, args=[pk])).status_code == NOT_YOURS

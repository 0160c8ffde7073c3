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

from assessments.links import feed_token_of, token_of
from assessments.mail_links import nudges_token
from assessments.models import BusyBlock
from hipcoach.accounts.models import User
from hipcoach.privacy.models import AuditEntry
from programs import library
from programs.models import Exercise, Template
from tests.assessments.sources import make_source
from tests.assessments.under_way import a_trial, make_started, save
from tests.mail.promises import promise
from tests.makers import make_appointment, make_service, make_signed_in_client, make_trainer
from tests.programs.makers import assigned_plan, make_assessment, make_ready

PERSONAS = ("visitor", "client", "other client", "trainer", "other trainer")

OPEN, ELSEWHERE, BAD, NOT_YOURS = 200, 302, 400, 404
EVERYBODY = (OPEN,) * 5
NOBODY = (NOT_YOURS,) * 5
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
    **dict.fromkeys(("manage", "reschedule", "cancel", "invite", "feed"), EVERYBODY),
    "check_mail": NOBODY,  # Without the seal that its booking form gave.
    **dict.fromkeys(("slots", "book"), INCOMPLETE),
    "home_for_user": SENT_ON,
    **dict.fromkeys(("me", "my_intake", "my_results", "my_plan", "my_mail"), CLIENTS),
    "nudges_off": EVERYBODY,
    "my_today": (ELSEWHERE, OPEN, ELSEWHERE, NOT_YOURS, NOT_YOURS),  # Without a plan: to the page of plans.
    **dict.fromkeys(("desk", "schedule", "clients", "mail_ledger"), TRAINERS),
    **dict.fromkeys(("desk_book", "away", "desk_calendars"), TRAINERS),
    **dict.fromkeys(("exercises", "exercise", "templates", "template"), TRAINERS),
    **dict.fromkeys(("settings", "settings_page", "settings_service_add", "settings_outside"), TRAINERS),
    **dict.fromkeys(("settings_hours", "settings_days", "settings_time_off"), TRAINERS),
    "settings_service": OWN_TRAINER,
    **dict.fromkeys(("mail_texts", "mail_preview", "mail_letter"), TRAINERS),
    **dict.fromkeys(("client", "appointment", "assess", "assess_setup", "trial", "plan"), OWN_TRAINER),
    **dict.fromkeys(("suggest", "next_visit", "appointment_move", "away_told"), OWN_TRAINER),
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
# Buttons of whoever is there; what each is sent with nothing in it.
PUBLIC_BUTTONS = {"hold": BAD, "release": 303, "confirm": ELSEWHERE}
# Buttons of the own client, likewise.
CLIENT_BUTTONS = {"my_trainer"}
# Buttons of the own trainer: whoever else sends a POST is sent to sign in, or gets 404.
BUTTONS = {
    "appointment_cancel",
    "appointment_link",
    "appointment_paid",
    "assessment_finish",
    "assessment_share",
    "assessment_start",
    "assessment_words",
    "attended",
    "calendar_remove",
    "calendar_sync",
    "clearance",
    "mail_retry",
    "no_show",
    "plan_archive",
    "settings_days_remove",
    "settings_time_off_remove",
    "trial_remove",
}
# Buttons that act for whichever trainer presses them.
DESK_BUTTONS = {"feed_renew", "mail_test"}


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
    away = BusyBlock.objects.create(
        trainer=trainer, start=now + timedelta(days=9), end=now + timedelta(days=10)
    )
    calendar = make_source(trainer=trainer)
    people = (None, client.user, other.user, trainer.user, stranger.user)
    offer, link = {"trainer": trainer.slug, "service": service.slug}, {"token": token_of(visit)}
    keys: dict[str, dict[str, Any]] = {
        "trainer": {"trainer": trainer.slug},
        "service": offer,
        "slots": offer,
        "hold": offer,
        "release": offer,
        "check_mail": offer | {"sealed": "forged"},
        "confirm": link,
        "book": offer,
        "manage": link,
        "reschedule": link,
        "cancel": link,
        "invite": link,
        "feed": {"token": feed_token_of(trainer)},
        "calendar_remove": {"pk": calendar.pk},
        "calendar_sync": {"pk": calendar.pk},
        "nudges_off": {"token": nudges_token(client)},
        **{name: {"kind": "appointment-booked"} for name in ("mail_preview", "mail_letter", "mail_test")},
        "client": {"pk": client.pk},
        "next_visit": {"pk": client.pk},
        "appointment_move": {"pk": visit.pk},
        "away_told": {"pk": away.pk},
        "my_trainer": {"pk": client.pk},
        "trial_remove": {"pk": test.appointment_id, "trial": trial.pk},
        "settings_service": {"pk": service.pk},
        "settings_time_off_remove": {"pk": away.pk},
        "suggest": {"pk": finished.pk},
        "plan": {"pk": plan.pk},
        "plan_archive": {"pk": plan.pk},
        "mail_retry": {"pk": promise(now=now, trainer_ref=trainer.pk).pk},
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
    buttons = BUTTONS | CLIENT_BUTTONS | DESK_BUTTONS | set(PUBLIC_BUTTONS)
    assert set(world.addresses) == set(PAGES) | buttons


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
    [("visitor", ELSEWHERE), ("client", NOT_YOURS), ("other client", NOT_YOURS), ("trainer", ELSEWHERE)],
)
def test_a_trainers_button_acts_for_trainers_only(world: World, persona: str, status: int) -> None:
    found = {name: world.browsers[persona].post(world.addresses[name]).status_code for name in DESK_BUTTONS}
    assert found == dict.fromkeys(DESK_BUTTONS, status)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_public_button_answers_everybody_alike(world: World, persona: str) -> None:
    browser = world.browsers[persona]
    found = {name: browser.post(world.addresses[name]).status_code for name in PUBLIC_BUTTONS}
    assert found == PUBLIC_BUTTONS


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_button_is_never_pressed_by_a_link(world: World, persona: str) -> None:
    buttons = BUTTONS | CLIENT_BUTTONS | DESK_BUTTONS | set(PUBLIC_BUTTONS)
    found = {world.browsers[persona].get(world.addresses[name]).status_code for name in buttons}
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
    "name",
    [
        "client",
        "next_visit",
        "appointment",
        "appointment_move",
        "away_told",
        "assess",
        "plan",
        "exercise",
        "template",
        "suggest",
        "settings_service",
    ],
)
def test_a_number_that_is_nobodys_is_not_found(world: World, name: str, pk: int) -> None:
    assert world.browsers["trainer"].get(reverse(name, args=[pk])).status_code == NOT_YOURS

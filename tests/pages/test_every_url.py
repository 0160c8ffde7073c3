"""Who may open which address. One that neither table knows fails the test."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

from assessments.models import Client
from hipcoach.accounts.models import DeviceSession
from hipcoach.privacy.models import AuditEntry
from tests.conftest import Figure
from tests.pages.addresses import (
    ACCOUNT_BUTTONS,
    ALL_BUTTONS,
    ANY_CLIENTS_BUTTONS,
    BAD,
    BUTTONS,
    CLIENT_BUTTONS,
    DESK_BUTTONS,
    ELSEWHERE,
    FILLED_BUTTONS,
    NOT_YOURS,
    OPEN,
    OUTSIDE,
    OWNER_BUTTONS,
    PAGES,
    PERSONAS,
    PUBLIC_BUTTONS,
    World,
)


def test_the_tables_know_every_address(world: World, figure: Figure) -> None:
    asked = len(PAGES) + len(ALL_BUTTONS)
    figure(f"Who may open what: {asked} addresses x {len(PERSONAS)} personas = {asked * len(PERSONAS)}.")
    assert set(world.addresses) == set(PAGES) | ALL_BUTTONS


def test_the_tables_know_every_persona() -> None:
    assert {len(statuses) for statuses in PAGES.values()} == {len(PERSONAS)}


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_page_opens_for_whom_it_is_declared(world: World, persona: str) -> None:
    column = PERSONAS.index(persona)
    found = {name: world.browsers[persona].get(world.addresses[name]).status_code for name in PAGES}
    assert found == {name: statuses[column] for name, statuses in PAGES.items()}


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        *((name, ELSEWHERE) for name in OUTSIDE),
        ("client", NOT_YOURS),
        ("other client", NOT_YOURS),
        ("other trainer", NOT_YOURS),
        ("owner", NOT_YOURS),
        ("removed trainer", NOT_YOURS),
    ],
)
def test_a_button_acts_for_the_own_trainer_only(world: World, persona: str, status: int) -> None:
    found = {name: world.browsers[persona].post(world.addresses[name]).status_code for name in BUTTONS}
    assert found == dict.fromkeys(BUTTONS, status)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_button_with_nothing_in_it_is_rejected_for_whom_it_is(world: World, persona: str) -> None:
    expected = {**dict.fromkeys(OUTSIDE, ELSEWHERE), "trainer": BAD}.get(persona, NOT_YOURS)
    browser = world.browsers[persona]
    found = {name: browser.post(world.addresses[name]).status_code for name in FILLED_BUTTONS}
    assert found == dict.fromkeys(FILLED_BUTTONS, expected)


@pytest.mark.parametrize(
    ("persona", "status"),
    [(name, ELSEWHERE if name in OUTSIDE else NOT_YOURS) for name in PERSONAS if name != "client"],
)
def test_a_clients_button_acts_for_the_own_client_only(world: World, persona: str, status: int) -> None:
    found = {name: world.browsers[persona].post(world.addresses[name]).status_code for name in CLIENT_BUTTONS}
    assert found == dict.fromkeys(CLIENT_BUTTONS, status)


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        *((name, ELSEWHERE) for name in OUTSIDE),
        ("client", NOT_YOURS),
        ("other client", NOT_YOURS),
        ("trainer", ELSEWHERE),
        ("removed trainer", NOT_YOURS),
    ],
)
def test_a_trainers_button_acts_for_trainers_only(world: World, persona: str, status: int) -> None:
    found = {name: world.browsers[persona].post(world.addresses[name]).status_code for name in DESK_BUTTONS}
    assert found == dict.fromkeys(DESK_BUTTONS, status)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_button_of_any_client_acts_for_clients(world: World, persona: str) -> None:
    browser = world.browsers[persona]
    found = {name: browser.post(world.addresses[name]).status_code for name in ANY_CLIENTS_BUTTONS}
    if persona in ("client", "other client"):
        assert found == ANY_CLIENTS_BUTTONS
    else:
        refused = ELSEWHERE if persona in OUTSIDE else NOT_YOURS
        assert found == dict.fromkeys(ANY_CLIENTS_BUTTONS, refused)


@pytest.mark.parametrize(
    ("persona", "status"),
    [(name, ELSEWHERE if name in OUTSIDE else NOT_YOURS) for name in PERSONAS if name != "owner"],
)
def test_an_owners_button_is_nobody_elses(world: World, persona: str, status: int) -> None:
    found = {name: world.browsers[persona].post(world.addresses[name]).status_code for name in OWNER_BUTTONS}
    assert found == dict.fromkeys(OWNER_BUTTONS, status)


def test_an_owners_button_acts_for_the_owner(world: World) -> None:
    found = {name: world.browsers["owner"].post(world.addresses[name]).status_code for name in OWNER_BUTTONS}
    assert found == OWNER_BUTTONS


@pytest.mark.parametrize("persona", PERSONAS)
def test_an_account_button_acts_for_whoever_is_signed_in(world: World, persona: str) -> None:
    browser, status = world.browsers[persona], ELSEWHERE if persona in OUTSIDE else 303
    found = {name: browser.post(world.addresses[name]).status_code for name in ACCOUNT_BUTTONS}
    assert found == dict.fromkeys(ACCOUNT_BUTTONS, status)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_public_button_answers_everybody_alike(world: World, persona: str) -> None:
    browser = world.browsers[persona]
    found = {name: browser.post(world.addresses[name]).status_code for name in PUBLIC_BUTTONS}
    assert found == PUBLIC_BUTTONS


def test_a_button_pressed_once_signed_out_leads_back_to_its_page(world: World) -> None:
    """The button's own address has no page, so after signing in it would be an empty refusal."""
    page, ours = "/some/page/?a=1", ALL_BUTTONS - set(PUBLIC_BUTTONS)
    visitor, headers = world.browsers["visitor"], {"referer": f"http://testserver{page}"}
    found = {visitor.post(world.addresses[name], headers=headers)["Location"] for name in ours}
    assert found == {redirect_to_login(page).url}


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_button_is_never_pressed_by_a_link(world: World, persona: str) -> None:
    found = {world.browsers[persona].get(world.addresses[name]).status_code for name in ALL_BUTTONS}
    assert found <= {ELSEWHERE, NOT_YOURS, 405}


@pytest.mark.parametrize(
    ("persona", "start"), [("client", "/me/"), ("trainer", "/desk/"), ("owner", "/desk/")]
)
def test_no_page_of_clients_or_trainers_is_kept_or_names_anybody_in_its_title(
    world: World, persona: str, start: str
) -> None:
    """Neither by the browser nor on the way, and no address of it is told to another site."""
    browser, client = world.browsers[persona], Client.objects.order_by("pk")[0]
    secret = {client.name, client.email, *(plan.name for plan in client.plans.all())}
    opened = 0
    for name in PAGES:
        if not world.addresses[name].startswith(start):
            continue
        answer = browser.get(world.addresses[name])
        if answer.status_code == NOT_YOURS:
            continue
        title = re.search(r"<title>(.*?)</title>", answer.content.decode("utf-8", "replace"), re.DOTALL)
        opened += answer.status_code == OPEN
        assert "no-store" in answer["Cache-Control"], name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert not [word for word in secret if title and word in title[1]], name
    assert opened > 5


@pytest.mark.parametrize("persona", ["client", "trainer", "owner"])
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
        if model not in (DeviceSession, AuditEntry)
    }


@pytest.mark.parametrize("pk", [0, 2**63 - 1, 2**63, 10**30])
@pytest.mark.parametrize(
    "name",
    [
        "client",
        "client_contact",
        "client_hand_over",
        "client_merge",
        "next_visit",
        "appointment",
        "appointment_move",
        "away_told",
        "add_trial",
        "amend_setup",
        "client_results",
        "incident",
        "observations",
        "assess",
        "plan",
        "questions",
        "exercise",
        "exercise_copy",
        "exercise_edit",
        "template",
        "template_edit",
        "template_shelf",
        "suggest",
        "settings_service",
    ],
)
def test_a_number_that_is_nobodys_is_not_found(world: World, name: str, pk: int) -> None:
    assert world.browsers["trainer"].get(reverse(name, args=[pk])).status_code == NOT_YOURS

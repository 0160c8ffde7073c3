"""Two windows, saving on its own: nothing typed is lost, nothing newer is overwritten unseen."""

import json
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from assessments.intake import save_draft
from assessments.models import Client, Intake, Trainer
from assessments.questions import NOW
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.standing import agree, send_intake
from tests.makers import make_signed_in_client

PAGE = "/me/intake/"
NO_SIGNS = {question.key: "no" for question in NOW.questions if question.shown_if is None}


@pytest.fixture
def ada(trainer: Trainer, client: Browser) -> Client:
    ada = make_signed_in_client(trainer=trainer)
    assert ada.user
    client.force_login(ada.user)
    agree(ada, now=timezone.now())
    return ada


def opened(browser: Browser, step: str = "now") -> str:
    """What a window that opens this page now will send back as seen."""
    seen: str = browser.get(f"{PAGE}?step={step}").context["seen"]
    return seen


def send(browser: Browser, answers: dict[str, Any], *, seen: str, step: str = "now", **extra: str) -> Any:
    return browser.post(f"{PAGE}?step={step}", answers | {"seen": seen} | extra)


def saved(client: Client) -> dict[str, Any]:
    answers: dict[str, Any] = client.intakes.drafts().get().answers
    return answers


def test_an_old_window_does_not_overwrite_a_newer_answer(ada: Client, client: Browser) -> None:
    old = opened(client)
    send(client, NO_SIGNS | {"chest_now": "yes"}, seen=old)
    answer = send(client, NO_SIGNS, seen=old)
    assert answer.status_code == 409
    assert saved(ada)["chest_now"] == "yes"
    page = answer.content.decode()
    assert "another window" in page
    assert "Now or today: chest pain or pressure, fainting, or breathlessness while at rest?" in page


def test_it_shows_what_was_typed_and_saving_again_counts(ada: Client, client: Browser) -> None:
    old = opened(client)
    send(client, NO_SIGNS | {"ill_today": "yes"}, seen=old)
    answer = send(client, NO_SIGNS, seen=old)
    assert answer.context["form"]["ill_today"].value() == "no"
    assert send(client, NO_SIGNS, seen=answer.context["seen"]).status_code == 302
    assert saved(ada)["ill_today"] == "no"


def test_what_an_old_window_did_not_touch_stays_as_it_is(ada: Client, client: Browser) -> None:
    send(client, NO_SIGNS, seen=opened(client))
    first, second = opened(client), opened(client)
    send(client, NO_SIGNS | {"ill_today": "yes"}, seen=first)
    assert send(client, NO_SIGNS | {"below_knee": "yes"}, seen=second).status_code == 302
    assert (saved(ada)["ill_today"], saved(ada)["below_knee"]) == ("yes", "yes")


def test_the_urgent_text_stays_while_an_old_window_says_no(ada: Client, client: Browser) -> None:
    old = opened(client)
    send(client, NO_SIGNS | {"chest_now": "yes"}, seen=old)
    answer = send(client, NO_SIGNS, seen=old)
    assert "call your local emergency services now" in answer.content.decode()


def test_a_doubled_click_is_no_clash(ada: Client, client: Browser) -> None:
    old = opened(client)
    for _ in range(2):
        assert send(client, NO_SIGNS, seen=old).status_code == 302


@pytest.mark.parametrize(
    "seen",
    ["", "{", "[]", "null", "\x00", '{"chest_now": {"a": []}}', "[" * 20_001, "9" * 5_000, "[" * 9_000],
)
def test_a_forged_past_overwrites_nothing_unseen(ada: Client, client: Browser, seen: str) -> None:
    save_draft(client=ada, answers={"chest_now": "yes"}, now=timezone.now())
    assert send(client, NO_SIGNS, seen=seen).status_code == 409
    assert saved(ada)["chest_now"] == "yes"


def test_saving_on_its_own_keeps_half_a_page(ada: Client, client: Browser) -> None:
    answer = send(client, {"chest_now": "no", "ill_today": "maybe"}, seen="{}", autosave="1")
    assert answer.status_code == 200
    assert json.loads(answer.json()["seen"]) == {"chest_now": "no"}
    assert saved(ada) == {"chest_now": "no"}


def test_saving_on_its_own_never_sends_the_intake(ada: Client, client: Browser) -> None:
    save_draft(client=ada, answers=UNREMARKABLE, now=timezone.now())
    seen = opened(client, "health")
    answers = {key: value for key, value in UNREMARKABLE.items() if key in json.loads(seen)}
    send(client, answers, seen=seen, step="health", autosave="1")
    assert not Intake.objects.submitted().exists()


def test_saving_on_its_own_tells_of_a_clash(ada: Client, client: Browser) -> None:
    old = opened(client)
    send(client, {"chest_now": "yes"}, seen=old, autosave="1")
    answer = send(client, {"chest_now": "no"}, seen=old, autosave="1")
    assert (answer.status_code, answer.json()["clashes"]) == (409, True)


def test_saving_on_its_own_after_the_end_opens_nothing(ada: Client, client: Browser) -> None:
    send_intake(ada, now=timezone.now())
    said = ada.intakes.get().answers
    answers = {key: said[key] for key in NO_SIGNS if key in said}
    assert send(client, answers, seen="{}", autosave="1").json()["sent"]
    assert Intake.objects.count() == 1


def test_saving_on_its_own_wants_the_token(ada: Client) -> None:
    strict = Browser(enforce_csrf_checks=True)
    assert ada.user
    strict.force_login(ada.user)
    assert send(strict, {"chest_now": "no"}, seen="{}", autosave="1").status_code == 403


def test_steps_out_of_order_and_forged_ones_do_no_harm(ada: Client, client: Browser) -> None:
    send(client, NO_SIGNS, seen="{}")
    assert client.post(f"{PAGE}?step=today", NO_SIGNS).url == PAGE  # No intake before the check.
    assert client.post(f"{PAGE}?step=nowhere", NO_SIGNS).status_code == 302
    assert ada.intakes.count() == 1
    assert saved(ada)["chest_now"] == "no"


def test_an_answer_of_another_step_is_not_taken(ada: Client, client: Browser) -> None:
    send(client, NO_SIGNS | {"health_data": "on", "birth_year": "1985"}, seen="{}")
    assert not {"health_data", "birth_year"} & saved(ada).keys()

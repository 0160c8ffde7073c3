"""The client goes step by step, never loses what was typed, and reads what it means."""

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from assessments.intake import open_draft, save_draft
from assessments.models import Client, Screen, Trainer
from assessments.questions import STEPS
from assessments.screens import latest_screen
from tests.assessments.intakes import BACK_PAIN, UNREMARKABLE
from tests.assessments.standing import CHEST_PAIN, DIZZY, ILL, agree, send_intake
from tests.makers import make_signed_in_client

PAGE = "/me/intake/"


@pytest.fixture
def ada(trainer: Trainer, client: Browser) -> Client:
    ada = make_signed_in_client(trainer=trainer)
    assert ada.user
    client.force_login(ada.user)
    return ada


def typed(step_key: str, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a browser sends for this step: an unticked box isn't sent at all."""
    answers = {**UNREMARKABLE, **(changes or {})}
    step = next(step for step in STEPS if step.key == step_key)
    sent = {question.key: answers.get(question.key) for question in step.questions}
    return {
        key: "on" if value is True else value for key, value in sent.items() if value not in (None, False)
    }


def post(client: Browser, step_key: str, changes: dict[str, Any] | None = None, **extra: str) -> Any:
    return client.post(f"{PAGE}?step={step_key}", typed(step_key, changes) | extra)


def test_looking_opens_no_draft(ada: Client, client: Browser) -> None:
    page = client.get(PAGE)
    assert page.status_code == 200
    assert page.context["step"] is STEPS[0]
    assert not ada.intakes.exists()


def test_the_whole_way_ends_in_a_screen(ada: Client, client: Browser) -> None:
    for step, following in pairwise(STEPS):
        assert post(client, step.key).url == f"{PAGE}?step={following.key}"
    assert post(client, STEPS[-1].key).url == PAGE
    assert latest_screen(client=ada, now=timezone.now()).may_test
    assert "you are ready to start" in client.get(PAGE).content.decode()


def test_saved_answers_are_there_again(ada: Client, client: Browser) -> None:
    post(client, "about")
    page = client.get(f"{PAGE}?step=about").content.decode()
    assert 'value="1985"' in page
    assert 'value="Noor Visser"' in page


def test_a_rejected_page_keeps_what_was_typed_and_what_was_right(ada: Client, client: Browser) -> None:
    page = post(client, "about", {"birth_year": "nineteen", "emergency_phone": ""})
    assert page.status_code == 422
    assert 'value="nineteen"' in page.content.decode()
    assert open_draft(client=ada, now=timezone.now()).answers == {"emergency_name": "Noor Visser"}


def test_back_saves_too_and_demands_nothing(ada: Client, client: Browser) -> None:
    answer = post(client, "goals", {"experience": None}, back="1")
    assert answer.url == f"{PAGE}?step=about"
    assert open_draft(client=ada, now=timezone.now()).answers["hours_seated"] == 8


def test_the_first_open_step_comes_up(ada: Client, client: Browser) -> None:
    post(client, "consent")
    post(client, "about")
    assert client.get(PAGE).context["step"].key == "now"


def test_sending_too_early_leads_to_what_is_missing(ada: Client, client: Browser) -> None:
    for step in ("consent", "now", "about"):
        post(client, step)
    answer = post(client, "health")
    assert answer.url == f"{PAGE}?step=goals&check=1"
    page = client.get(answer.url)
    assert page.context["form"].errors.keys() == {"goals", "hours_seated", "experience"}
    assert not Screen.objects.exists()


@pytest.mark.parametrize(
    ("step", "changes", "words"),
    [
        ("now", {"chest_now": "yes"}, "call your local emergency services now"),
        ("now", CHEST_PAIN, "Please see a doctor soon"),
        ("health", {"heart_stroke": "yes"}, "see a doctor"),
        ("now", ILL, "Please rest today"),
    ],
)
def test_urgent_advice_is_on_the_next_page(
    ada: Client, client: Browser, step: str, changes: dict[str, str], words: str
) -> None:
    agree(ada, now=timezone.now())
    page = client.get(post(client, step, changes).url)
    (advice,) = page.context["advice"]
    assert words in str(advice.text)
    assert str(advice.text) in page.content.decode()


def test_urgent_advice_shows_on_a_rejected_page_too(ada: Client, client: Browser) -> None:
    agree(ada, now=timezone.now())
    page = post(client, "now", {**CHEST_PAIN, "ill_today": None})
    assert page.status_code == 422
    assert len(page.context["advice"]) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (CHEST_PAIN, "We wait, and your health comes first"),
        (DIZZY, "your trainer reads this next"),
        ({"birth_year": timezone.now().year - 10}, "Not quite ready yet"),
        ({}, "you are ready to start"),
    ],
)
def test_the_last_intake_says_what_follows(
    ada: Client, client: Browser, changes: dict[str, Any], words: str
) -> None:
    send_intake(ada, changes, now=timezone.now())
    page = client.get(PAGE).content.decode()
    assert words in page
    assert "cleared" not in page


def test_answering_again_is_a_button(ada: Client, client: Browser) -> None:
    send_intake(ada, BACK_PAIN, now=timezone.now())
    assert client.get(f"{PAGE}?step=feel").headers["Location"] == PAGE
    assert ada.intakes.drafts().count() == 0
    assert client.post(PAGE).headers["Location"] == f"{PAGE}?step=consent"
    assert "Go on with my new answers" in client.get(PAGE).content.decode()


def test_a_replayed_last_page_changes_nothing(ada: Client, client: Browser) -> None:
    save_draft(client=ada, answers=UNREMARKABLE, now=timezone.now())
    for _click in range(2):
        assert post(client, "health").url == PAGE
    assert ada.intakes.count() == ada.screens.count() == 1

"""Version 2 of the whole intake: the signs come first, and nothing of version 1 is lost on the way."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from assessments import questions
from assessments.answers import readable
from assessments.intake import NoConsentError, draft_of, save_draft, submit
from assessments.models import Client, Intake, Trainer
from assessments.questions import Asked, Kind
from assessments.screens import latest_screen
from tests.assessments.intakes import BACK_PAIN, UNREMARKABLE
from tests.assessments.standing import agree
from tests.makers import make_signed_in_client

PAGE = "/me/intake/"
FIRST = questions.EVERY_VERSION[Asked.WHOLE][1]
ABOUT_HEALTH = [step for step in questions.STEPS if step.is_screened]


@pytest.fixture
def ada(trainer: Trainer, client: Browser) -> Client:
    ada = make_signed_in_client(trainer=trainer)
    assert ada.user
    client.force_login(ada.user)
    return ada


def of_version_1(client: Client, *, upto: str, now: datetime) -> Intake:
    """An intake begun under version 1 and answered up to this page."""
    keys = [step.key for step in FIRST.steps]
    steps = FIRST.steps[: keys.index(upto) + 1]
    asked = [each.key for step in steps for each in step.questions if each.applies({})]
    given = {key: UNREMARKABLE[key] for key in asked if key in UNREMARKABLE}
    return Intake.objects.create(client=client, question_version=1, answers=given, started_at=now)


def test_the_signs_are_the_first_questions_there_are() -> None:
    asked = [each for each in questions.QUESTIONS if each.kind is not Kind.CONSENT]
    assert asked[: len(questions.NOW.questions)] == list(questions.NOW.questions)
    assert ABOUT_HEALTH[0] is questions.NOW
    assert "first" in str(questions.NOW.intro)


def test_consent_comes_before_the_first_question_about_health() -> None:
    assert questions.STEPS.index(questions.CONSENT) < questions.STEPS.index(ABOUT_HEALTH[0])


def test_it_asks_what_version_1_asked_word_for_word() -> None:
    assert {each.key: each for each in questions.QUESTIONS} == FIRST.by_key()
    assert {step.key for step in questions.STEPS} == {step.key for step in FIRST.steps}


@pytest.mark.parametrize(
    ("upto", "next_page"), [("about", "consent"), ("goals", "consent"), ("consent", "now"), ("feel", "now")]
)
def test_what_was_begun_under_version_1_goes_on_without_a_word_lost(
    ada: Client, client: Browser, upto: str, next_page: str
) -> None:
    given = of_version_1(ada, upto=upto, now=timezone.now()).answers
    page = client.get(PAGE)
    assert page.context["step"].key == next_page
    draft = draft_of(ada, Asked.WHOLE)
    assert draft is not None
    assert (draft.answers, draft.question_version) == (given, 2)


def test_a_page_of_version_1_still_open_in_a_browser_is_sent_and_kept(ada: Client, client: Browser) -> None:
    of_version_1(ada, upto="consent", now=timezone.now())
    typed = {each.key: "no" for each in questions.FEEL.questions if each.shown_if is None}
    answer = client.post(f"{PAGE}?step=feel", typed | {"seen": "{}"})
    assert answer.url == f"{PAGE}?step=health"
    assert ada.intakes.get().answers.items() >= typed.items()


def test_what_was_sent_under_version_1_stands_and_reads_as_it_did(ada: Client) -> None:
    now = timezone.now()
    intake = of_version_1(ada, upto="health", now=now)
    intake.answers |= BACK_PAIN
    intake.save()
    submit(client=ada, now=now)
    Intake.objects.update(question_version=1)
    sent = ada.intakes.get()
    told = readable(sent.answers, flagged=frozenset(), to=sent.asked)
    assert [step.title for step in told] == [step.title for step in FIRST.steps]
    assert latest_screen(client=ada, now=now).may_test


def test_nothing_about_health_is_kept_before_the_consent(client_record: Client, now: datetime) -> None:
    about = {"birth_year": 1985}
    save_draft(client=client_record, answers=about, now=now)
    with pytest.raises(NoConsentError):
        save_draft(client=client_record, answers={"chest_now": "yes"}, now=now)
    assert client_record.intakes.get().answers == about
    agree(client_record, now=now)
    save_draft(client=client_record, answers={"chest_now": "yes"}, now=now)
    assert client_record.intakes.get().answers["chest_now"] == "yes"


@pytest.mark.parametrize("step", [step.key for step in ABOUT_HEALTH])
@pytest.mark.parametrize("extra", [{}, {"autosave": "1"}, {"back": "1"}])
def test_out_of_order_it_leads_to_the_consent_and_says_why(
    ada: Client, client: Browser, step: str, extra: dict[str, Any]
) -> None:
    asked = f"{PAGE}?step={step}"
    typed = {each.key: "no" for each in questions.QUESTIONS if "no" in dict(each.choices)}
    for ask in (client.get, client.post):
        answer = ask(asked, typed | {"step": step, "seen": "{}"} | extra)
        assert answer.headers["Location"] == f"{PAGE}?step=consent"
        assert "nothing about your health" in client.get(f"{PAGE}?step=consent").content.decode()
    assert not ada.intakes.exists()


def test_a_tick_taken_back_is_taken_back(ada: Client, client: Browser) -> None:
    save_draft(client=ada, answers=UNREMARKABLE, now=timezone.now())
    seen = client.get(f"{PAGE}?step=consent").context["seen"]
    assert client.post(f"{PAGE}?step=consent", {"testing": "on", "seen": seen}).status_code == 422
    assert "health_data" not in ada.intakes.get().answers
    assert client.get(f"{PAGE}?step=feel").headers["Location"] == f"{PAGE}?step=consent"

"""What was asked once stays as it was asked: versions are never edited, and old answers keep their words."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import pytest

from assessments import questions
from assessments.answers import readable
from assessments.intake import draft_of, open_draft, save_draft, submit
from assessments.models import Client
from assessments.questions import Asked, Questionnaire, Step
from assessments.screens import latest_screen
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.standing import send_intake

# A changed question makes a new version; it never changes these lines.
PINNED = {
    ("whole", 1): "48aa76842f8ee798",
    ("whole", 2): "0a41549011a9cb4b",
    ("check", 1): "3a971b708e0a03a9",
}
TOMORROWS = questions.VERSION + 1
WORDINGS_PINNED = {1: "d08aacf1973ae085"}


def digest(value: object) -> str:
    """Of every word, choice, bound and condition; translations aside."""
    return sha256(repr(in_english(value)).encode()).hexdigest()[:16]


def in_english(value: Any) -> Any:
    match value:
        case Questionnaire():
            return value.version, value.consent_version, in_english(value.steps)
        case Step():
            return (
                value.key,
                str(value.title),
                str(value.intro),
                value.is_screened,
                in_english(value.questions),
            )
        case questions.Question():
            words = value.key, str(value.text), str(value.kind), str(value.help), value.required
            bounds = value.min, value.max, value.max_length, value.shown_if
            return words, bounds, tuple((choice, str(label)) for choice, label in value.choices)
        case _:
            return tuple(map(in_english, value))


def test_no_version_is_edited_in_place() -> None:
    found = {
        (str(asked), number): digest(version)
        for asked, versions in questions.EVERY_VERSION.items()
        for number, version in versions.items()
    }
    assert found == PINNED


def test_no_wording_of_a_consent_is_edited_in_place() -> None:
    found = {
        number: sha256(repr([(kind, str(text)) for kind, text in wording.items()]).encode()).hexdigest()[:16]
        for number, wording in questions.WORDINGS.items()
    }
    assert found == WORDINGS_PINNED


def test_a_version_goes_by_its_number() -> None:
    for asked, versions in questions.EVERY_VERSION.items():
        assert all(number == version.version for number, version in versions.items())
        assert questions.TODAY[asked] is versions[max(versions)]


def test_a_page_of_one_questionnaire_is_no_page_of_the_other() -> None:
    keys = [step.key for asked in questions.TODAY.values() for step in asked.steps]
    assert len(keys) == len(set(keys))


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Questionnaire:
    """Tomorrow's whole intake: dizziness is asked in other words, and one more health question is there."""
    health = questions.HEALTH
    words = {each.key: each for each in health.questions}
    asked = [
        replace(each, text="Has the room spun around you?") if each.key == "dizziness" else each
        for each in health.questions
    ]
    asked.append(replace(words["dizziness"], key="hernia", text="A hernia?"))
    tomorrows = replace(
        questions.WHOLE,
        version=TOMORROWS,
        steps=(*questions.STEPS[:-1], replace(health, questions=tuple(asked))),
    )
    every = MappingProxyType({**questions.EVERY_VERSION[Asked.WHOLE], TOMORROWS: tomorrows})
    monkeypatch.setattr(questions, "EVERY_VERSION", {**questions.EVERY_VERSION, Asked.WHOLE: every})
    monkeypatch.setattr(questions, "TODAY", {**questions.TODAY, Asked.WHOLE: tomorrows})
    return tomorrows


def test_an_old_intake_is_read_in_its_own_words(
    client_record: Client, now: datetime, request: pytest.FixtureRequest
) -> None:
    screen = send_intake(client_record, {"dizziness": "yes"}, now=now)
    request.getfixturevalue("changed")
    intake = client_record.intakes.get(pk=screen.intake.pk)
    told = [
        row.question
        for step in readable(intake.answers, flagged=frozenset(), to=intake.asked)
        for row in step.answers
    ]
    assert "Do you get dizzy?" in told
    assert "Has the room spun around you?" not in told


def test_a_new_question_does_not_lock_who_was_never_asked(
    client_record: Client, now: datetime, request: pytest.FixtureRequest
) -> None:
    send_intake(client_record, now=now)
    request.getfixturevalue("changed")
    assert latest_screen(client=client_record, now=now).may_test


def test_a_draft_keeps_what_is_still_asked_in_the_same_words(
    client_record: Client, now: datetime, request: pytest.FixtureRequest
) -> None:
    save_draft(client=client_record, answers=UNREMARKABLE, now=now)
    request.getfixturevalue("changed")
    draft = draft_of(client_record, Asked.WHOLE)
    assert draft is not None
    assert set(UNREMARKABLE) - set(draft.answers) == {"dizziness"}
    assert draft.question_version == TOMORROWS


def test_what_is_asked_anew_is_open_before_it_is_sent(
    client_record: Client, now: datetime, request: pytest.FixtureRequest
) -> None:
    save_draft(client=client_record, answers=UNREMARKABLE, now=now)
    request.getfixturevalue("changed")
    with pytest.raises(Exception, match="dizziness"):
        submit(client=client_record, now=now)
    save_draft(client=client_record, answers={"dizziness": "no", "hernia": "no"}, now=now)
    assert submit(client=client_record, now=now).intake.question_version == TOMORROWS


def test_consent_given_under_old_words_is_no_tick_under_new_ones(
    client_record: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_draft(client=client_record, answers=UNREMARKABLE, now=now)
    said = replace(questions.CONSENT.questions[1], text="I agree to be tested by a robot.")
    step = replace(
        questions.CONSENT, questions=(questions.CONSENT.questions[0], said, *questions.CONSENT.questions[2:])
    )
    tomorrows = replace(
        questions.WHOLE,
        version=TOMORROWS,
        consent_version=2,
        steps=tuple(step if each.key == "consent" else each for each in questions.STEPS),
    )
    monkeypatch.setattr(questions, "TODAY", {**questions.TODAY, Asked.WHOLE: tomorrows})
    draft = draft_of(client_record, Asked.WHOLE)
    assert draft is not None
    assert "testing" not in draft.answers


def test_a_new_draft_carries_only_answers_to_the_same_questions(
    client_record: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_intake(client_record, now=now)
    about = questions.ABOUT
    named = replace(about.questions[1], text="Who comes when you fall?")
    step = replace(about, questions=(about.questions[0], named, *about.questions[2:]))
    tomorrows = replace(
        questions.WHOLE,
        version=TOMORROWS,
        steps=tuple(step if each.key == "about" else each for each in questions.STEPS),
    )
    monkeypatch.setattr(questions, "TODAY", {**questions.TODAY, Asked.WHOLE: tomorrows})
    draft = open_draft(client=client_record, now=now + timedelta(days=1))
    assert "emergency_name" not in draft.answers
    assert draft.answers["birth_year"] == UNREMARKABLE["birth_year"]


def test_a_version_nobody_knows_here_is_read_as_todays() -> None:
    assert questions.of("whole", 99) is questions.WHOLE

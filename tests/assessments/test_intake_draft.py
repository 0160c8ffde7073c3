"""A draft keeps what is an answer, step by step, and never forgets another tab's work."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from assessments.intake import open_draft, save_draft
from assessments.models import Client, Intake
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.standing import send_intake


def test_a_client_has_one_draft(client_record: Client, now: datetime) -> None:
    first = open_draft(client=client_record, now=now)
    assert open_draft(client=client_record, now=now) == first
    assert Intake.objects.count() == 1


def test_two_tabs_keep_each_others_steps(client_record: Client, now: datetime) -> None:
    save_draft(client=client_record, answers={"birth_year": 1985}, now=now)
    save_draft(client=client_record, answers={"experience": "new"}, now=now)
    assert open_draft(client=client_record, now=now).answers == {"birth_year": 1985, "experience": "new"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("birth_year", "1985"),
        ("birth_year", 10**400),
        ("low_back", "perhaps"),
        ("goals", ["stronger_hips", "immortality"]),
        ("emergency_name", "x" * 101),
        ("emergency_name", "   "),
        ("health_data", False),
        ("hip", None),
    ],
)
def test_what_is_no_answer_takes_back_what_was_saved(
    client_record: Client, now: datetime, key: str, value: Any
) -> None:
    save_draft(client=client_record, answers={**UNREMARKABLE, "hip": "no"}, now=now)
    draft = save_draft(client=client_record, answers={key: value}, now=now)
    assert key not in draft.answers
    assert draft.answers["experience"] == "some"


def test_a_question_that_does_not_exist_is_a_programming_error(client_record: Client, now: datetime) -> None:
    with pytest.raises(KeyError):
        save_draft(client=client_record, answers={"shoe_size": 43}, now=now)


def test_a_new_draft_carries_the_person_and_goals_only(client_record: Client, now: datetime) -> None:
    send_intake(client_record, {"dizziness": "yes"}, now=now)
    draft = open_draft(client=client_record, now=now + timedelta(days=200))
    assert draft.answers["emergency_name"] == UNREMARKABLE["emergency_name"]
    assert draft.answers["equipment"] == UNREMARKABLE["equipment"]
    assert not draft.answers.keys() & {"dizziness", "chest_now", "low_back", "health_data", "testing"}


def test_a_repeated_sending_after_the_submit_opens_no_draft(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    kept = save_draft(client=client_record, answers={"health_data": True, "testing": True}, now=now)
    assert kept.submitted_at == now
    assert Intake.objects.count() == 1


def test_another_answer_after_the_submit_is_kept_in_a_new_draft(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, now=now)
    kept = save_draft(client=client_record, answers={"chest_now": "yes"}, now=now)
    assert kept.submitted_at is None
    assert kept.answers["chest_now"] == "yes"
    screen.intake.refresh_from_db()
    assert screen.intake.answers["chest_now"] == "no"

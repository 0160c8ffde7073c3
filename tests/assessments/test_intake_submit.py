"""Submitting closes the intake, stores its screen and keeps each consent apart."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from assessments import questions, screening
from assessments.intake import IncompleteError, save_draft, submit
from assessments.models import Client, Consent, Intake, Screen
from hipcoach.privacy.models import AuditEntry
from tests.assessments.intakes import BACK_PAIN, UNREMARKABLE
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_signed_in_client


def standing(client: Client) -> set[str]:
    return set(client.consents.filter(withdrawn_at=None).values_list("kind", flat=True))


def test_open_questions_refuse_the_submit_and_are_named(client_record: Client, now: datetime) -> None:
    answers = {key: value for key, value in UNREMARKABLE.items() if key not in ("hip", "testing")}
    save_draft(client=client_record, answers=answers, now=now)
    with pytest.raises(IncompleteError) as refused:
        submit(client=client_record, now=now)
    assert refused.value.missing == ("testing", "hip")
    assert not Screen.objects.exists()
    assert not Consent.objects.exists()


def test_nothing_to_submit_is_incomplete(client_record: Client, now: datetime) -> None:
    with pytest.raises(IncompleteError):
        submit(client=client_record, now=now)


def test_the_screen_is_stored_with_its_rules(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, {**CHEST_PAIN, "dizziness": "unsure"}, now=now)
    screen.refresh_from_db()
    assert screen.outcome == "stop"
    assert screen.rule_version == screening.RULE_VERSION
    assert screen.matches == [
        {"rule": 6, "urgency": "prompt", "answers": ["chest_effort"]},
        {"rule": 14, "urgency": "review", "answers": ["dizziness"]},
    ]


def test_a_doubled_submit_gives_the_same_screen(client_record: Client, now: datetime) -> None:
    first = send_intake(client_record, now=now)
    assert submit(client=client_record, now=now + timedelta(seconds=1)) == first
    assert Screen.objects.count() == Intake.objects.count() == 1
    assert Consent.objects.count() == 2


def test_follow_ups_of_a_changed_mind_are_not_kept(client_record: Client, now: datetime) -> None:
    save_draft(client=client_record, answers={**UNREMARKABLE, **BACK_PAIN}, now=now)
    save_draft(client=client_record, answers={"low_back": "no"}, now=now)
    screen = submit(client=client_record, now=now)
    assert "low_back_score" not in screen.intake.answers


def test_each_ticked_box_is_a_consent_under_its_wording(client_record: Client, now: datetime) -> None:
    send_intake(client_record, {"nudges": True}, now=now)
    assert standing(client_record) == {"health_data", "testing", "nudges"}
    assert {each.wording_version for each in Consent.objects.all()} == {questions.CONSENT_VERSION}


def test_an_unticked_box_withdraws_its_consent_only(client_record: Client, now: datetime) -> None:
    send_intake(client_record, {"nudges": True}, now=now)
    later = now + timedelta(days=1)
    send_intake(client_record, {"nudges": False}, now=later)
    assert standing(client_record) == {"health_data", "testing"}
    assert client_record.consents.get(kind="nudges").withdrawn_at == later
    assert client_record.consents.get(kind="testing").given_at == now


def test_a_new_wording_is_consented_to_anew(
    client_record: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_intake(client_record, now=now)
    monkeypatch.setattr(questions, "CONSENT_VERSION", 2)
    send_intake(client_record, now=now + timedelta(days=1))
    versions = client_record.consents.filter(kind="testing").order_by("given_at")
    assert [(each.wording_version, each.withdrawn_at is None) for each in versions] == [(1, False), (2, True)]


def test_the_trail_says_who_and_which_never_what(now: datetime, client_record: Client) -> None:
    ada = make_signed_in_client(trainer=client_record.trainer)
    screen = send_intake(ada, CHEST_PAIN, now=now)
    entry = AuditEntry.objects.get(client_ref=ada.pk)
    assert (entry.actor, entry.act) == (ada.user, "change")
    assert (entry.subject, entry.fields) == (f"intake {screen.intake.pk}", ["answers", "consents"])


def test_answers_lie_encrypted(client_record: Client, now: datetime) -> None:
    words = "my knee clicks on the stairs"
    send_intake(client_record, {**CHEST_PAIN, "notes": words, "emergency_name": "Noor Visser"}, now=now)
    raw = [*_raw("assessments_intake", "answers"), *_raw("assessments_screen", "matches")]
    for plain in (words, "Noor", "chest_effort", "prompt", "1985"):
        assert all(plain not in column for column in raw)
    assert Intake.objects.get().answers["notes"] == words


def _raw(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return [row[0] for row in cursor.fetchall()]

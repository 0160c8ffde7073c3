"""Without a fresh intake, adulthood and both consents nothing opens."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.intake import needs_intake, save_draft
from assessments.models import Client, Consent
from assessments.screening import LockReason, Outcome
from assessments.screens import latest_screen
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.standing import CHEST_PAIN, send_intake


def withdraw(client: Client, kind: str, *, now: datetime) -> None:
    client.consents.filter(kind=kind).update(withdrawn_at=now)


@pytest.mark.parametrize("since_it_was_taken_back", [-1, 0, 1])
def test_a_consent_stands_alike_in_python_and_in_sql(
    client_record: Client, now: datetime, since_it_was_taken_back: int
) -> None:
    send_intake(client_record, now=now)
    withdraw(client_record, "testing", now=now)
    moment = now + timedelta(seconds=since_it_was_taken_back)
    in_sql = set(Consent.objects.standing(moment))
    assert in_sql == {each for each in Consent.objects.all() if each.stands(moment)}
    assert len(in_sql) == (2 if since_it_was_taken_back < 0 else 1)


def test_no_intake_locks(client_record: Client, now: datetime) -> None:
    current = latest_screen(client=client_record, now=now)
    assert (current.outcome, current.reasons_locked) == (Outcome.LOCKED, (LockReason.NO_INTAKE,))
    assert not current.may_test
    assert needs_intake(client=client_record, now=now)


def test_a_draft_is_no_intake(client_record: Client, now: datetime) -> None:
    save_draft(client=client_record, answers=UNREMARKABLE, now=now)
    assert latest_screen(client=client_record, now=now).reasons_locked == (LockReason.NO_INTAKE,)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2027, 11, 29, 22, 59, tzinfo=UTC), True),
        (datetime(2027, 11, 29, 23, 0, tzinfo=UTC), False),
    ],
)
def test_an_intake_expires_after_a_year_by_the_clients_calendar(
    client_record: Client, now: datetime, moment: datetime, *, is_open: bool
) -> None:
    send_intake(client_record, now=now)
    current = latest_screen(client=client_record, now=moment)
    assert current.may_test is is_open
    assert needs_intake(client=client_record, now=moment) is not is_open
    assert (LockReason.EXPIRED in current.reasons_locked) is not is_open


def test_under_18_locks_until_the_birthday_has_surely_passed(client_record: Client, now: datetime) -> None:
    send_intake(client_record, {"birth_year": 2008}, now=now)
    assert latest_screen(client=client_record, now=now).reasons_locked == (LockReason.UNDER_18,)
    assert not needs_intake(client=client_record, now=now)
    assert latest_screen(client=client_record, now=now + timedelta(days=40)).may_test


def test_withdrawing_the_test_consent_locks(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    withdraw(client_record, "testing", now=now)
    current = latest_screen(client=client_record, now=now)
    assert (current.may_test, current.reasons_locked) == (False, (LockReason.NO_CONSENT,))
    assert needs_intake(client=client_record, now=now)


def test_withdrawing_the_nudges_changes_nothing(client_record: Client, now: datetime) -> None:
    send_intake(client_record, {"nudges": True}, now=now)
    withdraw(client_record, "nudges", now=now)
    assert latest_screen(client=client_record, now=now).may_test


def test_withdrawing_the_use_of_health_data_hides_it_too(client_record: Client, now: datetime) -> None:
    send_intake(client_record, CHEST_PAIN, now=now)
    withdraw(client_record, "health_data", now=now)
    current = latest_screen(client=client_record, now=now)
    assert (current.outcome, current.may_test) == (Outcome.LOCKED, False)
    assert (current.matches, current.screen) == ((), None)


def test_an_open_stop_outranks_a_lock(client_record: Client, now: datetime) -> None:
    send_intake(client_record, CHEST_PAIN, now=now)
    current = latest_screen(client=client_record, now=now + timedelta(days=400))
    assert (current.outcome, current.reasons_locked) == (Outcome.STOP, (LockReason.EXPIRED,))

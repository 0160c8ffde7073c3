"""A stop stands, whatever is answered later, until a professional's statement is recorded."""

from datetime import datetime, timedelta

import pytest

from assessments.intake import save_draft
from assessments.models import Clearance, Client
from assessments.screening import LockReason, Outcome
from assessments.screens import StatementNeededError, clear, latest_screen
from hipcoach.privacy.models import AuditEntry
from tests.assessments.standing import CHEST_PAIN, DIZZY, ILL, send_intake

STATEMENT, DECISION = Clearance.Basis.STATEMENT, Clearance.Basis.DECISION
DAY = timedelta(days=1)


def test_a_stop_closes_testing(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, CHEST_PAIN, now=now)
    current = latest_screen(client=client_record, now=now)
    assert (current.outcome, current.may_test, current.screen) == (Outcome.STOP, False, screen)
    assert [match.rule for match in current.matches] == [6]


@pytest.mark.parametrize("later", [{}, DIZZY, ILL])
def test_answering_again_never_lowers_an_open_stop(
    client_record: Client, now: datetime, later: dict[str, str]
) -> None:
    stop = send_intake(client_record, CHEST_PAIN, now=now)
    newer = send_intake(client_record, later, now=now + DAY)
    clear(screen=newer, trainer=client_record.trainer, basis=STATEMENT, now=now + DAY)
    current = latest_screen(client=client_record, now=now + DAY)
    assert (current.outcome, current.may_test, current.screen) == (Outcome.STOP, False, stop)
    assert [match.rule for match in current.matches] == [6]


def test_a_trainers_decision_does_not_release_a_stop(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, CHEST_PAIN, now=now)
    with pytest.raises(StatementNeededError):
        clear(screen=screen, trainer=client_record.trainer, basis=DECISION, now=now)
    assert not Clearance.objects.exists()


def test_a_decision_recorded_some_other_way_releases_no_stop(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, CHEST_PAIN, now=now)
    giver = client_record.trainer.user
    Clearance.objects.create(screen=screen, basis=DECISION, given_by=giver, given_at=now)
    assert not latest_screen(client=client_record, now=now).may_test


def test_a_statement_releases_it(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, CHEST_PAIN, now=now)
    assert latest_screen(client=client_record, now=now).label == "stop"
    clearance = clear(screen=screen, trainer=client_record.trainer, basis=STATEMENT, note="Dr. B", now=now)
    current = latest_screen(client=client_record, now=now)
    assert (current.label, current.status) == ("released", "released")
    assert (current.outcome, current.may_test, current.clearance) == (Outcome.STOP, True, clearance)
    entry = AuditEntry.objects.get(actor=client_record.trainer.user)
    assert (entry.subject, entry.fields) == (f"screen {screen.pk}", ["clearance"])


def test_each_stop_wants_its_own_statement(client_record: Client, now: datetime) -> None:
    first = send_intake(client_record, CHEST_PAIN, now=now)
    second = send_intake(client_record, {"heart_stroke": "yes"}, now=now + DAY)
    clear(screen=second, trainer=client_record.trainer, basis=STATEMENT, now=now + DAY)
    assert latest_screen(client=client_record, now=now + DAY).screen == first
    clear(screen=first, trainer=client_record.trainer, basis=STATEMENT, now=now + DAY)
    assert latest_screen(client=client_record, now=now + DAY).may_test


def test_a_new_stop_after_a_statement_is_open_again(client_record: Client, now: datetime) -> None:
    first = send_intake(client_record, CHEST_PAIN, now=now)
    clear(screen=first, trainer=client_record.trainer, basis=STATEMENT, now=now)
    send_intake(client_record, CHEST_PAIN, now=now + DAY)
    assert not latest_screen(client=client_record, now=now + DAY).may_test


@pytest.mark.parametrize(
    ("later", "may_test"),
    [({}, True), (ILL, False), ({"ill_today": "unsure"}, False), ({**CHEST_PAIN}, False)],
)
def test_being_ill_on_the_day_is_lifted_by_a_clear_no(
    client_record: Client, now: datetime, later: dict[str, str], *, may_test: bool
) -> None:
    send_intake(client_record, ILL, now=now)
    send_intake(client_record, later, now=now + DAY)
    assert latest_screen(client=client_record, now=now + DAY).may_test is may_test


def test_being_ill_beside_another_stop_is_not_lifted(client_record: Client, now: datetime) -> None:
    send_intake(client_record, {**ILL, **CHEST_PAIN}, now=now)
    send_intake(client_record, now=now + DAY)
    assert latest_screen(client=client_record, now=now + DAY).outcome is Outcome.STOP


def test_a_stop_sign_in_a_draft_locks_until_it_is_mended(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    save_draft(client=client_record, answers={"chest_now": "yes"}, now=now)
    current = latest_screen(client=client_record, now=now)
    assert (current.outcome, current.may_test) == (Outcome.LOCKED, False)
    assert current.reasons_locked == (LockReason.INCOMPLETE,)
    assert [match.rule for match in current.matches] == [1]
    save_draft(client=client_record, answers={"chest_now": "no"}, now=now)
    assert latest_screen(client=client_record, now=now).may_test

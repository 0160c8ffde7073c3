"""Short checks add to the whole intake before them; each that asks to be read is read."""

from datetime import datetime, timedelta

import pytest

from assessments.intake import IncompleteError, save_draft, submit
from assessments.models import Clearance, Client, Intake
from assessments.questions import Asked
from assessments.screening import LockReason, Outcome
from assessments.screens import clear, latest_screen
from tests.assessments.checks import NOTHING_NEW, send_check
from tests.assessments.standing import CHEST_PAIN, DIZZY, ILL, agree, send_intake

STATEMENT, DECISION = Clearance.Basis.STATEMENT, Clearance.Basis.DECISION
DAY = timedelta(days=1)
NEW_MEDICINE = {"new_medicine": "yes"}


def test_a_check_without_news_leaves_a_clear_screen_clear(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    send_check(client_record, now=now + DAY)
    current = latest_screen(client=client_record, now=now + DAY)
    assert (current.outcome, current.may_test, current.answered_at) == (Outcome.CLEAR, True, now + DAY)


def test_it_leaves_a_decision_and_its_limits_as_they_were(client_record: Client, now: datetime) -> None:
    screen = send_intake(client_record, DIZZY, now=now)
    clear(screen=screen, trainer=client_record.trainer, basis=DECISION, limits=["balance"], now=now)
    send_check(client_record, now=now + DAY)
    current = latest_screen(client=client_record, now=now + DAY)
    assert (current.outcome, current.may_test, current.limits) == (Outcome.REVIEW, True, {"balance"})


def test_news_wait_to_be_read_beside_a_decided_intake(client_record: Client, now: datetime) -> None:
    first = send_intake(client_record, DIZZY, now=now)
    clear(screen=first, trainer=client_record.trainer, basis=DECISION, limits=["balance"], now=now)
    news = send_check(client_record, NEW_MEDICINE, now=now + DAY)
    current = latest_screen(client=client_record, now=now + DAY)
    assert (current.outcome, current.may_test, current.screen) == (Outcome.REVIEW, False, news)
    clear(screen=news, trainer=client_record.trainer, basis=DECISION, limits=["supine"], now=now + DAY)
    current = latest_screen(client=client_record, now=now + DAY)
    assert (current.may_test, current.limits) == (True, {"balance", "supine"})


def test_a_later_check_does_not_read_an_earlier_one_away(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    news = send_check(client_record, NEW_MEDICINE, now=now + DAY)
    send_check(client_record, now=now + 2 * DAY)
    current = latest_screen(client=client_record, now=now + 2 * DAY)
    assert (current.may_test, current.screen) == (False, news)


def test_an_unread_intake_is_not_read_away_by_a_check(client_record: Client, now: datetime) -> None:
    review = send_intake(client_record, DIZZY, now=now)
    send_check(client_record, now=now + DAY)
    current = latest_screen(client=client_record, now=now + DAY)
    assert (current.may_test, current.screen) == (False, review)


def test_a_stop_in_a_check_stops_until_a_statement(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    stop = send_check(client_record, CHEST_PAIN, now=now + DAY)
    send_intake(client_record, now=now + 2 * DAY)
    current = latest_screen(client=client_record, now=now + 2 * DAY)
    assert (current.outcome, current.may_test, current.screen) == (Outcome.STOP, False, stop)
    clear(screen=stop, trainer=client_record.trainer, basis=STATEMENT, now=now + 2 * DAY)
    assert latest_screen(client=client_record, now=now + 2 * DAY).may_test


@pytest.mark.parametrize("first", ["whole", "check"])
def test_being_ill_is_lifted_by_the_next_check(client_record: Client, now: datetime, first: str) -> None:
    send_intake(client_record, ILL if first == "whole" else {}, now=now)
    if first == "check":
        send_check(client_record, ILL, now=now)
    assert not latest_screen(client=client_record, now=now).may_test
    send_check(client_record, now=now + DAY)
    current = latest_screen(client=client_record, now=now + DAY)
    assert (current.outcome, current.may_test, current.matches) == (Outcome.CLEAR, True, ())


def test_what_was_said_beside_being_ill_still_waits(client_record: Client, now: datetime) -> None:
    send_intake(client_record, {**ILL, **DIZZY}, now=now)
    send_check(client_record, now=now + DAY)
    assert not latest_screen(client=client_record, now=now + DAY).may_test


def test_a_check_does_not_make_the_intake_younger(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    send_check(client_record, now=now + 360 * DAY)
    current = latest_screen(client=client_record, now=now + 366 * DAY)
    assert LockReason.EXPIRED in current.reasons_locked


def test_a_whole_intake_ends_what_checks_before_it_asked_to_read(
    client_record: Client, now: datetime
) -> None:
    send_intake(client_record, now=now)
    send_check(client_record, NEW_MEDICINE, now=now + DAY)
    send_intake(client_record, now=now + 2 * DAY)
    assert latest_screen(client=client_record, now=now + 2 * DAY).may_test


def test_a_stop_sign_in_an_unsent_check_locks(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    save_draft(client=client_record, asked=Asked.CHECK, answers={"chest_now": "yes"}, now=now + DAY)
    current = latest_screen(client=client_record, now=now + DAY)
    assert (current.may_test, [match.rule for match in current.matches]) == (False, [1])


def test_a_check_needs_an_intake_before_it(client_record: Client, now: datetime) -> None:
    agree(client_record, now=now)
    save_draft(client=client_record, asked=Asked.CHECK, answers=NOTHING_NEW, now=now)
    with pytest.raises(IncompleteError):
        submit(client=client_record, asked=Asked.CHECK, now=now)


def test_the_same_words_another_day_are_another_check(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    for day in range(1, 4):
        send_check(client_record, now=now + day * DAY)
    checks = client_record.intakes.filter(kind=Intake.Kind.CHECK)
    assert checks.count() == 3
    assert client_record.consents.count() == 2


def test_a_doubled_sending_is_one_check(client_record: Client, now: datetime) -> None:
    send_intake(client_record, now=now)
    first = send_check(client_record, now=now + DAY)
    assert send_check(client_record, now=now + DAY + timedelta(seconds=2)) == first

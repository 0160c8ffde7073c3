"""After a visit: the summary when it is shared, and six weeks later a nudge to those who want one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from assessments import consents, recording
from assessments.mail_choices import choose_for_client, end_nudges
from assessments.models import Assessment, Clearance, Client, Consent, Service, Trainer
from assessments.promising import promise_retests
from assessments.screens import clear
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.shared_results import make_result
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_appointment, make_client

pytestmark = pytest.mark.django_db
WEEKS = timedelta(weeks=6)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def row_of(kind: str) -> OutgoingEmail:
    return OutgoingEmail.objects.get(kind=kind)


@pytest.fixture
def unshared(client_record: Client, service: Service, now: datetime) -> Assessment:
    send_intake(client_record, now=now - DAY)
    return make_result(client=client_record, service=service, at=now, left=12, right=20, shared=False)


def share(assessment: Assessment, *, now: datetime) -> None:
    recording.share(assessment=assessment, trainer=assessment.tester, now=now)


def test_sharing_promises_one_mail_that_names_no_finding(unshared: Assessment, now: datetime) -> None:
    for _ in range(2):
        share(unshared, now=now)
    sweep(now)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([unshared.client.email], "The summary of your visit is ready")
    assert "/me/results/" in message.body
    text = str(message.message()).lower()
    assert [
        word
        for word in ("hip ", "flexor", "limited", "pain", "12 s", "strength")
        if word in message.body.lower()
    ] == []
    assert "list-unsubscribe" not in text


def test_what_is_not_shared_any_more_is_not_announced(unshared: Assessment, now: datetime) -> None:
    share(unshared, now=now)
    Assessment.objects.update(shared_at=None)
    sweep(now)
    assert row_of("results-ready").reason == "It is not shared any more."


@pytest.mark.parametrize(
    ("email", "reason"),
    [("", "There is no address any more."), ("new@example.com", "The address was changed meanwhile.")],
)
def test_no_mail_goes_to_an_address_somebody_no_longer_has(
    unshared: Assessment, now: datetime, email: str, reason: str
) -> None:
    share(unshared, now=now)
    Client.objects.update(email=email)
    sweep(now)
    assert (mail.outbox, row_of("results-ready").reason) == ([], reason)


def test_a_client_without_an_address_is_promised_nothing(
    trainer: Trainer, service: Service, now: datetime
) -> None:
    client = make_client(trainer=trainer)
    Client.objects.filter(pk=client.pk).update(email="")
    client.refresh_from_db()
    send_intake(client, now=now)
    share(make_result(client=client, service=service, at=now, left=9, right=9, shared=False), now=now)
    assert not OutgoingEmail.objects.exists()


@pytest.fixture
def tested(client_record: Client, service: Service, now: datetime) -> Assessment:
    """Tested now, by a client who wants nudges."""
    result = make_result(client=client_record, service=service, at=now, left=12, right=20)
    send_intake(client_record, {"nudges": True}, now=now)
    return result


def retest_due(tested: Assessment) -> datetime:
    return datetime.combine(
        tested.started_at.astimezone(tested.client.tz).date() + WEEKS, time(10), tzinfo=tested.client.tz
    )


@pytest.mark.parametrize("last", [date(2026, 9, 13), date(2027, 2, 14), date(2026, 12, 1)])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_it_comes_at_ten_in_the_clients_morning(
    client_record: Client, service: Service, last: date, zone: str
) -> None:
    """Two of these days lie six weeks before a change of Berlin's clocks."""
    Client.objects.update(time_zone=zone)
    client_record.refresh_from_db()
    at = datetime.combine(last, time(12), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    make_result(client=client_record, service=service, at=at, left=12, right=20)
    send_intake(client_record, {"nudges": True}, now=at)
    promise_retests(at + WEEKS - DAY)
    due = row_of("retest-due").due_at.astimezone(ZoneInfo(zone))
    assert (due.date(), due.time()) == (last + WEEKS, time(10))


def test_it_can_be_ended_by_one_click(tested: Assessment) -> None:
    due = retest_due(tested)
    assert [promise_retests(due - HOUR) for _ in range(2)] == [1, 0]
    sweep(due)
    headers = mail.outbox[0].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>") in mail.outbox[0].body


def test_who_never_asked_for_nudges_gets_none(client_record: Client, service: Service, now: datetime) -> None:
    make_result(client=client_record, service=service, at=now, left=12, right=20)
    send_intake(client_record, now=now)
    assert promise_retests(now + WEEKS) == 0


def test_a_consent_given_later_does_not_reach_back(
    client_record: Client, service: Service, now: datetime
) -> None:
    make_result(client=client_record, service=service, at=now, left=12, right=20)
    later = now + WEEKS + 6 * HOUR
    choose_for_client(client=client_record, reminders_off=[], nudges=True, now=later)
    assert promise_retests(later) == 0


@pytest.mark.parametrize(("days", "status"), [(9, "confirmed"), (-2, "attended")])
def test_a_later_visit_needs_no_nudge(
    tested: Assessment, service: Service, now: datetime, days: int, status: str
) -> None:
    make_appointment(client=tested.client, service=service, start=now + WEEKS + days * DAY, status=status)
    assert promise_retests(retest_due(tested) - HOUR) == 0


@pytest.mark.parametrize("case", ["withdrawn", "booked", "came", "closed", "stopped"])
def test_what_changed_meanwhile_is_seen_when_it_is_sent(
    tested: Assessment, service: Service, case: str
) -> None:
    due = retest_due(tested)
    promise_retests(due - HOUR)
    match case:
        case "withdrawn":
            end_nudges(client=tested.client, now=due)
        case "booked":
            make_appointment(client=tested.client, service=service, start=due + 9 * DAY)
        case "came":
            make_appointment(client=tested.client, service=service, start=due - 2 * DAY, status="attended")
        case "closed":
            Trainer.objects.update(is_listed=False)
        case "stopped":
            send_intake(tested.client, {**CHEST_PAIN, "nudges": True}, now=due - HOUR)
    sweep(due)
    to_the_client = [message for message in mail.outbox if message.to == [tested.client.email]]
    assert (to_the_client, row_of("retest-due").reason) == (
        [],
        {
            "withdrawn": "The client wants no nudges.",
            "booked": "A later visit is booked, or was.",
            "came": "A later visit is booked, or was.",
            "closed": "No visits can be booked online now.",
            "stopped": "No test is open to the client now.",
        }[case],
    )


def test_a_stop_that_was_released_holds_no_nudge_back(tested: Assessment) -> None:
    due = retest_due(tested)
    promise_retests(due - HOUR)
    stop = send_intake(tested.client, {**CHEST_PAIN, "nudges": True}, now=due - HOUR)
    clear(screen=stop, trainer=tested.client.trainer, basis=Clearance.Basis.STATEMENT, now=due - HOUR)
    sweep(due)
    row = row_of("retest-due")
    assert (row.state, row.reason) == ("sent", "")


@pytest.mark.parametrize(("late", "promised"), [(DAY, 1), (3 * DAY, 0)])
def test_a_standstill_is_caught_up_with_for_two_days(
    tested: Assessment, late: timedelta, promised: int
) -> None:
    assert promise_retests(retest_due(tested) + late) == promised


def test_it_follows_from_a_test_so_consent_taken_back_ends_it_too(tested: Assessment) -> None:
    due = retest_due(tested)
    promise_retests(due - HOUR)
    consents.withdraw(client=tested.client, kind=Consent.Kind.HEALTH_DATA, now=due - HOUR)
    sweep(due)
    assert (mail.outbox, row_of("retest-due").reason) == ([], "The client has taken their consent back.")

"""A reminder goes out while it is true and of use, one at a time; else the ledger says why it didn't."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.changing import cancel, reschedule
from assessments.mail_choices import choose_for_practice
from assessments.models import Appointment, Client, Service
from hipcoach.mail.delivery import sweep
from hipcoach.mail.kinds import Skip, composer
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.assessments.visits import TUESDAY_TEN, booked

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
START = TUESDAY_TEN + timedelta(days=5)


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    """Booked six days ahead, the confirmations sent, the intake there."""
    visit = booked(service=service, now=now, start=START)
    assert visit.client
    send_intake(visit.client, now=now)
    sweep(now)
    mail.outbox.clear()
    return visit


def found() -> dict[int, tuple[str, str]]:
    """(state, reason) of each reminder by its minutes."""
    rows = OutgoingEmail.objects.filter(kind="appointment-reminder")
    return {row.facts["before"]: (row.state, row.reason) for row in rows}


def test_each_goes_at_its_minute_and_not_before(visit: Appointment) -> None:
    for before in (48, 24, 2):
        sweep(START - before * HOUR - timedelta(seconds=1))
        seen = len(mail.outbox)
        sweep(START - before * HOUR)
        assert len(mail.outbox) == seen + 1
    assert {message.to[0] for message in mail.outbox} == {"ada@example.com"}


def test_after_a_standstill_only_the_nearest_is_sent(visit: Appointment) -> None:
    sweep(START - 20 * HOUR)
    assert len(mail.outbox) == 1
    assert found() == {
        2880: ("skipped", "The next reminder says it."),
        1440: ("sent", ""),
        120: ("promised", ""),
    }


@pytest.mark.parametrize(
    ("before", "state"), [(4 * HOUR, "sent"), (4 * HOUR - timedelta(seconds=1), "missed")]
)
def test_one_of_24_hours_is_sent_until_4_hours_before(
    visit: Appointment, before: timedelta, state: str
) -> None:
    sweep(START - before)
    assert found()[1440][0] == state


def test_just_before_the_next_a_late_one_is_left_out(visit: Appointment) -> None:
    sweep(START - 24 * HOUR - timedelta(minutes=10))
    assert (mail.outbox, found()[2880]) == ([], ("skipped", "The next reminder says it."))


def test_a_late_one_goes_where_the_next_was_asked_for_too_late_to_be_promised(
    visit: Appointment, service: Service
) -> None:
    sweep(START - 48 * HOUR)
    choose_for_practice(
        trainer=service.trainer,
        line="",
        agenda=True,
        reminders={service.pk: [1440, 720]},
        now=START - 11 * HOUR,
    )
    sweep(START - 10 * HOUR)
    assert (found()[1440], 720 in found()) == (("sent", ""), False)


def test_many_late_ones_are_looked_at_together(service: Service, now: datetime) -> None:
    for place in range(3):
        booked(service=service, now=now, start=START + 2 * place * HOUR)
    rows = list(OutgoingEmail.objects.filter(facts__before=2880, kind="appointment-reminder"))
    compose = composer(rows)
    with CaptureQueriesContext(connection) as captured:
        said = [compose(row, START - 20 * HOUR) for row in rows]
    assert said == [Skip("The next reminder says it.")] * 3
    # The visits, and what else is promised of them.
    assert len(captured) == 2


def test_none_follows_a_cancelled_visit(visit: Appointment, now: datetime) -> None:
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    assert set(found().values()) == {("skipped", "The visit was cancelled.")}


def test_a_moved_visit_is_reminded_of_at_its_new_hours_only(visit: Appointment, now: datetime) -> None:
    later = START + timedelta(days=1)
    reschedule(appointment=visit, start=later, now=now)
    ahead = OutgoingEmail.objects.promised().filter(kind="appointment-reminder")
    assert {row.due_at for row in ahead} == {later - hours * HOUR for hours in (48, 24, 2)}
    gone = OutgoingEmail.objects.filter(kind="appointment-reminder", state="skipped")
    assert {(row.facts["version"], row.reason) for row in gone} == {(1, "The visit was moved.")}


def test_what_was_changed_without_a_verb_is_not_said_to_have_moved(visit: Appointment) -> None:
    Appointment.objects.update(version=visit.version + 1)
    sweep(START - 24 * HOUR)
    assert found()[1440] == ("skipped", "The visit was changed meanwhile.")


def test_what_was_cancelled_without_a_verb_is_not_reminded_of(visit: Appointment) -> None:
    Appointment.objects.update(status=Appointment.Status.CANCELLED)
    sweep(START - 24 * HOUR)
    assert found()[1440] == ("skipped", "The visit was cancelled.")


@pytest.mark.parametrize("status", [Appointment.Status.ATTENDED, Appointment.Status.NO_SHOW])
def test_who_was_there_is_not_told_to_come(visit: Appointment, status: str) -> None:
    Appointment.objects.update(status=status)
    sweep(START - 24 * HOUR)
    assert found()[1440] == ("skipped", "It is on record how the visit went.")


def test_a_stop_in_the_intake_keeps_no_reminder_back(visit: Appointment, now: datetime) -> None:
    client = Client.objects.get(appointments=visit)
    send_intake(client, CHEST_PAIN, now=now)
    sweep(START - 24 * HOUR)
    assert found()[1440] == ("sent", "")


def test_nothing_goes_to_a_client_who_was_erased(visit: Appointment) -> None:
    Appointment.objects.update(contact_name="", contact_email="")
    sweep(START - 24 * HOUR)
    assert (mail.outbox, found()[1440]) == ([], ("skipped", "There is no address any more."))


def test_an_erased_visit_is_skipped(visit: Appointment) -> None:
    OutgoingEmail.objects.filter(kind="appointment-reminder").update(facts={"appointment": 0, "version": 1})
    sweep(START - 24 * HOUR)
    rows = OutgoingEmail.objects.filter(kind="appointment-reminder", due_at__lte=START - 24 * HOUR)
    assert {(row.state, row.reason) for row in rows} == {("skipped", "The visit is gone.")}


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)])
def test_hours_before_are_real_hours_when_clocks_change(service: Service, day: date) -> None:
    """Berlin's clocks change that morning; the visit is at noon there."""
    start = datetime.combine(day, time(12), tzinfo=service.trainer.tz).astimezone(UTC)
    booked(service=service, now=start - timedelta(days=6), start=start)
    due = OutgoingEmail.objects.filter(kind="appointment-reminder").values_list("due_at", flat=True)
    assert {start.timestamp() - each.timestamp() for each in due} == {48 * 3600, 24 * 3600, 2 * 3600}

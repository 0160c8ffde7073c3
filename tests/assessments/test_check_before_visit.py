"""Before each visit the client says how they are; without it no test begins."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from assessments import recording
from assessments.intake import next_asked
from assessments.models import Appointment, Client, Service
from assessments.questions import Asked
from assessments.recording import Refused
from assessments.screens import latest_screen
from hipcoach.mail.delivery import sweep
from tests.assessments.checks import send_check
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.assessments.visits import TUESDAY_TEN, booked
from tests.makers import make_appointment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def visit(client_record: Client, service: Service, now: datetime) -> Appointment:
    """In ten days."""
    return make_appointment(client=client_record, service=service, start=now + 10 * DAY)


def asked(client: Client, now: datetime) -> Asked | None:
    return next_asked(client=client, current=latest_screen(client=client, now=now), now=now)


@pytest.mark.parametrize(
    ("before", "begins"), [(24 * HOUR, True), (24 * HOUR + MINUTE, False), (MINUTE, True), (-MINUTE, True)]
)
def test_a_test_begins_on_an_answer_of_the_last_day_only(
    client_record: Client, visit: Appointment, now: datetime, before: timedelta, *, begins: bool
) -> None:
    send_intake(client_record, now=now)
    send_check(client_record, now=visit.start - before)
    at = visit.start + 5 * MINUTE
    if begins:
        assert recording.start(appointment=visit, trainer=visit.trainer, now=at)
    else:
        with pytest.raises(Refused, match="how they are today"):
            recording.start(appointment=visit, trainer=visit.trainer, now=at)


def test_a_whole_intake_of_the_day_says_it_too(
    client_record: Client, visit: Appointment, now: datetime
) -> None:
    send_intake(client_record, now=visit.start - HOUR)
    assert asked(client_record, visit.start) is None
    assert recording.start(appointment=visit, trainer=visit.trainer, now=visit.start)


def test_who_comes_early_is_asked_about_that_day(
    client_record: Client, visit: Appointment, now: datetime
) -> None:
    send_intake(client_record, now=now)
    with pytest.raises(Refused):
        recording.start(appointment=visit, trainer=visit.trainer, now=now + 2 * DAY)
    send_check(client_record, now=now + 2 * DAY)
    assert recording.start(appointment=visit, trainer=visit.trainer, now=now + 2 * DAY)


def test_a_check_that_stops_refuses_the_test(
    client_record: Client, visit: Appointment, now: datetime
) -> None:
    send_intake(client_record, now=now)
    send_check(client_record, CHEST_PAIN, now=visit.start - HOUR)
    with pytest.raises(Refused, match="safety screen"):
        recording.start(appointment=visit, trainer=visit.trainer, now=visit.start)


def test_it_is_asked_for_on_the_last_day(client_record: Client, visit: Appointment, now: datetime) -> None:
    assert asked(client_record, now) is Asked.WHOLE
    send_intake(client_record, now=now)
    assert asked(client_record, visit.start - 25 * HOUR) is None
    assert asked(client_record, visit.start - 24 * HOUR) is Asked.CHECK
    send_check(client_record, now=visit.start - 20 * HOUR)
    assert asked(client_record, visit.start - 19 * HOUR) is None


def test_an_answer_of_yesterday_for_a_visit_of_tonight_is_too_old(
    client_record: Client, visit: Appointment, now: datetime
) -> None:
    send_intake(client_record, now=visit.start - 30 * HOUR)
    assert asked(client_record, visit.start - 10 * HOUR) is Asked.CHECK


def test_after_a_year_it_is_the_whole_intake_again(
    client_record: Client, visit: Appointment, now: datetime
) -> None:
    send_intake(client_record, now=visit.start - 366 * DAY)
    assert asked(client_record, visit.start - HOUR) is Asked.WHOLE


START = TUESDAY_TEN + timedelta(days=5)


def test_the_reminder_of_the_day_before_asks_for_it(service: Service, now: datetime) -> None:
    booked(service=service, now=now, start=START)
    send_intake(Client.objects.get(), now=now)
    sweep(START - 48 * HOUR)
    assert "/me/intake/" not in mail.outbox[-1].body
    sweep(START - 24 * HOUR)
    assert "how you are today" in mail.outbox[-1].body
    assert "/me/intake/" in mail.outbox[-1].body


def test_it_is_not_asked_for_twice(service: Service, now: datetime) -> None:
    booked(service=service, now=now, start=START)
    send_intake(Client.objects.get(), now=now)
    send_check(Client.objects.get(), now=START - 23 * HOUR)
    sweep(START - 2 * HOUR)
    assert "/me/intake/" not in mail.outbox[-1].body


def test_without_reminders_it_has_a_mail_of_its_own(service: Service, now: datetime) -> None:
    service.reminders = []
    service.save(update_fields=["reminders"])
    booked(service=service, now=now, start=START)
    send_intake(Client.objects.get(), {"dizziness": "yes"}, now=now)
    sweep(START - 24 * HOUR)
    message = mail.outbox[-1]
    assert message.subject == "Before your visit of Sun 6 Dec, 11:00: how are you?"
    assert [word for word in ("dizz", "review", "screen", "pain") if word in message.body.lower()] == []

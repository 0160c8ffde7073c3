"""A changed rule holds for what lies ahead: it mails nobody for a time that has passed."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from assessments.emails import promise_reminders_anew
from assessments.mail_choices import choose_for_client, choose_for_practice
from assessments.models import Appointment, Client, Service, Trainer
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.standing import send_intake
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = TUESDAY_TEN + 5 * DAY


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    visit = booked(service=service, now=now, start=START)
    send_intake(Client.objects.get(), now=now)
    return visit


def remind(service: Service, *offsets: int, now: datetime) -> None:
    choose_for_practice(
        trainer=service.trainer, line="", agenda=True, reminders={service.pk: offsets}, now=now
    )


def ahead() -> set[int]:
    rows = OutgoingEmail.objects.promised().filter(kind="appointment-reminder")
    return {row.facts["before"] for row in rows}


def test_a_new_rule_promises_where_its_time_lies_ahead(
    service: Service, visit: Appointment, now: datetime
) -> None:
    remind(service, 2880, 720, now=now)
    assert ahead() == {2880, 720}


def test_a_new_rule_mails_nobody_whose_time_has_passed(service: Service, now: datetime) -> None:
    Service.objects.update(reminders=[120])
    service.refresh_from_db()
    booked(service=service, now=now, start=START)
    send_intake(Client.objects.get(), now=now)
    sweep(now)
    mail.outbox.clear()
    late = START - 30 * HOUR
    remind(service, 2880, 1440, 120, now=late)
    sweep(late)
    assert (mail.outbox, ahead()) == ([], {1440, 120})


def test_a_rule_taken_away_retires_what_was_not_sent(
    service: Service, visit: Appointment, now: datetime
) -> None:
    sweep(START - 48 * HOUR)
    remind(service, 120, now=START - 47 * HOUR)
    rows = OutgoingEmail.objects.filter(kind="appointment-reminder")
    assert {(row.facts["before"], row.state, row.reason) for row in rows} == {
        (2880, "sent", ""),
        (1440, "skipped", "It is no longer wanted."),
        (120, "promised", ""),
    }


def test_a_rule_that_comes_back_is_kept(service: Service, visit: Appointment, now: datetime) -> None:
    remind(service, 120, now=now)
    remind(service, 1440, 120, now=now + HOUR)
    sweep(START - 24 * HOUR)
    row = OutgoingEmail.objects.get(kind="appointment-reminder", facts__before=1440)
    assert (row.state, row.reason) == ("sent", "")


def test_a_row_that_slipped_through_is_not_sent(service: Service, visit: Appointment) -> None:
    Service.objects.update(reminders=[120])
    sweep(START - 24 * HOUR)
    row = OutgoingEmail.objects.get(kind="appointment-reminder", facts__before=1440)
    assert (row.state, row.reason) == ("skipped", "It is no longer wanted.")


def test_other_services_and_other_trainers_keep_theirs(
    service: Service, visit: Appointment, now: datetime
) -> None:
    strange = make_service(trainer=make_trainer())
    choose_for_practice(trainer=service.trainer, line="", agenda=True, reminders={strange.pk: [60]}, now=now)
    strange.refresh_from_db()
    assert (strange.reminders, ahead()) == ([2880, 1440, 120], {2880, 1440, 120})


def test_without_any_reminder_a_missing_intake_is_still_asked_for(
    service: Service, visit: Appointment, now: datetime
) -> None:
    remind(service, now=now)
    rows = OutgoingEmail.objects.promised().filter(kind="intake-missing")
    assert (ahead(), {row.facts["before"] for row in rows}) == (set(), {4320, 1440})


def test_what_makes_no_sense_changes_nothing(service: Service, visit: Appointment, now: datetime) -> None:
    with pytest.raises(ValidationError):
        remind(service, 5, now=now)
    assert ahead() == {2880, 1440, 120}


def test_a_client_chooses_which_come(visit: Appointment, service: Service, now: datetime) -> None:
    choose_for_client(client=Client.objects.get(), reminders_off=[2880], nudges=False, now=now)
    assert ahead() == {1440, 120}
    again = booked(service=service, now=now, start=START + DAY)
    rows = OutgoingEmail.objects.about(again.ref).filter(kind="appointment-reminder")
    assert {row.facts["before"] for row in rows} == {1440, 120}


def test_a_choice_is_for_oneself_only(visit: Appointment, service: Service, now: datetime) -> None:
    booked(service=service, now=now, start=START + DAY, given=contact(email="ben@example.com"))
    choose_for_client(
        client=Client.objects.get(email="ada@example.com"),
        reminders_off=[2880, 1440, 120],
        nudges=False,
        now=now,
    )
    rows = OutgoingEmail.objects.promised().filter(kind="appointment-reminder")
    assert {row.to for row in rows} == {"ben@example.com"}


def test_the_line_is_one_line(trainer: Trainer, now: datetime) -> None:
    choose_for_practice(
        trainer=trainer, line=" Ring\r\nBcc: x\x00 twice ", agenda=False, reminders={}, now=now
    )
    trainer.refresh_from_db()
    assert (trainer.mail_line, trainer.mails_agenda) == ("Ring Bcc: x twice", False)


def test_many_visits_take_as_many_statements_as_one(
    service: Service, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visits = [booked(service=service, now=now, start=START + hour * HOUR) for hour in range(4)]
    for some in (visits[:1], visits):
        with django_assert_num_queries(3):
            promise_reminders_anew(some, now=now)

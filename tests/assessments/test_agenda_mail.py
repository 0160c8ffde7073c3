"""The trainer's day at 06:30 local, only on days with visits, only names and times."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from assessments.changing import cancel
from assessments.models import Appointment, Trainer
from assessments.opening import Agreed, save_page
from assessments.promising import promise_agendas
from hipcoach.accounts.address import change_address
from hipcoach.mail.delivery import sweep
from hipcoach.mail.line import claim, keep
from hipcoach.mail.models import OutgoingEmail
from tests.makers import make_appointment, make_client, make_service, make_trainer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TUESDAY = date(2026, 12, 1)


def visit_at(trainer: Trainer, day: date, *, hour: int = 10, **fields: object) -> Appointment:
    """A visit at this hour of the trainer's clock, booked a week ahead."""
    service = trainer.services.first() or make_service(trainer=trainer)
    start = datetime.combine(day, time(hour), tzinfo=trainer.tz).astimezone(UTC)
    return make_appointment(client=make_client(trainer=trainer, **fields), service=service, start=start)


def agendas() -> list[datetime]:
    return list(
        OutgoingEmail.objects.filter(kind="trainer-agenda")
        .order_by("due_at")
        .values_list("due_at", flat=True)
    )


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2027, 3, 28)),
        ("Europe/Berlin", date(2026, 10, 25)),
        ("America/New_York", date(2027, 3, 14)),
        ("America/New_York", date(2026, 11, 1)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Asia/Kathmandu", TUESDAY),
    ],
)
def test_it_is_due_at_half_past_six_on_the_wall_also_when_clocks_change(zone: str, day: date) -> None:
    trainer = make_trainer(zone=zone)
    visit = visit_at(trainer, day)
    promise_agendas(visit.start - 12 * HOUR)
    (due,) = agendas()
    local = due.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (day, time(6, 30))


def test_days_without_visits_have_none(trainer: Trainer, now: datetime) -> None:
    visit_at(trainer, TUESDAY + timedelta(days=2))
    assert promise_agendas(now) == 0


def test_asking_again_promises_nothing_new(trainer: Trainer, now: datetime) -> None:
    visit_at(trainer, TUESDAY)
    visit_at(trainer, TUESDAY, hour=12)
    assert [promise_agendas(now) for _ in range(3)] == [1, 0, 0]


def test_it_lists_the_day_in_order_with_names_and_times_only(trainer: Trainer, now: datetime) -> None:
    visit_at(trainer, TUESDAY, hour=14, name="Ben Later")
    visit_at(trainer, TUESDAY, name="Ada\r\nEarly")
    Appointment.objects.update(note="bad hip", contact_phone="+49 555 1")
    promise_agendas(now)
    (due,) = agendas()
    sweep(due)
    (message,) = mail.outbox
    assert message.to == [trainer.user.email]
    assert message.subject == "Tuesday 1 December: 2 visits"
    first, second = (line for line in message.body.splitlines() if "Movement assessment" in line)
    assert first == "10:00–11:00: Ada Early, Movement assessment"
    assert second == "14:00–15:00: Ben Later, Movement assessment"
    assert "555" not in message.body
    assert "bad hip" not in message.body


def test_a_day_that_emptied_meanwhile_is_skipped(trainer: Trainer, now: datetime) -> None:
    visit = visit_at(trainer, TUESDAY)
    promise_agendas(now)
    cancel(appointment=visit, by=Appointment.By.TRAINER, now=now)
    sweep(agendas()[0])
    row = OutgoingEmail.objects.get(kind="trainer-agenda")
    assert (row.state, row.reason) == ("skipped", "No visit is left on that day.")


def test_who_wants_none_gets_none(trainer: Trainer, now: datetime) -> None:
    visit_at(trainer, TUESDAY)
    promise_agendas(now)
    Trainer.objects.update(mails_agenda=False)
    sweep(agendas()[0])
    assert OutgoingEmail.objects.get(kind="trainer-agenda").reason == "It is no longer wanted."
    OutgoingEmail.objects.all().delete()
    assert promise_agendas(now) == 0


def test_a_visit_booked_after_breakfast_brings_no_morning_mail(trainer: Trainer, now: datetime) -> None:
    visit = visit_at(trainer, TUESDAY)
    morning = visit.start - 2 * HOUR
    Appointment.objects.update(booked_at=morning)
    assert promise_agendas(morning + HOUR / 4) == 0


def test_after_a_short_standstill_it_comes_late_and_after_a_long_one_not_at_all(trainer: Trainer) -> None:
    visit = visit_at(trainer, TUESDAY)
    due = visit.start - 3.5 * HOUR
    assert promise_agendas(due + 4 * HOUR) == 0
    assert promise_agendas(due + 2 * HOUR) == 1
    sweep(due + 2 * HOUR)
    assert len(mail.outbox) == 1


def test_one_promised_and_not_sent_by_noon_is_missed(trainer: Trainer, now: datetime) -> None:
    visit_at(trainer, TUESDAY)
    promise_agendas(now)
    sweep(agendas()[0] + 6 * HOUR)
    assert OutgoingEmail.objects.get(kind="trainer-agenda").state == "missed"


def test_it_follows_the_trainer_to_another_address_and_zone(trainer: Trainer, now: datetime) -> None:
    visits = frozenset(visit_at(trainer, TUESDAY, hour=hour).pk for hour in (10, 18))
    promise_agendas(now)
    assert change_address(user=trainer.user, email="new@example.org", now=now)
    trainer.zone = "America/New_York"
    save_page(page=trainer, now=now, agreed=Agreed(visits=visits, zone=trainer.zone))
    assert [promise_agendas(now) for _ in range(2)] == [0, 0]
    (due,) = agendas()
    assert due == datetime.combine(TUESDAY, time(6, 30), tzinfo=trainer.tz)
    sweep(due - HOUR)
    assert [message.to for message in mail.outbox if "visits" in message.subject] == []
    sweep(due)
    assert [message.to for message in mail.outbox if "visits" in message.subject] == [["new@example.org"]]


def test_a_day_that_begins_later_in_a_zone_far_west_is_told_there(now: datetime) -> None:
    trainer = make_trainer(zone="Pacific/Auckland")
    visit_at(trainer, TUESDAY, hour=22)
    visit_at(trainer, TUESDAY + timedelta(days=1), hour=22)
    promise_agendas(now)
    Trainer.objects.update(zone="Pacific/Honolulu")
    trainer.refresh_from_db()
    promise_agendas(now)
    due = OutgoingEmail.objects.get(key__endswith=f"{TUESDAY}").due_at
    assert due == datetime.combine(TUESDAY, time(6, 30), tzinfo=trainer.tz)


def test_one_that_a_worker_holds_or_that_is_sent_stays_as_it_was(trainer: Trainer, now: datetime) -> None:
    visit_at(trainer, TUESDAY)
    promise_agendas(now)
    (row,) = claim(agendas()[0], urgent=False)
    Trainer.objects.update(zone="America/New_York")
    promise_agendas(now)
    assert agendas() == [row.due_at]
    assert keep(row, agendas()[0])


def test_many_trainers_cost_as_many_queries_as_one(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for trainers in (1, 4):
        for _ in range(trainers):
            visit_at(make_trainer(), TUESDAY)
        with django_assert_num_queries(3):
            promise_agendas(now)
    Trainer.objects.update(zone="Europe/London")
    with django_assert_num_queries(3):
        promise_agendas(now)


def test_who_was_handed_over_in_the_hour_is_nobody_of_this_day(trainer: Trainer) -> None:
    """What had begun stays in the diary it was in; whose it is, is another trainer's business now."""
    visit, other = visit_at(trainer, TUESDAY, hour=9), visit_at(trainer, TUESDAY, name="Ben")
    promise_agendas(visit.start - 12 * HOUR)
    assert visit.client
    visit.client.trainer = make_trainer(practice=trainer.practice)
    visit.client.save()
    sweep(visit.start)
    (message,) = mail.outbox
    assert ("Ben" in message.body, "Ada" in message.body) == (True, False)
    assert other.client

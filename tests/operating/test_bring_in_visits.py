"""Visits that have been: each to a client who is here, at nobody else's hour, on the trainer's clock."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from assessments.models import Appointment, Client, Service, Trainer
from hipcoach.mail.models import OutgoingEmail
from hipcoach.operating.moving_in.reports import Report
from hipcoach.operating.moving_in.visits import import_visits
from tests.makers import make_appointment, make_client

pytestmark = pytest.mark.django_db
HEAD = "email,name,date,time,minutes,service,status"


@pytest.fixture
def ada(trainer: Trainer, service: Service) -> Client:
    return make_client(trainer=trainer, name="Ada", email="ada@example.com")


def bring(ada: Client, now: datetime, *rows: str, head: str = HEAD, is_trial: bool = False) -> Report:
    return import_visits(
        [f"{row}\n" for row in (head, *rows)], trainer=ada.trainer, is_trial=is_trial, now=now
    )


def test_a_visit_is_on_the_trainers_clock_and_mails_nobody(ada: Client, now: datetime) -> None:
    report = bring(ada, now, "ada@example.com,,2025-07-14,09:30,45,,no-show", ",Ada,2025-01-14,09:30,,,")
    assert (report.new, report.wrong) == (2, [])
    winter, summer = ada.appointments.order_by("start")
    assert summer.start == datetime(2025, 7, 14, 7, 30, tzinfo=UTC)
    assert (summer.end - summer.start, summer.status) == (timedelta(minutes=45), "no_show")
    assert winter.start == datetime(2025, 1, 14, 8, 30, tzinfo=UTC)
    assert (winter.end - winter.start, winter.status) == (
        timedelta(minutes=winter.service.duration),
        "attended",
    )
    assert not OutgoingEmail.objects.exists()


def test_an_instant_with_its_offset_is_taken_as_it_is(ada: Client, now: datetime) -> None:
    bring(ada, now, "ada@example.com,2025-07-14T09:30:00Z", head="email,start")
    assert ada.appointments.get().start == datetime(2025, 7, 14, 9, 30, tzinfo=UTC)


def test_the_same_file_again_changes_nothing(ada: Client, now: datetime) -> None:
    rows = ("ada@example.com,,2025-07-14,09:30,,,", "ada@example.com,,2025-07-15,09:30,,,cancelled")
    assert bring(ada, now, *rows).new == 2
    again = bring(ada, now, *rows)
    assert (again.new, again.known) == (0, 2)
    assert bring(ada, now, "ada@example.com,,2025-07-16,09:30,,,", is_trial=True).new == 1
    assert ada.appointments.count() == 2


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("ben@example.com,,2025-07-14,09:30,,,", "nobody"),
        (",,2025-07-14,09:30,,,", "nobody"),
        ("ada@example.com,,14.07.2025,09:30,,,", "start"),
        ("ada@example.com,,2025-07-14,,,,", "start"),
        ("ada@example.com,,2025-02-30,09:30,,,", "start"),
        ("ada@example.com,,2030-01-01,09:30,,,", "ahead"),
        ("ada@example.com,,2025-07-14,09:30,4,,", "minutes"),
        ("ada@example.com,,2025-07-14,09:30,an hour,,", "minutes"),
        ("ada@example.com,,2025-07-14,09:30,,Massage,", "service"),
        ("ada@example.com,,2025-07-14,09:30,,,perhaps", "status"),
        ("ada@example.com,,2025-03-30,02:30,,,", "gap"),
        ("ada@example.com,,2025-06-02,09:30,60,,", "overlaps"),
    ],
)
def test_a_row_is_told_with_its_line_and_reason(ada: Client, now: datetime, row: str, why: str) -> None:
    bring(ada, now, "ada@example.com,,2025-06-02,10:00,60,,")
    report = bring(ada, now, "ada@example.com,,2025-06-03,10:00,60,,", row)
    assert (report.new, report.wrong) == (1, [(3, why)])


def test_rows_that_overlap_each_other_are_told(ada: Client, now: datetime) -> None:
    rows = [f"ada@example.com,,2025-06-02,{clock},60,,{status}" for clock, status in HOURS]
    for is_trial in (True, False):
        report = bring(ada, now, *rows, is_trial=is_trial)
        assert (report.new, report.wrong) == (4, [(4, "overlaps"), (5, "overlaps")])
    assert Appointment.objects.count() == 4


HOURS = [("10:00", ""), ("12:00", ""), ("11:30", ""), ("09:30", ""), ("11:00", ""), ("10:30", "cancelled")]


def test_what_is_booked_already_keeps_its_time(ada: Client, service: Service, now: datetime) -> None:
    ben = make_client(trainer=ada.trainer)
    visit = make_appointment(client=ben, service=service, start=datetime(2025, 6, 2, 8, tzinfo=UTC))
    report = bring(ada, now, "ada@example.com,,2025-06-02,10:15,,,")
    assert report.wrong == [(2, "overlaps")]
    assert list(Appointment.objects.all()) == [visit]


def test_what_nobody_confirmed_makes_way(ada: Client, service: Service, now: datetime) -> None:
    at = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    ben = make_client(trainer=ada.trainer)
    make_appointment(client=ben, service=service, start=at, status="held", hold_until=at)
    report = bring(ada, now, f"ada@example.com,{at.isoformat()}", head="email,start")
    assert (report.new, report.wrong) == (1, [])
    assert Appointment.objects.get().status == "attended"


def test_two_of_one_name_are_told_apart_by_their_address(ada: Client, now: datetime) -> None:
    make_client(trainer=ada.trainer, name="ADA", email="other@example.com")
    report = bring(ada, now, ",ADA,2025-06-02,10:00,,,", "ada@example.com,,2025-06-03,10:00,,,")
    assert report.new >= 1
    assert ada.appointments.count() == 1


def test_an_address_with_letters_that_have_no_plain_case_is_found(ada: Client, now: datetime) -> None:
    bea = make_client(trainer=ada.trainer, name="Bea", email="bea@straße.example")
    assert bring(ada, now, "bea@straße.example,,2025-07-14,09:30,,,").new == 1
    assert bea.appointments.count() == 1


@pytest.mark.parametrize("seed", range(3))
def test_however_many_and_in_whatever_order_none_overlaps_another(
    ada: Client, now: datetime, seed: int
) -> None:
    """More than are looked at in one go; beside a reading of all that were taken."""
    chance = random.Random(seed)
    minutes = [chance.randrange(20_000) for _row in range(700)]
    first = datetime(2025, 1, 1, tzinfo=UTC)
    starts = [first + timedelta(minutes=minute) for minute in minutes]
    report = bring(
        ada,
        now,
        *(f"ada@example.com,{start:%Y-%m-%dT%H:%M:%SZ},30" for start in starts),
        head="email,start,minutes",
    )
    taken: list[datetime] = []
    for start in dict.fromkeys(starts):
        if all(abs(start - other) >= timedelta(minutes=30) for other in taken):
            taken.append(start)
    assert sorted(ada.appointments.values_list("start", flat=True)) == sorted(taken)
    assert report.new == len(taken)

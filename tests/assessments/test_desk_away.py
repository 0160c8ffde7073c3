"""I'm ill: look whom it hits, close it in one act, and see who still has to be called."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments import recording
from assessments.changing import cancel
from assessments.handing_over import move_client
from assessments.models import Appointment, BusyBlock, CalendarSource, Client, Service
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.desks import desk_of
from tests.assessments.standing import send_intake
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_appointment, make_client, make_trainer

URL = "/desk/away/"
TUESDAY = {"first": "2026-12-01"}


@pytest.fixture(autouse=True)
def clock(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


@pytest.fixture
def mailed(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now)


@pytest.fixture
def by_phone(service: Service) -> Appointment:
    client = make_client(trainer=service.trainer, name="Otto Phone", phone="030 4455")
    visit = make_appointment(client=client, service=service, start=TUESDAY_TEN + timedelta(hours=2))
    Appointment.objects.filter(pk=visit.pk).update(contact_email="", contact_phone="030 4455")
    return visit


def test_looking_names_whom_it_hits_and_changes_nothing(
    desk: Browser, mailed: Appointment, by_phone: Appointment
) -> None:
    text = desk.get(URL, TUESDAY).content.decode()
    assert "2 visits are cancelled" in text
    assert "Ada Visitor" in text
    assert "030 4455" in text
    assert not BusyBlock.objects.exists()
    assert set(Appointment.objects.values_list("status", flat=True)) == {"confirmed"}


def test_one_act_closes_the_local_day_and_says_who_must_be_called(
    desk: Browser, mailed: Appointment, by_phone: Appointment
) -> None:
    answer = desk.post(URL, TUESDAY)
    block = BusyBlock.objects.get()
    assert answer["Location"] == reverse("away_told", args=[block.pk])
    assert (block.start, block.end - block.start) == (
        TUESDAY_TEN.replace(hour=23) - timedelta(days=1),
        timedelta(days=1),
    )
    text = desk.get(answer["Location"]).content.decode()
    call, told = text.index("Please call about 1 visit"), text.index("Told by mail")
    assert call < text.index("Otto Phone") < told < text.index("Ada Visitor")
    assert "tel:030%204455" in text


def test_a_mail_that_failed_tells_nobody(desk: Browser, mailed: Appointment) -> None:
    page = desk.post(URL, TUESDAY)["Location"]
    assert "on its way" in desk.get(page).content.decode()
    OutgoingEmail.objects.update(state="failed")
    assert "Please call about 1 visit" in desk.get(page).content.decode()


def test_what_was_cancelled_before_for_another_reason_is_not_called_about(
    desk: Browser, by_phone: Appointment, service: Service, now: datetime
) -> None:
    cancel(appointment=by_phone, by=Appointment.By.TRAINER, now=now - timedelta(days=1))
    page = desk.post(URL, TUESDAY, follow=True)
    assert "Otto Phone" not in page.content.decode()


def test_pressed_again_later_it_still_says_who_must_be_called(
    desk: Browser, by_phone: Appointment, now: datetime
) -> None:
    desk.post(URL, TUESDAY)
    with time_machine.travel(now + timedelta(seconds=5), tick=False):
        assert "Otto Phone" in desk.post(URL, TUESDAY, follow=True).content.decode()


def test_time_off_that_stood_before_is_told_of_from_the_act_on(
    desk: Browser, mailed: Appointment, by_phone: Appointment, service: Service, now: datetime
) -> None:
    """Closed last week without cancelling, with a word to the one; today everybody else hears."""
    since, until = TUESDAY_TEN.replace(hour=23) - timedelta(days=1), TUESDAY_TEN.replace(hour=23)
    BusyBlock.objects.create(trainer=service.trainer, start=since, end=until, label="Away")
    cancel(appointment=by_phone, by=Appointment.By.TRAINER, now=now - timedelta(hours=1))
    text = desk.post(URL, TUESDAY, follow=True).content.decode()
    assert ("Ada Visitor" in text, "Otto Phone" in text) == (True, False)
    assert BusyBlock.objects.count() == 1


def test_pressed_twice_it_is_one_time_off_and_one_mail(desk: Browser, mailed: Appointment) -> None:
    assert desk.post(URL, TUESDAY)["Location"] == desk.post(URL, TUESDAY)["Location"]
    assert BusyBlock.objects.count() == 1
    assert OutgoingEmail.objects.filter(kind="appointment-cancelled").count() == 1


def test_a_test_that_has_begun_is_left_and_said(
    desk: Browser, mailed: Appointment, service: Service, now: datetime
) -> None:
    assert mailed.client
    send_intake(mailed.client, now=now)
    recording.start(appointment=mailed, trainer=service.trainer, now=now)
    for answer in (desk.get(URL, TUESDAY), desk.post(URL, TUESDAY, follow=True)):
        text = answer.content.decode()
        assert text.index("Left as they are") < text.index("Ada Visitor")
    mailed.refresh_from_db()
    assert mailed.is_confirmed


def test_hours_nobody_confirmed_are_shown_and_told(desk: Browser, service: Service, now: datetime) -> None:
    service.trainer.confirm_first = True
    service.trainer.save()
    booked(service=service, now=now, given=contact(name="Wanda Waiting", email="wanda@example.com"))
    assert "Wanda Waiting" in desk.get(URL, TUESDAY).content.decode()
    text = desk.post(URL, TUESDAY, follow=True).content.decode()
    assert "wanda@example.com" in text
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ({"first": "2026-12-01", "last": "2026-12-03"}, "11-30 23:00", "12-03 23:00"),
        ({"first": "2026-12-01", "first_time": "13:00"}, "12-01 12:00", "12-01 23:00"),
        ({"first": "2026-12-01", "last_time": "12:30"}, "11-30 23:00", "12-01 11:30"),
        ({"first": "2027-03-28"}, "03-27 23:00", "03-28 22:00"),
        ({"first": "2027-10-31", "first_time": "02:30", "last_time": "02:30"}, "10-31 00:30", "10-31 01:30"),
    ],
)
def test_a_span_is_on_the_trainers_clock(
    desk: Browser, typed: dict[str, str], since: str, until: str
) -> None:
    assert desk.post(URL, typed).status_code == 302
    block = BusyBlock.objects.get()
    assert (f"{block.start:%m-%d %H:%M}", f"{block.end:%m-%d %H:%M}") == (since, until)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"first": ""},
        {"first": "\0"},
        {"first": "1" * 10_000},
        {"first": "2026-11-29"},
        {"first": "9999-12-31"},
        {"first": "2026-12-02", "last": "2026-12-01"},
        {"first": "2026-12-02", "last": "2028-12-02"},
        {"first": "2026-12-02", "first_time": "12:00", "last_time": "12:00"},
        {"first": "2026-12-02", "first_time": "25:00"},
        {"first": "2026-12-02", "last": "9999-12-31"},
    ],
)
def test_a_span_that_makes_no_sense_closes_nothing(desk: Browser, typed: dict[str, str]) -> None:
    answer = desk.post(URL, typed)
    assert answer.status_code == 422
    assert not BusyBlock.objects.exists()
    if typed:
        assert desk.get(URL, typed).status_code == 422


def test_only_ones_own_time_off_has_a_page(desk: Browser, service: Service) -> None:
    span = {"start": TUESDAY_TEN, "end": TUESDAY_TEN + timedelta(hours=1)}
    theirs = BusyBlock.objects.create(trainer=make_trainer(), **span)
    source = CalendarSource.objects.create(trainer=service.trainer, name="Google", url="https://example.com/")
    imported = BusyBlock.objects.create(trainer=service.trainer, source=source, **span)
    for block in (theirs, imported):
        assert desk.get(reverse("away_told", args=[block.pk])).status_code == 404


def test_a_full_day_costs_no_more_queries_to_look_at(
    desk: Browser, service: Service, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for hours in (0, 1, 2):
        given = contact(email=f"visitor{hours}@example.com")
        booked(service=service, now=now, start=TUESDAY_TEN + timedelta(hours=hours), given=given)
        with django_assert_num_queries(5):
            desk.get(URL, TUESDAY)
    page = desk.post(URL, TUESDAY)["Location"]
    with django_assert_num_queries(8):
        desk.get(page)
    assert Client.objects.count() == 3


def test_who_has_gone_to_another_trainer_since_is_told_of_here_no_more(
    desk: Browser, by_phone: Appointment, service: Service, now: datetime
) -> None:
    page = desk.post(URL, TUESDAY)["Location"]
    assert "030 4455" in desk.get(page).content.decode()
    assert by_phone.client
    julian = make_trainer(practice=service.trainer.practice)
    move_client(client=by_phone.client, to=julian, by=service.trainer.user, now=now)
    text = desk.get(page).content.decode()
    assert ("030 4455" in text, "Otto" in text) == (False, False)

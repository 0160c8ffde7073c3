"""What a day of the schedule holds besides visits: open hours, buffers, holds, free time, marks."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Appointment, BusyBlock, CalendarSource, Client, DateOverride, Service
from tests.assessments.desks import desk_of
from tests.assessments.visits import TUESDAY_TEN
from tests.makers import make_appointment, make_service

TUESDAY = {"day": "2026-12-01"}


@pytest.fixture(autouse=True)
def clock(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


def blocks_of(desk: Browser, **query: str) -> list[tuple[str, str, str]]:
    """(kind, start, end) of each block on the first day of the page, on the trainer's clock."""
    day = desk.get(reverse("schedule"), query or TUESDAY).context["days"][0]
    return [(each.kind, f"{each.piece.start:%H:%M}", f"{each.piece.end:%H:%M}") for each in day.blocks]


def text_of(desk: Browser, **query: str) -> str:
    return desk.get(reverse("schedule"), query or TUESDAY).content.decode()


def hold(client: Client, service: Service, *, until: datetime, **fields: str) -> Appointment:
    made = make_appointment(
        client=client, service=service, start=TUESDAY_TEN, status="held", hold_until=until
    )
    Appointment.objects.filter(pk=made.pk).update(client=None, **({"contact_email": ""} | fields))
    return made


def test_a_visit_stands_between_its_buffers_and_the_rest_is_free(
    desk: Browser, service: Service, client_record: Client
) -> None:
    long = make_service(trainer=service.trainer, slug="long", buffer_before=15, buffer_after=30)
    make_appointment(client=client_record, service=long, start=TUESDAY_TEN)
    found = [block for block in blocks_of(desk) if block[0] != "slot"]
    assert found == [
        ("open", "09:00", "17:00"),
        ("free", "09:00", "10:45"),
        ("buffer", "10:45", "11:00"),
        ("visit", "11:00", "12:00"),
        ("buffer", "12:00", "12:30"),
        ("free", "12:30", "17:00"),
    ]


def test_every_start_to_tap_is_one_the_rules_offer(desk: Browser, service: Service) -> None:
    BusyBlock.objects.create(trainer=service.trainer, start=TUESDAY_TEN, end=TUESDAY_TEN + timedelta(hours=5))
    starts = [start for kind, start, _end in blocks_of(desk) if kind == "slot"]
    assert starts == ["09:00", "09:30", "10:00", "16:00"]
    assert f"{reverse('desk_book')}?start=2026-12-01T08%3A30%3A00Z" in text_of(desk)


def test_a_hold_is_shown_quietly_while_it_lives(
    desk: Browser, service: Service, client_record: Client, now: datetime
) -> None:
    made = hold(client_record, service, until=now + timedelta(minutes=7))
    text = text_of(desk)
    assert "Being booked" in text
    assert "kept until 10:07" in text
    assert client_record.name not in text
    assert made.get_absolute_url() not in text
    Appointment.objects.update(hold_until=now)
    assert "is-held" not in text_of(desk).split('class="legend"')[0]


def test_who_has_still_to_confirm_is_named(
    desk: Browser, service: Service, client_record: Client, now: datetime
) -> None:
    hold(
        client_record,
        service,
        until=now + timedelta(minutes=30),
        contact_name="Wanda",
        contact_email="wanda@example.com",
    )
    assert "Wanda, to confirm by 10:30" in text_of(desk)


def test_time_off_and_what_is_imported_are_told_apart(desk: Browser, service: Service) -> None:
    source = CalendarSource.objects.create(trainer=service.trainer, name="Mine", url="https://example.com/")
    for each in (None, source):
        BusyBlock.objects.create(
            trainer=service.trainer, source=each, start=TUESDAY_TEN, end=TUESDAY_TEN + timedelta(hours=1)
        )
    text = text_of(desk)
    assert "Time off" in text
    assert "<strong>Busy</strong>" in text


def test_closed_and_special_days_say_so(desk: Browser, service: Service) -> None:
    DateOverride.objects.create(trainer=service.trainer, day=TUESDAY_TEN.date())
    assert ">closed<" in text_of(desk)
    assert blocks_of(desk) == []
    DateOverride.objects.update(opens=600, closes=660)
    assert ">special hours<" in text_of(desk)
    assert ("open", "10:00", "11:00") in blocks_of(desk)


def test_today_is_marked_with_the_hour_it_is(desk: Browser) -> None:
    today = blocks_of(desk, day="2026-11-30")
    assert ("now", "10:00", "10:01") in today
    assert ("free", "10:00", "17:00") in today
    assert "now" not in {kind for kind, *_ in blocks_of(desk)}


@pytest.mark.parametrize(
    ("day", "says", "opens"),
    [("2027-03-28", "clocks go forward", "09:00"), ("2027-10-31", "clocks go back", "09:00")],
)
def test_the_day_of_a_clock_change_opens_by_the_clock(desk: Browser, day: str, says: str, opens: str) -> None:
    assert says in text_of(desk, day=day)
    assert ("open", opens, "17:00") in blocks_of(desk, day=day)


def test_a_visit_over_midnight_lies_on_both_days(
    desk: Browser, service: Service, client_record: Client
) -> None:
    late = datetime(2026, 12, 1, 22, 30, tzinfo=UTC)
    visit = make_appointment(client=client_record, service=service, start=late)
    assert ("visit", "23:30", "00:00") in blocks_of(desk)
    assert ("visit", "00:00", "00:30") in blocks_of(desk, day="2026-12-02")
    assert visit.get_absolute_url() in text_of(desk, day="2026-12-02")


def test_a_trainer_without_a_service_still_sees_their_hours(desk: Browser, service: Service) -> None:
    Service.objects.update(is_active=False)
    assert [kind for kind, *_ in blocks_of(desk)] == ["open", "free"]

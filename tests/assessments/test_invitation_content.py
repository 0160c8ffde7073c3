"""The invitation, read back by a calendar library: one event that follows its visit."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from icalendar import Calendar, Event

from assessments.calendars import Method, invitation
from assessments.changing import cancel, reschedule
from assessments.links import manage_url
from assessments.models import Appointment, Service
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db
SECRET = "my left hip hurts at night"


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now, given=contact(note=SECRET, phone="+49 555 1234"))


def read(visit: Appointment, *, now: datetime, method: Method = "REQUEST") -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(invitation(visit, method=method, now=now))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_it_says_what_when_where_and_with_whom(visit: Appointment, now: datetime) -> None:
    visit.trainer.venue_name = "Hip Studio"
    calendar, event = read(visit, now=now)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "REQUEST")
    assert str(event["SUMMARY"]) == f"Movement assessment with {visit.trainer.name}"
    assert (event.start, event.end) == (TUESDAY_TEN, TUESDAY_TEN + timedelta(hours=1))
    assert str(event["LOCATION"]) == "Hip Studio"
    assert str(event["ATTENDEE"]) == "mailto:ada@example.com"
    assert event["ATTENDEE"].params["CN"] == "Ada Visitor"
    assert event["ORGANIZER"].params["CN"] == visit.trainer.name
    assert (str(event["STATUS"]), event["SEQUENCE"], event["DTSTAMP"].dt) == ("CONFIRMED", 1, now)
    assert str(event["URL"]) == manage_url(visit)


def test_the_uid_stays_and_the_sequence_rises(visit: Appointment, now: datetime) -> None:
    uids, sequences = [read(visit, now=now)[1]["UID"]], [read(visit, now=now)[1]["SEQUENCE"]]
    for days in (1, 2):
        moved = reschedule(appointment=visit, start=TUESDAY_TEN + timedelta(days=days), now=now)
        _, event = read(moved, now=now)
        assert event.start == TUESDAY_TEN + timedelta(days=days)
        uids.append(event["UID"])
        sequences.append(event["SEQUENCE"])
    cancelled = cancel(appointment=visit, by=Appointment.By.TRAINER, now=now)
    calendar, event = read(cancelled, now=now, method="CANCEL")
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert len({*uids, event["UID"]}) == 1
    assert [*sequences, event["SEQUENCE"]] == [1, 2, 3, 4]


def test_two_visits_have_two_uids(visit: Appointment, service: Service, now: datetime) -> None:
    other = booked(service=service, now=now, start=TUESDAY_TEN + timedelta(hours=2))
    assert read(visit, now=now)[1]["UID"] != read(other, now=now)[1]["UID"]


def test_the_uid_names_the_site(visit: Appointment, now: datetime, settings: LazySettings) -> None:
    settings.SITE_URL = "https://hips.example:8443"
    assert read(visit, now=now)[1]["UID"] == f"appointment-{visit.pk}@hips.example"


@pytest.mark.parametrize(
    ("zone", "wall", "in_utc"),
    [
        ("Europe/Berlin", (2026, 10, 24, 9), 7),
        ("Europe/Berlin", (2026, 10, 25, 9), 8),
        ("Europe/Berlin", (2027, 3, 27, 9), 8),
        ("Europe/Berlin", (2027, 3, 28, 9), 7),
        ("America/New_York", (2026, 11, 1, 9), 14),
        ("Asia/Kathmandu", (2026, 11, 1, 9, 15), 3.5),
    ],
)
def test_instants_are_utc_on_both_sides_of_a_clock_change(
    zone: str, wall: tuple[int, ...], in_utc: float
) -> None:
    service = make_service(trainer=make_trainer(zone=zone), slot_step=15)
    start = datetime(*wall, tzinfo=service.trainer.tz)
    visit = booked(service=service, now=start - timedelta(days=3), start=start)
    text = invitation(visit, method="REQUEST", now=start).decode()
    expected = datetime(*wall[:3], tzinfo=UTC) + timedelta(hours=in_utc)
    assert f"DTSTART:{expected:%Y%m%dT%H%M%SZ}\r\n" in text
    assert f"DTEND:{expected + timedelta(hours=1):%Y%m%dT%H%M%SZ}\r\n" in text
    assert "TZID" not in text


def test_a_cancellation_gives_no_link_and_rings_no_bell(visit: Appointment, now: datetime) -> None:
    _, event = read(visit, now=now, method="CANCEL")
    assert "URL" not in event
    assert event.subcomponents == []


def test_nothing_private_is_in_it(visit: Appointment, now: datetime) -> None:
    text = invitation(visit, method="REQUEST", now=now).decode().replace("\r\n ", "").lower()
    assert "hurts" not in text
    assert "555 1234" not in text


def test_a_visit_without_an_address_has_no_attendee(visit: Appointment, now: datetime) -> None:
    visit.contact_email = ""
    assert "ATTENDEE" not in read(visit, now=now)[1]

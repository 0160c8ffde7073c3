"""A name is one property's value, whatever is in it; it never ends a line or starts a property."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from assessments.calendars import invitation
from assessments.models import Appointment, Service
from hipcoach.common.text import one_line
from tests.assessments.visits import booked

pytestmark = pytest.mark.django_db

HOSTILE = [
    'Ada "The Hip" Visitor',
    "\\",
    "Ada; CN=Eve",
    "Ada:mailto:eve@example.com",
    "Ada, Eve",
    "Ada\\nATTENDEE:mailto:eve@example.com",
    "Ada\r\nATTENDEE:mailto:eve@example.com",
    "Ada\nBEGIN:VALARM\nACTION:DISPLAY",
    "Ada\rSUMMARY:Eve",
    "Ada\u2028SUMMARY:Eve",
    "Ada\x85SUMMARY:Eve",
    "Ada\x07\x1b[31m",
    "Ada^nEve^'",
    "👩‍🦽 Ada 🏋🏽‍♀️ " * 8,
    "ä" * 120,
    "עדה",
    "%s %(what)s {0}",
]
# From BEGIN:VCALENDAR to the empty end, when every value keeps to its line.
LINES = 25


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    return booked(service=service, now=now)


def named(visit: Appointment, name: str) -> Appointment:
    visit.contact_name = visit.trainer.name = visit.service.name = visit.trainer.venue_name = name
    visit.trainer.venue_directions = visit.service.what_to_wear = name
    return visit


def check(visit: Appointment, name: str, *, now: datetime) -> None:
    """The calendar reads back as the one event with the name in its places."""
    content = invitation(named(visit, name), method="REQUEST", now=now)
    unfolded = content.decode().replace("\r\n ", "")
    assert len(unfolded.split("\r\n")) == LINES
    assert not {"\n", "\r"} & set(unfolded.replace("\r\n", ""))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert isinstance(event, Event)
    assert str(event["SUMMARY"]) == f"{one_line(name)} with {one_line(name)}"
    assert str(event["LOCATION"]) == one_line(name)
    assert str(event["ATTENDEE"]) == "mailto:ada@example.com"
    assert event["ATTENDEE"].params["CN"] == one_line(name).replace('"', "'").replace("\\", "/")
    assert str(event["ORGANIZER"]).startswith("mailto:")


@pytest.mark.parametrize("name", ["Ada Visitor", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_a_hostile_name_stays_one_value(visit: Appointment, name: str, now: datetime) -> None:
    check(visit, name, now=now)


# Backslashes have their examples above: icalendar writes a literal \N as a line break, within the value.
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.characters(codec="utf-8", exclude_characters="\\"), min_size=1, max_size=120).filter(
        one_line
    )
)
def test_any_name_at_all_stays_one_value(visit: Appointment, name: str) -> None:
    check(visit, name, now=visit.booked_at)


@pytest.mark.parametrize(
    "address", ["o'neil+hips@example.com", '"a b;c\\"d"@example.com', "a/b=c@example.com"]
)
def test_an_odd_address_stays_one_value(visit: Appointment, address: str, now: datetime) -> None:
    visit.contact_email = address
    (event,) = Calendar.from_ical(invitation(visit, method="REQUEST", now=now)).walk("VEVENT")
    assert str(event["ATTENDEE"]).count("mailto:") == 1
    assert set(event["ATTENDEE"].params) == {"CN", "CUTYPE", "ROLE", "PARTSTAT", "RSVP"}
    assert not set('"; \\') & set(str(event["ATTENDEE"]))

"""What an invitation tells on the way: how to find it, what to wear, the video link, when it rings."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar, Event

from assessments.calendars import invitation
from assessments.links import manage_url
from assessments.models import Appointment, Service
from tests.assessments.visits import booked, contact

pytestmark = pytest.mark.django_db
VIDEO = "https://video.example/hips"


@pytest.fixture
def visit(service: Service, now: datetime) -> Appointment:
    visit = booked(service=service, now=now, given=contact(note="my hip hurts", phone="+49 555 1234"))
    visit.trainer.venue_name, visit.trainer.venue_address = "Hip Studio", "Weg 1, Berlin"
    visit.trainer.venue_directions = "Second door on the left.\r\nParking in the yard."
    visit.trainer.map_url = "https://map.example/?q=1,2"
    visit.service.what_to_wear = "Shorts; bring a towel"
    return visit


def read(visit: Appointment, now: datetime) -> Event:
    (event,) = Calendar.from_ical(invitation(visit, method="REQUEST", now=now)).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_a_visit_at_the_studio_tells_the_way(visit: Appointment, now: datetime) -> None:
    event = read(visit, now)
    assert str(event["LOCATION"]) == "Hip Studio, Weg 1, Berlin"
    assert str(event["DESCRIPTION"]).split("\n") == [
        f"Movement assessment with {visit.trainer.name}",
        "How to find us: Second door on the left. Parking in the yard.",
        "Map: https://map.example/?q=1,2",
        "What to wear: Shorts; bring a towel",
        f"See, move or cancel: {manage_url(visit)}",
    ]
    assert "CONFERENCE" not in event


def test_a_visit_online_gives_the_video_link_and_no_way(visit: Appointment, now: datetime) -> None:
    visit.service.video_url = VIDEO
    event = read(visit, now)
    assert str(event["LOCATION"]) == VIDEO
    assert str(event["CONFERENCE"]) == VIDEO
    assert event["CONFERENCE"].params["VALUE"] == "URI"
    assert f"Video link: {VIDEO}" in event["DESCRIPTION"]
    assert "Parking" not in event["DESCRIPTION"]
    assert "map.example" not in event["DESCRIPTION"]


def test_a_plain_visit_tells_what_it_is_and_where_to_change_it(service: Service, now: datetime) -> None:
    lines = str(read(booked(service=service, now=now), now)["DESCRIPTION"]).split("\n")
    assert [line.partition(":")[0] for line in lines[1:]] == ["See, move or cancel"]


def test_whoever_booked_has_agreed_already(visit: Appointment, now: datetime) -> None:
    params = read(visit, now)["ATTENDEE"].params
    assert (params["PARTSTAT"], params["RSVP"], params["ROLE"]) == ("ACCEPTED", "FALSE", "REQ-PARTICIPANT")


def test_it_rings_two_hours_before(visit: Appointment, now: datetime) -> None:
    (alarm,) = read(visit, now).walk("VALARM")
    assert (str(alarm["ACTION"]), alarm["TRIGGER"].dt) == ("DISPLAY", timedelta(hours=-2))


def test_neither_note_nor_phone_is_told(visit: Appointment, now: datetime) -> None:
    text = invitation(visit, method="REQUEST", now=now).decode().replace("\r\n ", "")
    assert "hurts" not in text
    assert "+49" not in text


def test_a_cancellation_tells_no_way_and_gives_no_link(visit: Appointment, now: datetime) -> None:
    visit.service.video_url = VIDEO
    text = invitation(visit, method="CANCEL", now=now).decode().replace("\r\n ", "")
    assert "DESCRIPTION" not in text
    assert manage_url(visit) not in text
    assert "CONFERENCE" not in text

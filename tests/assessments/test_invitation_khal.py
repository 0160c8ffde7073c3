"""Invitations as a calendar program of others lists them: the right local hour, one event for one visit."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assessments import scheduling
from assessments.calendars import feed, invitation
from assessments.changing import cancel
from assessments.models import Appointment, Service
from tests.assessments.khal import Khal
from tests.assessments.visits import booked
from tests.makers import make_service, make_trainer

pytestmark = [pytest.mark.django_db, pytest.mark.khal]
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)


def in_berlin(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(BERLIN))


@pytest.fixture
def service(db: None) -> Service:
    trainer = make_trainer(zone=BERLIN, venue_name="Hip Studio", venue_address="Weg 1, Berlin")
    return make_service(trainer=trainer, horizon_days=365)


def visit_at(service: Service, wall: str) -> Appointment:
    return booked(service=service, start=in_berlin(wall), now=NOW)


# Germany leaves summer time on 25 October 2026 and takes it up on 28 March 2027; New York does on other days.
STARTS = [
    "2026-10-23 15:00",
    "2026-10-27 15:00",
    "2026-11-03 15:00",
    "2027-03-12 09:00",
    "2027-03-26 09:00",
    "2027-03-29 09:00",
]
SHOWN = {
    BERLIN: [f"{start}-{int(start[11:13]) + 1:02}:00" for start in STARTS],
    NEW_YORK: [
        "2026-10-23 09:00-10:00",
        "2026-10-27 10:00-11:00",
        "2026-11-03 09:00-10:00",
        "2027-03-12 03:00-04:00",
        "2027-03-26 04:00-05:00",
        "2027-03-29 03:00-04:00",
    ],
}


@pytest.mark.parametrize("zone", SHOWN)
def test_the_hour_is_right_where_it_is_read(tmp_path: Path, service: Service, zone: str) -> None:
    visits = [visit_at(service, start) for start in STARTS]
    khal = Khal.of(tmp_path, zone=zone)
    khal.take(*(invitation(visit, method="REQUEST", now=NOW) for visit in visits))
    told = f"Movement assessment with {service.trainer.name}|Hip Studio, Weg 1, Berlin|CONFIRMED"
    assert khal.shows("2026-10-01", days=200) == [f"{shown}|{told}" for shown in SHOWN[zone]]


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
def test_moved_over_a_clock_change_and_cancelled_it_stays_one_event(
    tmp_path: Path, service: Service, zone: str
) -> None:
    visit = visit_at(service, "2026-10-23 15:00")
    khal = Khal.of(tmp_path, zone=zone)
    khal.take(invitation(visit, method="REQUEST", now=NOW))
    moved = scheduling.move(appointment=visit, start=in_berlin("2026-10-27 16:00"), now=NOW)
    khal.take(invitation(moved, method="REQUEST", now=NOW))
    expected = "2026-10-27 16:00-17:00" if zone == BERLIN else "2026-10-27 11:00-12:00"
    (line,) = khal.shows("2026-10-20", days=14)
    assert line.startswith(expected)
    gone = cancel(appointment=moved, by=Appointment.By.TRAINER, now=NOW)
    khal.take(invitation(gone, method="CANCEL", now=NOW))
    (line,) = khal.shows("2026-10-20", days=14)
    assert line.endswith("|CANCELLED")


def test_the_trainers_feed_lists_the_client(tmp_path: Path, service: Service) -> None:
    visit = visit_at(service, "2026-10-27 15:00")
    khal = Khal.of(tmp_path, zone=NEW_YORK)
    khal.take(feed(visit.trainer, [visit]))
    (line,) = khal.shows("2026-10-20", days=14)
    assert line.startswith("2026-10-27 10:00-11:00|Ada Visitor: Movement assessment|")

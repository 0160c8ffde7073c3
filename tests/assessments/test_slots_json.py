"""`slots.json`: the free hours of a range of days, in the zone asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Client, Service
from tests.assessments.visits import open_hour
from tests.makers import make_appointment, make_service, make_trainer

pytestmark = pytest.mark.django_db


def url(service: Service) -> str:
    return reverse("slots", args=[service.trainer.slug, service.slug])


def asked(client: Browser, service: Service, *, days: int = 1, tz: str = "Europe/Berlin", **more: str) -> Any:
    day = open_hour().date()
    last = day + timedelta(days=days - 1)
    return client.get(url(service), {"from": day.isoformat(), "to": last.isoformat(), "tz": tz} | more)


def test_it_keeps_the_contract(client: Browser, service: Service) -> None:
    answer = asked(client, service)
    slots = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert set(slots) == {"trainer", "service", "timezone", "duration_minutes", "slots"}
    assert (slots["trainer"], slots["service"]) == (service.trainer.slug, "movement-assessment")
    assert (slots["timezone"], slots["duration_minutes"]) == ("Europe/Berlin", 60)
    assert len(slots["slots"]) == 15
    first = slots["slots"][0]
    assert set(first) == {"start", "end"}
    start, end = (datetime.fromisoformat(first[each]) for each in ("start", "end"))
    assert f"{start:%H:%M}" == "09:00"
    assert end - start == timedelta(hours=1)
    assert start.utcoffset() == start.astimezone(service.trainer.tz).utcoffset()


def test_days_are_those_of_the_zone_asked_for(client: Browser, service: Service) -> None:
    slots = asked(client, service, tz="Pacific/Kiritimati").json()["slots"]
    assert slots
    assert {slot["start"][:10] for slot in slots} == {open_hour().date().isoformat()}
    assert {slot["start"][-6:] for slot in slots} == {"+14:00"}


def test_every_zone_names_the_same_instants(client: Browser, service: Service) -> None:
    def instants(tz: str) -> set[datetime]:
        slots = asked(client, service, days=5, tz=tz).json()["slots"]
        return {datetime.fromisoformat(slot["start"]).astimezone(UTC) for slot in slots}

    noon, day = open_hour(days=5), timedelta(days=1)
    within = {each for each in instants("Europe/Berlin") if noon - day < each < noon + day}
    assert within
    assert within <= instants("America/New_York") & instants("Asia/Tokyo")


def test_what_is_booked_is_left_out(client: Browser, service: Service, client_record: Client) -> None:
    make_appointment(client=client_record, service=service, start=open_hour())
    starts = {datetime.fromisoformat(slot["start"]) for slot in asked(client, service).json()["slots"]}
    assert open_hour() not in starts
    assert open_hour() + timedelta(hours=1) in starts


WRONG = {
    "no range": {"from": "", "to": ""},
    "a reversed range": {"from": "2026-12-02", "to": "2026-12-01"},
    "a huge range": {"from": "1970-01-01", "to": "9998-12-31"},
    "63 days": {"from": "2026-12-01", "to": "2027-02-01"},
    "no date": {"from": "today"},
    "no such date": {"from": "2026-02-30", "to": "2026-03-01"},
    "year one": {"from": "0001-01-01", "to": "0001-01-01"},
    "the last year": {"from": "9999-12-31", "to": "9999-12-31"},
    "other digits": {"from": "2026-12-01".translate({48 + n: 0x0660 + n for n in range(10)})},
    "a line break": {"from": "2026-12-01\n"},
    "NUL in a date": {"to": "2026-12-01\x00"},
    "a long date": {"to": "2026-12-01" * 1000},
    "no zone": {"tz": ""},
    "no such zone": {"tz": "Mars/Olympus"},
    "a zone in lower case": {"tz": "europe/berlin"},
    "a path for a zone": {"tz": "/etc/passwd"},
    "NUL in the zone": {"tz": "\x00"},
}


@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG.keys())
def test_what_makes_no_sense_is_a_bad_request(
    client: Browser, service: Service, sent: dict[str, str]
) -> None:
    answer = asked(client, service, **sent)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize(
    "days", [("2026-12-01", "2027-01-31"), ("1970-01-01", "1970-01-01"), ("9998-12-31",) * 2]
)
def test_62_days_and_the_ends_of_time_are_fine(
    client: Browser, service: Service, days: tuple[str, str]
) -> None:
    for tz in ("Pacific/Kiritimati", "Pacific/Niue"):
        answer = asked(client, service, tz=tz, **dict(zip(("from", "to"), days, strict=True)))
        assert answer.status_code == 200


@pytest.mark.parametrize("fields", [{"is_active": False}, {"slug": "other"}])
def test_a_service_that_is_not_offered_is_not_found(client: Browser, fields: dict[str, Any]) -> None:
    service = make_service(trainer=make_trainer(is_listed="slug" not in fields), **fields)
    assert asked(client, service).status_code == 404

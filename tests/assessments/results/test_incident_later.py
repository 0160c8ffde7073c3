"""A tap on a device without a network begins the record when it arrives, with the time of the tap."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Appointment, Client, Incident, IncidentEntry, Service
from hipcoach.privacy.models import AuditEntry
from tests.makers import make_appointment

ENTRY = "6f8d2b1e-3c5a-4e7f-9b0d-1a2c3e4f5a6b"


@pytest.fixture
def visit(service: Service, client_record: Client) -> Appointment:
    return make_appointment(
        client=client_record, service=service, start=timezone.now() - timedelta(minutes=10)
    )


def tap(desk: Browser, visit: Appointment, **fields: str) -> Any:
    sent = {"key": str(uuid4())} | fields
    ask = {"Accept": "application/json"}
    return desk.post(reverse("incident_begin", args=[visit.pk]), sent, headers=ask)


def minutes_ago() -> int:
    return round((timezone.now() - Incident.objects.get().begun_at).total_seconds() / 60)


def test_it_is_noted_when_it_happened_and_audited_when_it_came(desk: Browser, visit: Appointment) -> None:
    key = str(uuid4())
    url = tap(desk, visit, key=key, ago="540").json()["url"]
    assert tap(desk, visit, key=key, ago="600").json()["url"] == url
    assert (Incident.objects.count(), minutes_ago()) == (1, 9)
    assert desk.get(url).status_code == 200
    entry = AuditEntry.objects.filter(act="change").first()
    assert entry
    assert timezone.now() - entry.at < timedelta(minutes=5)


@pytest.mark.parametrize("ago", ["", "-5", "soon", "1e9", "\0", "9" * 40, "٣"])
def test_a_time_that_cannot_be_is_now(desk: Browser, visit: Appointment, ago: str) -> None:
    assert tap(desk, visit, ago=ago).status_code == 200
    assert minutes_ago() == 0


def test_a_week_is_the_longest(desk: Browser, visit: Appointment) -> None:
    tap(desk, visit, ago="9999999")
    tap(desk, visit, ago="999999")
    assert {(timezone.now() - row.begun_at).days for row in Incident.objects.all()} == {0, 7}


def test_what_is_refused_says_why_in_the_scripts_own_words(desk: Browser, visit: Appointment) -> None:
    answer = tap(desk, visit, key="no key")
    assert (answer.status_code, answer.json()["reason"]) == (409, "This page was too old. Please tap again.")


def test_a_second_tap_says_what_it_was_once_however_often_it_comes(desk: Browser, visit: Appointment) -> None:
    key, entry = str(uuid4()), str(uuid4())
    for _time in range(2):
        url = tap(desk, visit, key=key, kind="chest", entry=entry, ago="300").json()["url"]
    (told,) = IncidentEntry.objects.all()
    assert (told.kind, told.happened_at) == ("chest", Incident.objects.get().begun_at)
    assert minutes_ago() == 5
    assert "Chest pain, pressure" in desk.get(url).content.decode()


@pytest.mark.parametrize(("kind", "entry"), [("", ENTRY), ("dragon", ENTRY), ("chest", "\0")])
def test_a_kind_that_cannot_be_leaves_it_to_be_said(
    desk: Browser, visit: Appointment, kind: str, entry: str
) -> None:
    assert tap(desk, visit, kind=kind, entry=entry).status_code == 200
    assert (Incident.objects.count(), IncidentEntry.objects.count()) == (1, 0)

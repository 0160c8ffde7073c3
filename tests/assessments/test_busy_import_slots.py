"""A calendar that a trainer adds takes its hours out of what visitors are offered, and gives them back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import busy_sources, nexts, opening
from assessments.availability import Refusal
from assessments.busy_import import sync
from assessments.calendars import invitation
from assessments.models import Appointment, Service
from assessments.scheduling import objection
from tests.assessments.ical import event
from tests.assessments.sources import calendar_reply
from tests.assessments.visits import TUESDAY_TEN, booked, form, open_hour
from tests.common.loopback import Server, reach, reply, says, serving

pytestmark = pytest.mark.django_db


def offered(client: Browser, service: Service, start: datetime) -> bool:
    day = start.date().isoformat()
    asked: dict[str, Any] = {"from": day, "to": day, "tz": "UTC"}
    slots = client.get(reverse("slots", args=[service.trainer.slug, service.slug]), asked).json()["slots"]
    return start in [datetime.fromisoformat(slot["start"]) for slot in slots]


def added(server: Server, service: Service) -> int:
    return busy_sources.add(trainer=service.trainer, name="Private", url=server.address).pk


def test_the_hour_goes_and_comes_back(client: Browser, service: Service) -> None:
    start = open_hour()
    taken = event(f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT1H")
    assert offered(client, service, start)
    with serving(says(calendar_reply(taken), calendar_reply())) as server:
        source = added(server, service)
        sync(source, now=timezone.now(), reach=reach())
        assert not offered(client, service, start)
        path = reverse("book", args=[service.trainer.slug, service.slug])
        assert client.post(path, form(start)).status_code == 409
        sync(source, now=timezone.now() + timedelta(minutes=10), reach=reach())
    assert offered(client, service, start)


def test_a_removed_calendar_gives_its_hours_back(client: Browser, service: Service) -> None:
    start = open_hour()
    taken = event(f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT1H")
    with serving(says(calendar_reply(taken))) as server:
        source = added(server, service)
        sync(source, now=timezone.now(), reach=reach())
    assert not offered(client, service, start)
    busy_sources.remove(service.trainer.calendar_sources.get())
    assert offered(client, service, start)


def test_our_own_visit_in_the_trainers_calendar_blocks_nothing_once_cancelled(
    client: Browser, service: Service
) -> None:
    now = timezone.now()
    visit = booked(service=service, start=open_hour(), now=now)
    copy = invitation(visit, method="REQUEST", now=now)
    Appointment.objects.update(status=Appointment.Status.CANCELLED)
    with serving(says(reply(copy))) as server:
        sync(added(server, service), now=now, reach=reach())
    service.refresh_from_db()
    assert offered(client, service, visit.start)


def test_the_next_visit_never_lies_in_what_the_trainer_has_planned(service: Service, now: datetime) -> None:
    """The desk books further ahead than visitors may."""
    service.horizon_days = 14
    service.save()
    every_tuesday = event("DTSTART:20261201T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    with serving(says(calendar_reply(every_tuesday))) as server:
        sync(added(server, service), now=now, reach=reach())
    service.refresh_from_db()
    # The last hour that a visitor may book, and the furthest that is suggested after it.
    furthest = now + timedelta(days=60) + nexts.REACH
    tuesdays = [start for week in range(16) if (start := TUESDAY_TEN + timedelta(weeks=week)) < furthest]
    refused = [objection(service=service, start=start, now=now) for start in tuesdays]
    assert [each and each.reason for each in refused] == [Refusal.TAKEN] * len(tuesdays)


def test_a_longer_horizon_is_read_at_once(service: Service, now: datetime) -> None:
    further = now.replace(hour=10) + timedelta(days=169)
    taken = event(f"DTSTART:{further:%Y%m%dT%H%M%SZ}", "DURATION:PT1H")
    with serving(says(calendar_reply(taken))) as server:
        source = added(server, service)
        sync(source, now=now, reach=reach())
        assert not service.trainer.busy_blocks.exists()
        soon = now + timedelta(seconds=10)
        for days, is_due in ((30, False), (180, True)):
            service.horizon_days = days
            opening.save_service(service=service)
            assert (busy_sources.due(soon) == [source]) == is_due
        sync(source, now=soon, reach=reach())
    assert service.trainer.busy_blocks.get().start == further

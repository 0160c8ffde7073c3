"""A sync makes the calendar's hours busy, says what went wrong, and never loses the last good reading."""

import logging
from datetime import datetime, timedelta

import pytest
from django.db import connection

from assessments import free_hours
from assessments.busy_import import sync
from assessments.models import BusyBlock, Service, Trainer
from tests.assessments.ical import LOGIN_PAGE, event
from tests.assessments.sources import (
    TEN_TO_ELEVEN,
    busy_hours,
    calendar_reply,
    make_source,
    source_at,
    synced,
)
from tests.assessments.visits import TUESDAY_TEN
from tests.common.loopback import reply, says, serving

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)
OTHER = event("DTSTART:20261202T100000Z", "DTEND:20261202T110000Z", uid="2")


def version(trainer: Trainer) -> int:
    return Trainer.objects.get(pk=trainer.pk).availability_version


def is_free(service: Service, now: datetime) -> bool:
    fresh = Service.objects.select_related("trainer").get(pk=service.pk)
    slots = free_hours.free_slots([fresh], since=TUESDAY_TEN, until=TUESDAY_TEN + LATER, now=now)
    return int(TUESDAY_TEN.timestamp()) in [slot.start for slot in slots]


def test_an_event_takes_its_hour_off_the_offer(service: Service, now: datetime) -> None:
    assert is_free(service, now)
    with serving(says(calendar_reply(TEN_TO_ELEVEN))) as server:
        source = synced(source_at(server, service.trainer), now=now)
    assert (source.synced_at, source.tried_at, source.problem) == (now, now, "")
    assert busy_hours(service.trainer) == ["01 10:00-11:00"]
    assert not is_free(service, now)


def test_titles_are_kept_nowhere(trainer: Trainer, now: datetime) -> None:
    with serving(says(calendar_reply(TEN_TO_ELEVEN))) as server:
        synced(source_at(server, trainer), now=now)
    assert [block.label for block in BusyBlock.objects.all()] == ["Private"]


def test_only_a_change_ends_the_kept_answers(trainer: Trainer, now: datetime) -> None:
    answers = [calendar_reply(TEN_TO_ELEVEN)] * 2 + [calendar_reply(TEN_TO_ELEVEN, OTHER), calendar_reply()]
    with serving(says(*answers)) as server:
        source = source_at(server, trainer)
        versions = [version(synced(source, now=now + number * LATER).trainer) for number in range(4)]
    assert versions == [2, 2, 3, 4]
    assert busy_hours(trainer) == []


def test_time_off_and_other_calendars_are_left_alone(trainer: Trainer, now: datetime) -> None:
    BusyBlock.objects.create(trainer=trainer, start=now, end=now + LATER, label="Dentist")
    with serving(says(calendar_reply(TEN_TO_ELEVEN), calendar_reply(OTHER), calendar_reply())) as server:
        for number in range(3):
            synced(source_at(server, trainer), now=now)
            assert BusyBlock.objects.filter(label="Dentist").count() == 1
            assert len(busy_hours(trainer)) == min(2 + number, 3)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (reply(LOGIN_PAGE), "does not give a calendar"),
        (reply(b""), "does not give a calendar"),
        (calendar_reply(TEN_TO_ELEVEN)[:-20], "broke off in the middle"),
        (reply(status="404 Not Found"), "no calendar at this address any more"),
        (reply(status="500 Oh no"), "refused"),
        (reply(status="302 Found", Location="http://10.0.0.1/"), "private network"),
        (b"nonsense", "broke off in the middle"),
    ],
)
def test_trouble_is_told_and_the_last_good_hours_stay(
    trainer: Trainer, now: datetime, answer: bytes, problem: str
) -> None:
    with serving(says(calendar_reply(TEN_TO_ELEVEN), answer, calendar_reply(OTHER))) as server:
        source = synced(source_at(server, trainer), now=now)
        before = version(trainer)
        source = synced(source, now=now + LATER)
        assert problem in source.problem
        assert (source.synced_at, source.tried_at) == (now, now + LATER)
        assert (busy_hours(trainer), version(trainer)) == (["01 10:00-11:00"], before)
        source = synced(source, now=now + 3 * LATER)
    assert (source.problem, busy_hours(trainer)) == ("", ["02 10:00-11:00"])


def test_production_reads_nothing_on_this_machine(trainer: Trainer, now: datetime) -> None:
    with serving(says(calendar_reply(TEN_TO_ELEVEN))) as server:
        source = make_source(trainer=trainer, url=server.address.replace("calendar.test", "127.0.0.1"))
        assert sync(source.pk, now=now)
        source.refresh_from_db()
        assert server.requests == []
    assert source.problem
    assert busy_hours(trainer) == []


def test_entries_that_make_no_sense_are_told_and_the_others_count(trainer: Trainer, now: datetime) -> None:
    with serving(says(calendar_reply(event("DTSTART:bad", uid="x"), TEN_TO_ELEVEN, ETag='"1"'))) as server:
        source = synced(source_at(server, trainer), now=now)
    assert source.problem == "One entry of this calendar could not be read, so it blocks no time."
    assert (source.synced_at, source.etag, busy_hours(trainer)) == (now, "", ["01 10:00-11:00"])


def test_neither_log_nor_database_tells_the_secret(
    trainer: Trainer, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), serving(says(b"nonsense")) as server:
        source = synced(source_at(server, trainer), now=now)
    assert "/secret/" not in caplog.text
    assert "/secret/" not in source.problem
    with connection.cursor() as cursor:
        cursor.execute("SELECT url FROM assessments_calendarsource")
        assert "secret" not in cursor.fetchone()[0]

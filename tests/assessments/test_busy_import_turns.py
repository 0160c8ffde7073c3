"""Whose turn it is: every ten minutes, one worker at a time, and more rarely the longer it has failed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from assessments import busy_sources
from assessments.busy_import import sync
from assessments.models import CalendarSource, Service, Trainer
from hipcoach.common.reachable import Address
from tests.assessments.sources import (
    TEN_TO_ELEVEN,
    busy_hours,
    calendar_reply,
    make_source,
    source_at,
    synced,
)
from tests.common.loopback import reach, reply, says, serving
from tests.makers import make_trainer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
RIVALS = 8


def next_turn(source: CalendarSource, since: datetime) -> int:
    """Minutes until it is due again."""
    return next(number for number in range(1_000) if source.pk in busy_sources.due(since + number * MINUTE))


def test_a_new_one_is_due_at_once_and_a_read_one_in_ten_minutes(trainer: Trainer, now: datetime) -> None:
    with serving(says(calendar_reply())) as server:
        source = source_at(server, trainer)
        assert busy_sources.due(now) == [source.pk]
        synced(source, now=now)
        assert next_turn(source, now) == 10
        assert not sync(source.pk, now=now + 9 * MINUTE, reach=reach())
        assert len(server.requests) == 1


def test_the_pause_grows_while_it_fails_and_ends_with_the_first_success(
    trainer: Trainer, now: datetime
) -> None:
    answers = [calendar_reply(), *[reply(status="500 Oh no")] * 8, calendar_reply()]
    pauses = []
    with serving(says(*answers)) as server:
        source = source_at(server, trainer)
        for _ in answers:
            source = synced(source, now=now)
            pauses.append(next_turn(source, now))
            now += pauses[-1] * MINUTE
    assert pauses == [10, 10, 20, 40, 80, 160, 320, 360, 360, 10]


def test_one_never_read_is_tried_each_hour(trainer: Trainer, now: datetime) -> None:
    with serving(says(reply(status="404 Not Found"))) as server:
        source = synced(source_at(server, trainer), now=now)
    assert next_turn(source, now) == 60


def test_a_worker_that_died_keeps_nobody_from_it_for_ever(trainer: Trainer, now: datetime) -> None:
    source = make_source(trainer=trainer)
    CalendarSource.objects.update(synced_at=now - 10 * MINUTE)
    assert busy_sources.claim(source.pk, now=now)
    assert busy_sources.claim(source.pk, now=now) is None
    assert next_turn(source, now) == 10


def test_sync_now_makes_it_due_but_not_twice_at_once(trainer: Trainer, now: datetime) -> None:
    with serving(says(calendar_reply())) as server:
        source = synced(source_at(server, trainer), now=now)
        busy_sources.read_soon(source, now=now + timedelta(seconds=20))
        assert busy_sources.due(now + MINUTE) == []
        busy_sources.read_soon(source, now=now + MINUTE)
        assert busy_sources.due(now + MINUTE) == [source.pk]


def test_a_reading_that_was_overtaken_is_not_kept(trainer: Trainer, now: datetime) -> None:
    """The trainer asks anew, or removes the calendar, while a slow worker still reads it."""

    def overtaking(_address: Address) -> bool:
        CalendarSource.objects.filter(pk=source.pk).update(tried_at=None)
        return True

    with serving(says(calendar_reply(TEN_TO_ELEVEN))) as server:
        source = source_at(server, trainer)
        assert sync(source.pk, now=now, reach=reach(allows=overtaking))
    source.refresh_from_db()
    assert (source.synced_at, busy_hours(trainer)) == (None, [])


def test_one_that_is_gone_is_nobodys_turn(trainer: Trainer, now: datetime) -> None:
    assert not sync(2**62, now=now, reach=reach())


def test_what_has_not_changed_is_not_sent_again_until_the_window_moves(
    service: Service, now: datetime
) -> None:
    answers = [calendar_reply(TEN_TO_ELEVEN, ETag='"1"'), reply(status="304 Not Modified")]
    answers += [answers[0], answers[0]]
    with serving(says(*answers)) as server:
        source = synced(source_at(server, service.trainer), now=now)
        source = synced(source, now=now + 10 * MINUTE)
        assert (source.synced_at, busy_hours(service.trainer)) == (now + 10 * MINUTE, ["01 10:00-11:00"])
        source = synced(source, now=now + timedelta(days=1))
        service.horizon_days = 90
        service.save()
        synced(source, now=now + timedelta(days=1, hours=1))
        asked = ["If-None-Match" in head for head in server.requests]
    assert asked == [False, True, False, False]


def test_unchanged_after_trouble_is_good_again(trainer: Trainer, now: datetime) -> None:
    answers = [calendar_reply(ETag='"1"'), reply(status="500 Oh no"), reply(status="304 Not Modified")]
    with serving(says(*answers)) as server:
        source = source_at(server, trainer)
        for number in range(3):
            source = synced(source, now=now + number * 10 * MINUTE)
    assert (source.problem, source.synced_at) == ("", now + 20 * MINUTE)


def test_the_longest_wait_comes_first(now: datetime) -> None:
    sources = [make_source(trainer=make_trainer()) for _ in range(3)]
    for source, minutes in zip(sources, (20, 40, 30), strict=True):
        at = now - minutes * MINUTE
        CalendarSource.objects.filter(pk=source.pk).update(tried_at=at, synced_at=at)
    assert busy_sources.due(now) == [sources[1].pk, sources[2].pk, sources[0].pk]


@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_takes_the_turn_twenty_times_over(now: datetime) -> None:
    trainer, gate = make_trainer(), Barrier(RIVALS, timeout=60)
    sources = [make_source(trainer=trainer).pk for _ in range(20)]

    def run(_rival: int) -> list[bool]:
        try:
            taken = []
            for source in sources:
                gate.wait()
                taken.append(busy_sources.claim(source, now=now) is not None)
            return taken
        finally:
            connection.close()

    with ThreadPoolExecutor(RIVALS) as pool:
        runs = list(pool.map(run, range(RIVALS)))
    assert [sum(turn) for turn in zip(*runs, strict=True)] == [1] * len(sources)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_fetch_once_and_leave_one_set_of_hours(now: datetime) -> None:
    trainer, gate = make_trainer(), Barrier(4, timeout=30)

    def run(source: CalendarSource) -> bool:
        try:
            gate.wait()
            return sync(source.pk, now=now, reach=reach())
        finally:
            connection.close()

    with serving(says(calendar_reply(TEN_TO_ELEVEN))) as server, ThreadPoolExecutor(4) as pool:
        source = source_at(server, trainer)
        assert sorted(pool.map(run, [source] * 4)) == [False, False, False, True]
        assert len(server.requests) == 1
    assert busy_hours(trainer) == ["01 10:00-11:00"]

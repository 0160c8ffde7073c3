"""The page of calendars: add one by its address, see how it fares, read it now, remove it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.busy_sources import MOST_SOURCES
from assessments.links import feed_url
from assessments.models import BusyBlock, CalendarSource, Trainer
from tests.assessments.sources import busy_hours, make_source
from tests.makers import make_trainer

PAGE = "/desk/settings/calendars/"
SECRET = "https://calendar.example.com/private-0123456789abcdef/basic.ics"


@pytest.fixture
def desk(trainer: Trainer) -> Browser:
    browser = Browser()
    browser.force_login(trainer.user)
    return browser


def text_of(desk: Browser) -> str:
    answer = desk.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def add(desk: Browser, **typed: str) -> Any:
    return desk.post(PAGE, {"name": "Private", "address": SECRET} | typed)


def test_an_added_calendar_waits_for_its_turn_and_shows_its_site_only(
    desk: Browser, trainer: Trainer
) -> None:
    assert add(desk, address=f"  webcal{SECRET[5:]}#x ").status_code == 302
    source = trainer.calendar_sources.get()
    assert (source.name, source.url, source.tried_at) == ("Private", SECRET, None)
    text = text_of(desk)
    assert "Being read" in text
    assert "calendar.example.com" in text
    assert "0123456789abcdef" not in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"address": ""}, "This field is required."),
        ({"name": ""}, "This field is required."),
        ({"name": " \t "}, "This field is required."),
        ({"name": "\u0007"}, "give it a name"),
        ({"name": "x" * 81}, "at most 80"),
        ({"name": "a\0b"}, "Null characters"),
        ({"address": "x" * 3_000}, "at most 2000"),
        ({"address": f"{SECRET}\0"}, "Null characters"),
        ({"address": "calendar.example.com/basic.ics"}, "must begin with https://"),
        ({"address": "file:///etc/passwd"}, "must begin with https://"),
        ({"address": "https://"}, "not a complete web address"),
        ({"address": "https://me:secret@calendar.example.com/"}, "a name and a password"),
        ({"address": "https://calendar.example.com:8443/"}, "port number"),
        ({"address": "https://127.0.0.1/"}, "private network"),
        ({"address": "http://[::1]/"}, "private network"),
        ({"address": "http://169.254.169.254/latest/meta-data/"}, "private network"),
        ({"address": "http://localhost/"}, "no such site"),
    ],
)
def test_what_cannot_be_added_is_explained_and_stays_typed(
    desk: Browser, trainer: Trainer, typed: dict[str, str], said: str
) -> None:
    answer = add(desk, **typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert not trainer.calendar_sources.exists()
    kept = ({"name": "Private", "address": SECRET} | typed)["address"]
    assert "\0" in kept or not kept or f'value="{kept}"' in text


def test_the_same_address_is_not_added_twice(desk: Browser, trainer: Trainer) -> None:
    add(desk)
    assert "on your list already" in add(desk, name="Again").content.decode()
    assert trainer.calendar_sources.count() == 1


def test_there_is_room_for_five(desk: Browser, trainer: Trainer) -> None:
    for number in range(MOST_SOURCES):
        assert add(desk, address=f"{SECRET}?{number}").status_code == 302
    assert "Remove one to add another" in text_of(desk)
    refused = add(desk)
    assert (refused.status_code, trainer.calendar_sources.count()) == (422, MOST_SOURCES)
    assert "as many calendars as there may be" in refused.content.decode()


def test_trouble_is_told_with_the_last_good_reading(desk: Browser, trainer: Trainer) -> None:
    now = timezone.now()
    make_source(trainer=trainer)
    CalendarSource.objects.update(
        synced_at=now - timedelta(hours=3), tried_at=now, problem="The calendar's site refused."
    )
    text = text_of(desk)
    good = timezone.localtime(now - timedelta(hours=3), trainer.tz)
    assert "Can't be read" in text
    assert "The calendar&#x27;s site refused." in text
    assert "What we read before still counts." in text
    assert f"{good:%H:%M}" in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tried_at": 0, "synced_at": 0}, 'data-tone="ok"'),
        ({"tried_at": 1}, "Being read"),
        ({"tried_at": 5}, "The last try did not end."),
        ({"tried_at": 5, "problem": "Refused."}, "It keeps no hour busy yet."),
        ({"tried_at": 0, "synced_at": 0, "problem": "One entry could not be read."}, "One entry"),
    ],
)
def test_every_state_has_its_words(
    desk: Browser, trainer: Trainer, fields: dict[str, Any], said: str
) -> None:
    now = timezone.now()
    make_source(trainer=trainer)
    minutes = {name: now - timedelta(minutes=value) for name, value in fields.items() if name != "problem"}
    CalendarSource.objects.update(**(fields | minutes))
    assert said in text_of(desk)


def test_read_it_now_makes_it_due(desk: Browser, trainer: Trainer) -> None:
    source = make_source(trainer=trainer)
    CalendarSource.objects.update(tried_at=timezone.now() - timedelta(minutes=5))
    assert desk.post(reverse("calendar_sync", args=[source.pk])).status_code == 302
    source.refresh_from_db()
    assert source.tried_at is None


def test_removed_its_hours_are_free_again_and_no_others(desk: Browser, trainer: Trainer) -> None:
    now, source = timezone.now(), make_source(trainer=trainer)
    for each in (source, None):
        BusyBlock.objects.create(trainer=trainer, source=each, start=now, end=now + timedelta(hours=1))
    version = Trainer.objects.get().availability_version
    assert desk.post(reverse("calendar_remove", args=[source.pk])).status_code == 302
    assert len(busy_hours(trainer)) == 1
    assert not CalendarSource.objects.exists()
    assert Trainer.objects.get().availability_version > version


def test_the_feeds_address_is_shown_and_replaced_by_a_button(desk: Browser, trainer: Trainer) -> None:
    old = feed_url(trainer)
    assert old in text_of(desk)
    assert desk.post(reverse("feed_renew")).status_code == 302
    trainer.refresh_from_db()
    text = text_of(desk)
    assert feed_url(trainer) in text
    assert old not in text


def test_another_trainers_calendars_are_not_there(desk: Browser) -> None:
    other = make_source(trainer=make_trainer(), name="Not mine")
    assert "Not mine" not in text_of(desk)
    for name in ("calendar_sync", "calendar_remove"):
        for pk in (other.pk, 0, 2**63):
            assert desk.post(reverse(name, args=[pk])).status_code == 404


def test_a_full_page_takes_as_many_queries_as_an_empty_one(
    desk: Browser, trainer: Trainer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        text_of(desk)
    for number in range(MOST_SOURCES):
        make_source(trainer=trainer, name=f"Calendar {number}")
    with django_assert_num_queries(4):
        text_of(desk)

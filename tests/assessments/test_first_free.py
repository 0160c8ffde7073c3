"""The trainers' page says whose first free hour is when, and leads straight to it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessments.booking import HOLD, hold
from assessments.free_hours import as_datetime, earliest, forget_all, free_slots
from assessments.models import BusyBlock, DateOverride, Service
from assessments.schedules import terms_of
from tests.assessments.visits import TUESDAY_TEN, booked, open_hour
from tests.makers import make_service, make_trainer

TOKYO = ZoneInfo("Asia/Tokyo")


def listing(client: Browser) -> str:
    return client.get(reverse("trainers")).content.decode()


def close_until(service: Service, days: int) -> None:
    now = timezone.now()
    BusyBlock.objects.create(trainer=service.trainer, start=now, end=open_hour(days=days))


@pytest.mark.django_db
def test_the_first_free_hour_stands_on_the_card_in_the_visitors_zone(
    client: Browser, service: Service
) -> None:
    close_until(service, 5)
    client.cookies["zone"] = "Asia%2FTokyo"
    local = open_hour(days=5).astimezone(TOKYO)
    text = listing(client)
    assert f"Next free: {local:%a} {local.day} {local:%b, %H:%M}" in text
    assert f'href="{service.get_absolute_url()}?day={local.date()}#hours"' in text


@pytest.mark.django_db
def test_a_trainer_without_a_free_hour_is_listed_all_the_same(client: Browser, service: Service) -> None:
    close_until(service, 90)
    text = listing(client)
    assert service.trainer.name in text
    assert "Booked out for now" in text


@pytest.mark.django_db
def test_what_two_trainers_offer_is_offered_by_whoever_is_free_first(
    client: Browser, service: Service
) -> None:
    assert "Whoever is free first" not in listing(client)
    practice = service.trainer.practice
    make_service(trainer=make_trainer(practice=practice))
    make_service(trainer=make_trainer())
    close_until(service, 5)
    text = listing(client)
    assert text.count("Whoever is free first") == 1
    link = f"/t/any/{service.slug}/?practice={practice.pk}&amp;day="
    assert text.count(link) == 1
    day = text.partition(link)[2][:10]
    assert day < open_hour(days=5).date().isoformat()
    assert client.get(f"/t/any/{service.slug}/", {"practice": practice.pk, "day": day}).status_code == 200


@pytest.mark.django_db
def test_the_same_name_with_another_length_is_not_the_same_service(client: Browser, service: Service) -> None:
    make_service(trainer=make_trainer(practice=service.trainer.practice), duration=30)
    assert "Whoever is free first" not in listing(client)


class EarliestIsTheFirst(TestCase):
    """Whatever is closed or taken, the earliest hour is the first of all free hours, at every moment."""

    @settings(max_examples=25)
    @given(
        closed=st.sets(st.integers(0, 45), max_size=40),
        busy=st.lists(st.tuples(st.integers(0, 45 * 24), st.integers(1, 400)), max_size=4),
        notice=st.sampled_from([0, 60, 3 * 1440]),
        horizon=st.sampled_from([1, 14, 16, 40]),
        steps=st.lists(st.integers(1, 3000), min_size=1, max_size=8),
    )
    def test_it(
        self,
        closed: set[int],
        busy: list[tuple[int, int]],
        notice: int,
        horizon: int,
        steps: list[int],
    ) -> None:
        forget_all()
        service = make_service(trainer=make_trainer(), notice=notice, horizon_days=horizon, daily_cap=2)
        trainer, begin = service.trainer, TUESDAY_TEN - timedelta(days=1)
        DateOverride.objects.bulk_create(
            DateOverride(trainer=trainer, day=begin.date() + timedelta(days=day)) for day in closed
        )
        for hour, length in busy:
            start = begin + timedelta(hours=hour)
            BusyBlock.objects.create(trainer=trainer, start=start, end=start + timedelta(hours=length))
        trainer.refresh_from_db()
        now = begin
        for minutes in steps:
            now += timedelta(minutes=minutes)
            slots = free_slots([service], since=now, until=now + timedelta(days=horizon), now=now)
            found = earliest([terms_of(service)], now=now)
            assert found.get(service.pk) == (slots[0].start if slots else None)


@pytest.mark.django_db
def test_a_booking_moves_the_earliest_hour_on(service: Service) -> None:
    now = timezone.now()
    first = earliest([terms_of(service)], now=now)[service.pk]
    booked(service=service, start=as_datetime(first), now=now)
    service.trainer.refresh_from_db()
    assert earliest([terms_of(service)], now=now)[service.pk] > first


@pytest.mark.django_db
def test_a_hold_that_lapses_is_the_earliest_again_also_where_the_next_is_far(service: Service) -> None:
    now = timezone.now()
    start = open_hour()
    BusyBlock.objects.create(trainer=service.trainer, start=now, end=start)
    BusyBlock.objects.create(
        trainer=service.trainer, start=start + timedelta(hours=1), end=open_hour(days=20)
    )
    hold(service=service, start=start, holder="ada", now=now)
    service.trainer.refresh_from_db()
    found = [
        earliest([terms_of(service)], now=now + after)[service.pk]
        for after in (timedelta(0), HOLD - timedelta(seconds=1), HOLD)
    ]
    assert [as_datetime(each) for each in found] == [open_hour(days=20), open_hour(days=20), start]

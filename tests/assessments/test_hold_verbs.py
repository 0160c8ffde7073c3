"""An hour kept for a visitor while they type: one each, for ten minutes, and it becomes the visit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from assessments.availability import Refusal
from assessments.booking import HOLD, book, hold, hold_any, release
from assessments.free_hours import free_slots
from assessments.models import Appointment, Client, Service
from assessments.refusals import NotBookable
from tests.assessments.visits import TUESDAY_TEN, contact
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db
LATER = TUESDAY_TEN + timedelta(hours=3)


def test_it_keeps_the_hour_from_others(service: Service, now: datetime) -> None:
    hold(service=service, start=TUESDAY_TEN, holder="ada", now=now)
    for holder in ("", "ben"):
        with pytest.raises(NotBookable) as refused:
            book(service=service, start=TUESDAY_TEN, contact=contact(), holder=holder, now=now)
        assert refused.value.reason == Refusal.TAKEN


def test_it_becomes_the_visit(service: Service, now: datetime) -> None:
    kept = hold(service=service, start=TUESDAY_TEN, holder="ada", now=now)
    visit = book(service=service, start=TUESDAY_TEN, contact=contact(), holder="ada", now=now)
    assert visit.pk == kept.pk
    stored = Appointment.objects.get()
    assert (stored.status, stored.holder, stored.hold_until) == ("confirmed", "", None)
    assert stored.client == Client.objects.get()


def test_after_it_has_lapsed_the_form_still_books(service: Service, now: datetime) -> None:
    hold(service=service, start=TUESDAY_TEN, holder="ada", now=now)
    visit = book(service=service, start=TUESDAY_TEN, contact=contact(), holder="ada", now=now + HOLD)
    assert visit.is_confirmed
    assert Appointment.objects.count() == 1


def test_after_it_has_lapsed_another_visitor_may_have_the_hour(service: Service, now: datetime) -> None:
    hold(service=service, start=TUESDAY_TEN, holder="ada", now=now)
    hold(service=service, start=TUESDAY_TEN, holder="ben", now=now + HOLD)
    with pytest.raises(NotBookable):
        book(service=service, start=TUESDAY_TEN, contact=contact(), holder="ada", now=now + HOLD)
    assert Appointment.objects.get().holder == "ben"


def test_another_hour_gives_the_first_one_back(service: Service, now: datetime) -> None:
    elsewhere = make_service(trainer=make_trainer())
    for each, start in ((service, TUESDAY_TEN), (service, LATER), (elsewhere, LATER)):
        hold(service=each, start=start, holder="ada", now=now)
        kept = Appointment.objects.get()
        assert (kept.service, kept.start) == (each, start)


def test_what_another_tab_keeps_meanwhile_is_given_back_in_its_own_diary(
    service: Service, now: datetime
) -> None:
    """The other tab comes after it was asked whose diaries to hold, and before they are held."""
    elsewhere = make_service(trainer=make_trainer())
    coming = [elsewhere]

    def offered() -> bool:
        elsewhere.trainer.refresh_from_db()
        slots = free_slots([elsewhere], since=now, until=now + timedelta(days=3), now=now)
        return TUESDAY_TEN.timestamp() in {slot.start for slot in slots}

    def get_in_after(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if '"holder" =' in sql and coming:
            hold(service=coming.pop(), start=TUESDAY_TEN, holder="ada", now=now)
            assert not offered()
        return found

    with connection.execute_wrapper(get_in_after):
        hold(service=service, start=LATER, holder="ada", now=now)
    assert Appointment.objects.get().service == service
    assert offered()


def test_a_refused_hold_leaves_the_one_there_was(service: Service, now: datetime) -> None:
    hold(service=service, start=LATER, holder="ben", now=now)
    hold(service=service, start=TUESDAY_TEN, holder="ada", now=now)
    with pytest.raises(NotBookable):
        hold(service=service, start=LATER, holder="ada", now=now)
    assert Appointment.objects.held_for("ada").get().start == TUESDAY_TEN


def test_the_same_hour_again_starts_the_ten_minutes_anew(service: Service, now: datetime) -> None:
    for minutes in (0, 7):
        hold(service=service, start=TUESDAY_TEN, holder="ada", now=now + timedelta(minutes=minutes))
    assert Appointment.objects.get().hold_until == now + timedelta(minutes=7) + HOLD


def test_it_is_kept_no_longer_than_it_can_be_booked(service: Service, now: datetime) -> None:
    closes = TUESDAY_TEN - timedelta(minutes=service.notice)
    kept = hold(service=service, start=TUESDAY_TEN, holder="ada", now=closes - timedelta(minutes=2))
    assert kept.hold_until == closes
    last = closes - timedelta(seconds=1)
    assert book(service=service, start=TUESDAY_TEN, contact=contact(), holder="ada", now=last).pk == kept.pk


def test_let_go_it_is_free_at_once(service: Service, now: datetime) -> None:
    hold(service=service, start=TUESDAY_TEN, holder="ada", now=now)
    release(holder="ben")
    assert Appointment.objects.exists()
    release(holder="ada")
    hold(service=service, start=TUESDAY_TEN, holder="ben", now=now)


def test_booking_another_hour_gives_the_kept_one_back(service: Service, now: datetime) -> None:
    hold(service=service, start=TUESDAY_TEN, holder="ada", now=now)
    book(service=service, start=LATER, contact=contact(), holder="ada", now=now)
    assert Appointment.objects.get().start == LATER


def test_a_hold_counts_for_the_daily_cap(service: Service, now: datetime) -> None:
    service.daily_cap = 1
    service.save()
    hold(service=service, start=TUESDAY_TEN, holder="ada", now=now)
    with pytest.raises(NotBookable) as refused:
        hold(service=service, start=LATER, holder="ben", now=now)
    assert refused.value.reason == Refusal.FULL


def test_whoever_is_free_keeps_it_for_each_of_two_visitors(service: Service, now: datetime) -> None:
    other = make_service(trainer=make_trainer(practice=service.trainer.practice))
    kept = [
        hold_any(services=[service, other], start=TUESDAY_TEN, holder=holder, now=now)
        for holder in ("ada", "ben")
    ]
    assert {each.trainer_id for each in kept} == {service.trainer_id, other.trainer_id}
    with pytest.raises(NotBookable):
        hold_any(services=[service, other], start=TUESDAY_TEN, holder="eve", now=now)


def test_an_hour_that_is_not_offered_is_not_kept(service: Service, now: datetime) -> None:
    with pytest.raises(NotBookable) as refused:
        hold(service=service, start=TUESDAY_TEN + timedelta(hours=9), holder="ada", now=now)
    assert refused.value.reason == Refusal.CLOSED

"""The buttons of one visit: came or not, paid or not, a new link; each offered when it makes sense."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from assessments import changing
from assessments.links import token_of
from assessments.models import Appointment, Client, Service
from tests.assessments.desks import desk_of
from tests.assessments.visits import TUESDAY_TEN
from tests.makers import make_appointment

AFTER = TUESDAY_TEN + timedelta(hours=3)
CAME, MISSED = "They came", "The client did not come"
MOVE, LINK, CANCEL = "Move the visit", "Send a new link", "Cancel the visit"


@pytest.fixture
def visit(service: Service, client_record: Client) -> Appointment:
    return make_appointment(client=client_record, service=service, start=TUESDAY_TEN)


@pytest.fixture
def desk(service: Service) -> Browser:
    return desk_of(service.trainer)


def offered(desk: Browser, visit: Appointment, *, at: datetime) -> set[str]:
    with time_machine.travel(at, tick=False):
        text = desk.get(visit.get_absolute_url()).content.decode()
    return {words for words in (CAME, MISSED, MOVE, LINK, CANCEL) if words in text}


def press(desk: Browser, name: str, visit: Appointment, *, at: datetime, **fields: str) -> str:
    with time_machine.travel(at, tick=False):
        answer = desk.post(reverse(name, args=[visit.pk]), fields, follow=True)
    assert answer.status_code == 200
    visit.refresh_from_db()
    return answer.content.decode()


def test_each_is_offered_at_its_time(desk: Browser, visit: Appointment, now: datetime) -> None:
    assert offered(desk, visit, at=now) == {MOVE, LINK, CANCEL}
    assert offered(desk, visit, at=AFTER) == {CAME, MISSED}
    Appointment.objects.update(status="cancelled")
    assert offered(desk, visit, at=now) == set()


def test_a_mistaken_tap_is_mended(desk: Browser, visit: Appointment, now: datetime) -> None:
    press(desk, "no_show", visit, at=AFTER)
    assert offered(desk, visit, at=AFTER) == {CAME}
    press(desk, "attended", visit, at=AFTER)
    assert visit.status == Appointment.Status.ATTENDED
    assert offered(desk, visit, at=AFTER) == {MISSED}


def test_too_early_it_says_so(desk: Browser, visit: Appointment, now: datetime) -> None:
    assert "begun yet" in press(desk, "attended", visit, at=now)
    assert visit.is_confirmed


def test_the_price_stands_there_and_paid_can_be_marked_and_unmarked(
    desk: Browser, visit: Appointment, service: Service, now: datetime
) -> None:
    Service.objects.update(price="€80, cash")
    text = press(desk, "appointment_paid", visit, at=AFTER)
    assert "€80, cash" in text
    assert "paid, noted 1 Dec" in text
    assert visit.paid_at == AFTER
    assert "not paid yet" in press(desk, "appointment_paid", visit, at=AFTER, paid="no")
    assert visit.paid_at is None


def test_a_new_link_replaces_the_old_one(desk: Browser, visit: Appointment, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        old = reverse("manage", args=[token_of(visit)])
        assert Browser().get(old).status_code == 200
        assert "the old one stops working" in press(desk, "appointment_link", visit, at=now)
        assert Browser().get(old).status_code == 404
        assert Browser().get(reverse("manage", args=[token_of(visit)])).status_code == 200


def test_who_has_no_address_gets_no_link_and_must_be_told(
    desk: Browser, visit: Appointment, now: datetime
) -> None:
    Appointment.objects.update(contact_email="")
    assert offered(desk, visit, at=now) == {MOVE, CANCEL}
    assert "please tell them yourself" in press(desk, "appointment_cancel", visit, at=now)


def test_an_online_visit_shows_its_link(desk: Browser, visit: Appointment, now: datetime) -> None:
    Service.objects.update(video_url="https://video.example/room")
    with time_machine.travel(now, tick=False):
        assert "https://video.example/room" in desk.get(visit.get_absolute_url()).content.decode()


def test_a_late_cancellation_stands_there_with_its_time(
    desk: Browser, visit: Appointment, now: datetime
) -> None:
    changing.cancel(appointment=visit, by=Appointment.By.CLIENT, now=TUESDAY_TEN - timedelta(hours=2))
    with time_machine.travel(AFTER, tick=False):
        text = desk.get(visit.get_absolute_url()).content.decode()
    assert "Tue 1 Dec, 09:00, by the client" in text
    assert ">late<" in text

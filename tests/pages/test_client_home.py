"""A client's page shows the next thing to do, and nothing that is another's."""

from datetime import datetime, timedelta

from django.test import Client as Browser

from assessments.models import Client, Service
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_appointment, make_client
from tests.programs.makers import assigned_plan, make_assessment, make_ready


def page(phone: Browser) -> str:
    return phone.get("/me/").content.decode()


def test_a_new_client_is_led_to_the_intake(phone: Browser) -> None:
    assert "Fill in the intake" in page(phone)
    assert "No visit is booked." in page(phone)


def test_who_follows_a_plan_is_led_to_todays_session(
    phone: Browser, ada: Client, shelves: None, now: datetime
) -> None:
    make_ready(ada, now=now)
    assigned_plan(ada, now=now)
    assert "Start today's session" in page(phone).replace("&#x27;", "'")
    assert "0 of 3 sessions this week." in page(phone)


def test_a_paused_plan_offers_no_session(phone: Browser, ada: Client, shelves: None, now: datetime) -> None:
    make_ready(ada, now=now)
    assigned_plan(ada, now=now)
    send_intake(ada, CHEST_PAIN, now=now)
    assert "Your plan is paused" in page(phone)
    assert "/me/plan/today/" not in page(phone)


def test_the_next_visit_is_told_in_both_zones(
    phone: Browser, ada: Client, service: Service, now: datetime
) -> None:
    ada.time_zone = "America/New_York"
    ada.save()
    make_appointment(client=ada, service=service, start=now + timedelta(days=1))
    assert "Tuesday 1 December, 04:00" in page(phone)
    assert "Tue 1 Dec, 10:00" in page(phone)


def test_a_video_call_is_in_no_studio(phone: Browser, ada: Client, service: Service, now: datetime) -> None:
    Client.objects.update(time_zone="America/New_York")
    service.video_url = "https://video.example/room"
    service.save()
    make_appointment(client=ada, service=service, start=now + timedelta(days=1))
    assert "for the trainer (Europe/Berlin)" in page(phone)


def test_someone_elses_visit_is_not_shown(phone: Browser, service: Service, now: datetime) -> None:
    other = make_client(trainer=service.trainer)
    make_appointment(client=other, service=service, start=now + timedelta(days=1))
    assert "No visit is booked." in page(phone)


def test_results_are_offered_once_they_are_shared(
    phone: Browser, ada: Client, service: Service, now: datetime
) -> None:
    assessment = make_assessment(client=ada, service=service, at=now - timedelta(days=1))
    assert "See my results" not in page(phone)
    assessment.shared_at = now
    assessment.save()
    assert "See my results" in page(phone)

"""The trainer's feed: visits for their own calendar program, behind an address that can be revoked."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from assessments.booking import hold
from assessments.calendars import invitation
from assessments.changing import cancel, reschedule
from assessments.links import feed_token_of, feed_url, renew_feed, token_of
from assessments.models import Appointment, Client, Service, Trainer
from tests.assessments.visits import booked, contact, open_hour
from tests.makers import make_appointment, make_service, make_trainer

pytestmark = pytest.mark.django_db
Status = Appointment.Status


@pytest.fixture
def visit(service: Service) -> Appointment:
    given = contact(note="my left hip hurts", phone="+49 555 1234")
    return booked(service=service, start=open_hour(), now=timezone.now(), given=given)


def path_of(trainer: Trainer) -> str:
    return reverse("feed", args=[feed_token_of(trainer)])


def events(browser: Browser, trainer: Trainer) -> list[Event]:
    answer = browser.get(path_of(trainer))
    assert answer.status_code == HTTPStatus.OK
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return [each for each in found if isinstance(each, Event)]


def test_a_visit_tells_whom_when_and_where(client: Browser, visit: Appointment) -> None:
    Trainer.objects.update(venue_name="Hip Studio")
    (event,) = events(client, visit.trainer)
    assert str(event["SUMMARY"]) == "Ada Visitor: Movement assessment"
    assert (event.start, event.end) == (visit.start, visit.end)
    assert (str(event["LOCATION"]), str(event["STATUS"])) == ("Hip Studio", "CONFIRMED")
    assert str(event["URL"]).endswith(f"/desk/appointments/{visit.pk}/")


def test_who_publishes_it_is_named(client: Browser, visit: Appointment, settings: LazySettings) -> None:
    """RFC 5546, 3.2.1. The address is the practice's, and no guest is named."""
    settings.DEFAULT_FROM_EMAIL = "Hip Studio <hello@studio.example>"
    (event,) = events(client, visit.trainer)
    assert str(event["ORGANIZER"]) == "mailto:hello@studio.example"
    assert event["ORGANIZER"].params["CN"] == visit.trainer.name
    assert "ATTENDEE" not in event


def test_it_is_the_same_event_as_the_invitation(client: Browser, visit: Appointment) -> None:
    sent = Calendar.from_ical(invitation(visit, method="REQUEST", now=timezone.now())).walk("VEVENT")[0]
    (event,) = events(client, visit.trainer)
    assert (event["UID"], event["SEQUENCE"]) == (sent["UID"], sent["SEQUENCE"])


def test_no_health_no_note_no_contact_no_link_of_the_client(client: Browser, visit: Appointment) -> None:
    text = client.get(path_of(visit.trainer)).content.decode().replace("\r\n ", "")
    for secret in ("hurts", "+49", "ada@example.com", token_of(visit), "DESCRIPTION"):
        assert secret not in text


def test_what_is_cancelled_lapsed_or_only_looked_at_is_not_in_it(
    client: Browser, visit: Appointment, service: Service
) -> None:
    now = timezone.now()
    hold(service=service, start=open_hour(days=4), holder="somebody", now=now)
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    Trainer.objects.update(confirm_first=True)
    service.refresh_from_db()
    booked(service=service, start=open_hour(days=5), now=now - timedelta(hours=2))
    assert events(client, visit.trainer) == []


def test_one_that_waits_for_its_confirmation_is_tentative(client: Browser, service: Service) -> None:
    Trainer.objects.update(confirm_first=True)
    service.refresh_from_db()
    booked(service=service, start=open_hour(), now=timezone.now())
    (event,) = events(client, service.trainer)
    assert (str(event["SUMMARY"]), str(event["STATUS"])) == ("Ada Visitor: Movement assessment", "TENTATIVE")


def test_it_looks_back_thirty_days(client: Browser, service: Service, client_record: Client) -> None:
    for days, status in ((29, Status.ATTENDED), (10, Status.NO_SHOW), (31, Status.ATTENDED)):
        start = timezone.now() - timedelta(days=days)
        make_appointment(client=client_record, service=service, start=start, status=status)
    assert len(events(client, service.trainer)) == 2


def test_others_visits_are_not_in_it(client: Browser, visit: Appointment) -> None:
    assert events(client, make_trainer()) == []


def test_the_address_is_full_and_a_new_one_revokes_it(client: Browser, trainer: Trainer) -> None:
    old = feed_url(trainer)
    assert old.endswith(path_of(trainer))
    assert old.startswith("http")
    assert trainer.feed_nonce not in old
    renew_feed(trainer)
    assert client.get(old).status_code == HTTPStatus.NOT_FOUND
    assert client.get(feed_url(trainer)).status_code == HTTPStatus.OK


def test_whoever_may_no_longer_sign_in_has_no_feed(client: Browser, trainer: Trainer) -> None:
    trainer.user.is_active = False
    trainer.user.save()
    assert client.get(path_of(trainer)).status_code == HTTPStatus.NOT_FOUND


def forged(trainer: Trainer, visit: Appointment) -> Iterator[str]:
    pk, _, signature = feed_token_of(trainer).partition("-")
    yield from (
        f"{pk}-{'0' * 40}",
        f"{int(pk) + 1}-{signature}",
        f"0{pk}-{signature}",
        f"{pk}-{signature[:-1]}",
    )
    yield from (f"{pk}-{signature.upper()}", f"{pk}-{signature}x", f"-{signature}", pk, "x", "9" * 400)
    yield token_of(visit)  # A client's link opens no feed, whatever number it has.
    yield f"{trainer.pk}-{token_of(visit).partition('-')[2]}"


def test_a_forged_address_is_not_found(client: Browser, visit: Appointment) -> None:
    for token in forged(visit.trainer, visit):
        assert client.get(reverse("feed", args=[token])).status_code == HTTPStatus.NOT_FOUND, token


def test_it_takes_two_queries_however_many_visits(
    client: Browser, service: Service, client_record: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path_of(service.trainer))
        return len(captured)

    assert queries() == 2
    for days in range(1, 20):
        make_appointment(client=client_record, service=service, start=open_hour(days=days))
    assert queries() == 2


def test_a_service_online_gives_the_link_as_the_place(client: Browser, client_record: Client) -> None:
    service = make_service(trainer=client_record.trainer, video_url="https://video.example/hips")
    make_appointment(client=client_record, service=service, start=open_hour())
    (event,) = events(client, client_record.trainer)
    assert str(event["LOCATION"]) == "https://video.example/hips"


def test_a_moved_visit_is_the_same_event_at_the_new_time(client: Browser, visit: Appointment) -> None:
    (before,) = events(client, visit.trainer)
    reschedule(appointment=visit, start=visit.start + timedelta(hours=1), now=timezone.now())
    (after,) = events(client, visit.trainer)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.start == before.start + timedelta(hours=1)

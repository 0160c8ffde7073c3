"""The invitation travels as a MIME part that calendars recognise, and can be fetched from the link."""

from datetime import datetime, timedelta
from email.message import Message

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client as Browser
from django.urls import reverse
from icalendar import Calendar

from assessments.changing import cancel, reschedule
from assessments.links import token_of
from assessments.models import Appointment, Service
from hipcoach.mail.delivery import sweep
from tests.assessments.visits import TUESDAY_TEN, booked, contact, open_hour
from tests.makers import make_appointment, make_client

pytestmark = pytest.mark.django_db


def calendar_part(mail: EmailMultiAlternatives) -> Message:
    (part,) = (each for each in mail.message().walk() if each.get_content_type() == "text/calendar")
    return part


def to_ada(mails: list[EmailMultiAlternatives]) -> list[EmailMultiAlternatives]:
    return [mail for mail in mails if mail.to == ["ada@example.com"]]


def test_the_method_stands_on_the_part_and_in_the_calendar(
    service: Service, now: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    visit = booked(service=service, now=now)
    sweep(now)
    reschedule(appointment=visit, start=TUESDAY_TEN + timedelta(hours=2), now=now)
    sweep(now)
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    sweep(now)
    methods = []
    for mail in to_ada(mailoutbox):
        part = calendar_part(mail)
        calendar = Calendar.from_ical(part.get_payload(decode=True))
        assert part.get_content_charset() == "utf-8"
        assert part.get_filename() == "invite.ics"
        assert part.get_param("method") == calendar["METHOD"]
        methods.append(str(calendar["METHOD"]))
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]


def test_a_reminder_brings_no_second_invitation(
    service: Service, now: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    start = TUESDAY_TEN + timedelta(days=2)
    booked(service=service, now=now, start=start)
    sweep(now)
    sweep(start - timedelta(hours=24))
    _, reminder = to_ada(mailoutbox)
    assert "text/calendar" not in [part.get_content_type() for part in reminder.message().walk()]


def test_times_stand_in_the_bookers_zone_beside_the_studios(
    service: Service, now: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    booked(service=service, now=now, given=contact(zone="America/New_York"))
    sweep(now)
    (mail,) = to_ada(mailoutbox)
    assert mail.subject.startswith("Booked: Tue 1 Dec, 05:00, ")
    assert "05:00–06:00 (America/New York)" in mail.body
    assert "11:00–12:00 (Europe/Berlin)" in mail.body


@pytest.mark.parametrize("name", ["Eve\r\nBcc: spam@example.com", "Eve\x07 \x1b", 'Eve "x" <a@b.c>, '])
def test_a_hostile_name_breaks_no_mail(
    service: Service, now: datetime, mailoutbox: list[EmailMultiAlternatives], name: str
) -> None:
    service.trainer.name = service.name = name
    service.trainer.save()
    service.save()
    booked(service=service, now=now, given=contact(name=name))
    sweep(now)
    (mail,) = to_ada(mailoutbox)
    assert mail.recipients() == ["ada@example.com"]
    assert mail.message()["Bcc"] is None
    assert calendar_part(mail)


def test_the_link_gives_the_file(client: Browser, service: Service) -> None:
    visit = make_appointment(
        client=make_client(trainer=service.trainer, name="Zoë"), service=service, start=open_hour()
    )
    answer = client.get(reverse("invite", args=[token_of(visit)]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert answer["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert Calendar.from_ical(answer.content).walk("VEVENT")[0].start == visit.start


def test_the_file_of_a_cancelled_visit_takes_it_out_of_the_calendar(
    client: Browser, service: Service
) -> None:
    visit = make_appointment(
        client=make_client(trainer=service.trainer),
        service=service,
        start=open_hour(),
        status=Appointment.Status.CANCELLED,
    )
    answer = client.get(reverse("invite", args=[token_of(visit)]))
    assert answer["Content-Type"].endswith("method=CANCEL")
    assert Calendar.from_ical(answer.content)["METHOD"] == "CANCEL"

"""iCalendar out: the invitation, the trainer's feed (RFC 5545, 5546, 6047). Times in UTC; no health data."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Literal
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress

from assessments.links import manage_url
from assessments.models import Appointment, Trainer
from hipcoach.common.text import one_line

Method = Literal["REQUEST", "CANCEL"]
LOOK_AGAIN = timedelta(minutes=15)
_PLAIN_IN_ADDRESS = "@!$&'*+/="
# A parameter has no escape for a quote, and readers disagree about a backslash.
_PLAIN_IN_NAME = str.maketrans({'"': "'", "\\": "/"})
# Whoever booked has agreed, and nobody reads answers by mail.
_AGREED = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}


def invitation(appointment: Appointment, *, method: Method, now: datetime) -> bytes:
    """The event as one VCALENDAR. The UID never changes; SEQUENCE rises with the appointment's version."""
    event = _event(appointment, stamp=now, summary=title(appointment))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if appointment.contact_email:
        guest = _address(appointment.contact_email, appointment.contact_name)
        guest.params.update(_AGREED)
        event.add("attendee", guest, encode=False)
    if method == "REQUEST":
        event.add("description", _description(appointment))
        event.add("url", manage_url(appointment))
        if video := one_line(appointment.service.video_url):
            event.add("conference", video, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
        event.add_component(_alarm(appointment))
    return _written([event], method=method)


def invitation_part(appointment: Appointment, *, method: Method, now: datetime) -> MIMEText:
    """The invitation as a MIME part that calendars recognise: the method stands on the part too."""
    part = MIMEText(invitation(appointment, method=method, now=now).decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return part


def feed(trainer: Trainer, visits: Iterable[Appointment]) -> bytes:
    """These visits as the trainer's own calendar: whom they meet, where and for what; never a note.

    It depends on the rows alone, so that it stays the same to the byte until something shows differently.
    """
    name = one_line(_("%(trainer)s: visits") % {"trainer": trainer.name})
    return _written([_in_feed(visit) for visit in visits], method="PUBLISH", name=name)


def title(appointment: Appointment) -> str:
    return one_line(
        _("%(service)s with %(trainer)s")
        % {"service": appointment.service.name, "trainer": appointment.trainer.name}
    )


def _in_feed(visit: Appointment) -> Event:
    who = visit.client.name if visit.client else visit.who
    summary = one_line(f"{who}: {visit.service.name}")
    event = _event(visit, stamp=visit.booked_at, summary=summary)
    event.add("status", "TENTATIVE" if visit.awaits_confirmation else "CONFIRMED")
    if not visit.awaits_confirmation:
        event.add("url", settings.SITE_URL + visit.get_absolute_url())
    return event


def _event(appointment: Appointment, *, stamp: datetime, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{appointment.ref.replace(':', '-')}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", appointment.version)
    event.add("dtstamp", stamp)
    event.add("dtstart", appointment.start.astimezone(UTC))
    event.add("dtend", appointment.end.astimezone(UTC))
    event.add("summary", summary)
    event.add("organizer", _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], appointment.trainer.name))
    if where := one_line(appointment.where):
        event.add("location", where)
    return event


def _written(events: Iterable[Event], *, method: str, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//HipCoach//HipCoach//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT15M")
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _description(appointment: Appointment) -> str:
    """What a client looks up on the way; one line each."""
    trainer, service = appointment.trainer, appointment.service
    is_here = not service.is_online
    told = (
        (_("Video link"), service.video_url),
        (_("How to find us"), trainer.venue_directions if is_here else ""),
        (_("Map"), trainer.map_url if is_here else ""),
        (_("What to wear"), service.what_to_wear),
        (_("See, move or cancel"), manage_url(appointment)),
    )
    lines = [f"{label}: {one_line(value)}" for label, value in told if value]
    return "\n".join([title(appointment), *lines])


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{quote(email, safe=_PLAIN_IN_ADDRESS)}")
    address.params["CN"] = one_line(name).translate(_PLAIN_IN_NAME)
    return address


def _alarm(appointment: Appointment) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title(appointment))
    alarm.add("trigger", timedelta(hours=-2))
    return alarm

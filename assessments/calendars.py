"""iCalendar out: the invitation (RFC 5545, 5546, 6047). Times in UTC; no health data."""

from datetime import UTC, datetime, timedelta
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Literal
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress

from assessments.links import manage_url
from assessments.models import Appointment
from hipcoach.common.text import one_line

Method = Literal["REQUEST", "CANCEL"]
_PLAIN_IN_ADDRESS = "@!$&'*+/="
# A parameter has no escape for a quote, and readers disagree about a backslash.
_PLAIN_IN_NAME = str.maketrans({'"': "'", "\\": "/"})


def invitation(appointment: Appointment, *, method: Method, now: datetime) -> bytes:
    """The event as one VCALENDAR. The UID never changes; SEQUENCE rises with the appointment's version."""
    event = Event()
    event.add("uid", f"{appointment.ref.replace(':', '-')}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", appointment.version)
    event.add("dtstamp", now)
    event.add("dtstart", appointment.start.astimezone(UTC))
    event.add("dtend", appointment.end.astimezone(UTC))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("summary", title(appointment))
    event.add("organizer", _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], appointment.trainer.name))
    if appointment.contact_email:
        event.add("attendee", _address(appointment.contact_email, appointment.contact_name), encode=False)
    if place := one_line(appointment.trainer.place):
        event.add("location", place)
    if method == "REQUEST":
        event.add("url", manage_url(appointment))
        event.add_component(_alarm(appointment))
    calendar = Calendar()
    calendar.add("prodid", "-//HipCoach//HipCoach//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def invitation_part(appointment: Appointment, *, method: Method, now: datetime) -> MIMEText:
    """The invitation as a MIME part that calendars recognise: the method stands on the part too."""
    part = MIMEText(invitation(appointment, method=method, now=now).decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return part


def title(appointment: Appointment) -> str:
    return one_line(
        _("%(service)s with %(trainer)s")
        % {"service": appointment.service.name, "trainer": appointment.trainer.name}
    )


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

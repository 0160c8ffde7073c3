"""What letters about visits share: the facts of the visit in the reader's zone, and who writes."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from assessments.calendars import Method, invitation_part, title
from assessments.links import manage_url
from assessments.models import Appointment, Client, Trainer
from hipcoach.common.text import one_line
from hipcoach.common.zones import zone_or_none
from hipcoach.mail.kinds import Button, Letter


def to_client(
    visit: Appointment,
    *,
    now: datetime,
    subject: str,
    heading: str,
    paragraphs: Iterable[str],
    button: Button | None = None,
    links: tuple[Button, ...] = (),
    invitation: Method | None = None,
) -> Letter:
    """A letter in the trainer's name about a visit to come; without another button it opens the visit."""
    return Letter(
        subject=headline(subject, visit, zone=visit.contact_zone),
        heading=heading,
        paragraphs=tuple(paragraphs),
        details=facts(visit),
        own_line=visit.trainer.mail_line,
        button=button or Button(_("See or change the visit"), manage_url(visit)),
        links=(*_places(visit), *links),
        small_print=_("Whoever has the link to your visit can move or cancel it, so keep it to yourself."),
        sender_name=visit.trainer.name,
        reply_to=visit.trainer.user.email,
        attachments=(invitation_part(visit, method=invitation, now=now),) if invitation else (),
    )


def manage_link(visit: Appointment) -> Button:
    return Button(_("Move or cancel the visit"), manage_url(visit))


def headline(subject: str, visit: Appointment, *, zone: str, **words: str) -> str:
    """A subject with %(what)s and %(when)s, in one line."""
    start = visit.start.astimezone(zone_of(zone))
    when = f"{WEEKDAYS_ABBR[start.weekday()]} {start.day} {MONTHS_3[start.month].title()}, {start:%H:%M}"
    return one_line(subject % {"what": title(visit), "when": when, **words})


def which_visit(visit: Appointment) -> tuple[tuple[str, str], ...]:
    """For whom, when, what and with whom."""
    return (
        *(for_whom(visit.client) if visit.client else ()),
        *times(visit, zone=visit.contact_zone),
        (_("What"), one_line(visit.service.name)),
        (_("With"), one_line(visit.trainer.name)),
    )


def facts(visit: Appointment) -> tuple[tuple[str, str], ...]:
    """Which visit it is, and all that it takes to come."""
    trainer, service = visit.trainer, visit.service
    rows = (
        *which_visit(visit),
        (_("Where"), _("Online, by video") if service.is_online else one_line(trainer.place)),
        (_("How to find us"), "" if service.is_online else one_line(trainer.venue_directions)),
        (_("What to wear"), one_line(service.what_to_wear)),
        (_("Price"), one_line(service.price)),
    )
    return tuple((name, value) for name, value in rows if value)


def for_whom(client: Client) -> tuple[tuple[str, str], ...]:
    """Whom a mail is for, where two people read it; only a name that the trainer knows."""
    is_needed = client.shares_email and not client.is_unsettled
    return ((_("For"), one_line(client.name)),) if is_needed else ()


def times(visit: Appointment, *, zone: str) -> list[tuple[str, str]]:
    """The hour in the reader's zone, and the trainer's beside it where that differs."""
    when = [(_("When"), _in_zone(visit, zone))]
    if visit.trainer.zone != zone:
        whose = _("For the trainer") if visit.service.is_online else _("At the studio")
        when.append((whose, _in_zone(visit, visit.trainer.zone)))
    return when


def zone_of(name: str) -> ZoneInfo:
    """The zone of a stored name; UTC for one that has left the time zone data since."""
    return zone_or_none(name) or ZoneInfo("UTC")


def page(name: str, *args: object) -> str:
    """The full address of one of our pages."""
    return settings.SITE_URL + (reverse(name, args=args) if args else _path(name))


def trainer_page(trainer: Trainer) -> str:
    return settings.SITE_URL + trainer.get_absolute_url()


@cache
def _path(name: str) -> str:
    return reverse(name)


def _places(visit: Appointment) -> tuple[Button, ...]:
    service, trainer = visit.service, visit.trainer
    places = (
        (_("Join by video"), service.video_url),
        (_("See it on the map"), "" if service.is_online else trainer.map_url),
    )
    return tuple(Button(label, url) for label, url in places if url)


def _in_zone(visit: Appointment, zone: str) -> str:
    tz = zone_of(zone)
    start, end = visit.start.astimezone(tz), visit.end.astimezone(tz)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{_day(end)}, {end:%H:%M}"
    return f"{_day(start)} {start.year}, {start:%H:%M}–{until} ({tz.key.replace('_', ' ')})"


def _day(moment: datetime) -> str:
    """As date_format's "l j F", which takes its time to read that each time a mail names its day."""
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month]}"

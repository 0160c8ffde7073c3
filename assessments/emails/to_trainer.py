"""Letters to the trainer about what a client did: booked, moved, cancelled. Names and times only."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.emails import names
from assessments.emails.samples import TO_TRAINER
from assessments.emails.truth import Visits, address_changed, visit_mail
from assessments.emails.visits import with_sample
from assessments.emails.wording import headline, times
from assessments.models import Appointment
from hipcoach.common.text import one_line
from hipcoach.mail.kinds import Button, Letter, Skip
from hipcoach.mail.models import OutgoingEmail


@visit_mail(names.TRAINER_BOOKED, label=pgettext_lazy("mail", "Booked, to you"))
def booked(row: OutgoingEmail, now: datetime, visits: Visits) -> Letter | Skip:
    visit = visits.as_promised(row)
    return (
        visit if isinstance(visit, Skip) else address_changed(row, _address(visit)) or new_visit(visit, now)
    )


def new_visit(visit: Appointment, now: datetime) -> Letter:
    return _letter(
        visit,
        subject=_("New visit: %(when)s, %(who)s"),
        heading=_("A new visit"),
        text=_("%(who)s has booked a visit."),
    )


@visit_mail(names.TRAINER_MOVED, label=pgettext_lazy("mail", "Moved, to you"))
def moved(row: OutgoingEmail, now: datetime, visits: Visits) -> Letter | Skip:
    visit = visits.as_promised(row)
    return visit if isinstance(visit, Skip) else address_changed(row, _address(visit)) or new_time(visit, now)


def new_time(visit: Appointment, now: datetime) -> Letter:
    return _letter(
        visit,
        subject=_("Moved to %(when)s: %(who)s"),
        heading=_("A visit has moved"),
        text=_("%(who)s has moved the visit to another time."),
    )


@visit_mail(names.TRAINER_CANCELLED, label=pgettext_lazy("mail", "Cancelled, to you"))
def cancelled(row: OutgoingEmail, now: datetime, visits: Visits) -> Letter | Skip:
    visit = visits.of(row)
    if visit is None or visit.status != Appointment.Status.CANCELLED:
        return Skip(_("The visit stands again."))
    return address_changed(row, _address(visit)) or called_off(visit, now)


def called_off(visit: Appointment, now: datetime) -> Letter:
    late = _("This is later than you ask for, and noted as a late cancellation.")
    return _letter(
        visit,
        subject=_("Cancelled: %(when)s, %(who)s"),
        heading=_("A visit is cancelled"),
        text=_("%(who)s has cancelled the visit. The hour is free again."),
        more=(late,) if visit.cancelled_late else (),
    )


with_sample(names.TRAINER_BOOKED, new_visit, place=TO_TRAINER + 0)
with_sample(names.TRAINER_MOVED, new_time, place=TO_TRAINER + 1)
with_sample(names.TRAINER_CANCELLED, called_off, place=TO_TRAINER + 2)


def _letter(
    visit: Appointment, *, subject: str, heading: str, text: str, more: tuple[str, ...] = ()
) -> Letter:
    who, zone = one_line(visit.who), visit.trainer.zone
    theirs = [] if visit.contact_zone == zone else times(visit, zone=visit.contact_zone)[:1]
    return Letter(
        subject=headline(subject, visit, zone=zone, who=who),
        heading=heading,
        paragraphs=(text % {"who": who}, *more),
        details=(
            *times(visit, zone=zone),
            *((_("For the client"), value) for _name, value in theirs),
            (_("Who"), who),
            (_("What"), one_line(visit.service.name)),
        ),
        button=Button(_("Open the visit"), settings.SITE_URL + visit.get_absolute_url()),
        reply_to=visit.contact_email,
    )


def _address(visit: Appointment) -> str:
    return visit.trainer.user.email

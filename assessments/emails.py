"""Mails about appointments: what is promised when, and what each says when it is sent.

A key names its promise with the appointment's version, so that moving a visit retires the old rows and
makes new ones. No health data, ever.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.calendars import invitation_part, title
from assessments.links import manage_url
from assessments.models import Appointment, BusyBlock, Service
from hipcoach.common.http import parse_instant, utc_text
from hipcoach.common.text import one_line
from hipcoach.common.zones import zone_or_utc
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail

BOOKED = "appointment-booked"
MOVED = "appointment-moved"
CANCELLED = "appointment-cancelled"
CONFIRMATION = "appointment-confirmation"
GIVEN_BACK = "appointment-given-back"
NEW_LINK = "appointment-new-link"
REMINDER = "appointment-reminder"

REMIND_BEFORE = timedelta(hours=24)
USEFUL_UNTIL = timedelta(hours=4)


def promise_booked(appointment: Appointment, *, now: datetime) -> None:
    _promise(
        _mail(appointment, BOOKED, due_at=now, now=now, useful_until=appointment.start),
        *_reminder(appointment, now=now),
    )


def promise_confirmation(appointment: Appointment, *, now: datetime) -> None:
    """Ask for the button behind the link; of no use once the hour is given back."""
    useful_until = appointment.hold_until or now
    _promise(_mail(appointment, CONFIRMATION, due_at=now, now=now, useful_until=useful_until, urgent=True))


def promise_new_link(appointment: Appointment, *, now: datetime) -> None:
    """Send the link that replaces the old one; each replacement is a promise of its own."""
    which = f":{appointment.nonce[:4]}"
    _promise(_mail(appointment, NEW_LINK, due_at=now, now=now, useful_until=appointment.end, which=which))


def promise_moved(appointment: Appointment, *, now: datetime) -> None:
    _retire(appointment, reason="The visit was moved.", now=now)
    _promise(
        _mail(appointment, MOVED, due_at=now, now=now, useful_until=appointment.start),
        *_reminder(appointment, now=now),
    )


def promise_cancelled(appointment: Appointment, *, now: datetime) -> None:
    _retire(appointment, reason="The visit was cancelled.", now=now)
    _promise(_mail(appointment, CANCELLED, due_at=now, now=now, useful_until=appointment.end))


def promise_given_back(appointment: Appointment, *, time_off: BusyBlock, now: datetime) -> None:
    """The trainer closed an hour that nobody had confirmed; its row goes, so the facts speak for it."""
    _retire(appointment, reason="The hour was given back.", now=now)
    outbox.queue(
        key=f"{appointment.ref}:{GIVEN_BACK}",
        kind=GIVEN_BACK,
        subject_ref=_time_off_ref(time_off),
        to=appointment.contact_email,
        facts={
            "service": appointment.service_id,
            "start": utc_text(appointment.start),
            "zone": appointment.contact_zone,
        },
        trainer_ref=appointment.trainer_id,
        due_at=now,
        useful_until=appointment.start,
        now=now,
    )


def given_back_mails(time_off: BusyBlock) -> list[OutgoingEmail]:
    """The mails to those whose unconfirmed hours this time off took."""
    return list(OutgoingEmail.objects.about(_time_off_ref(time_off)).order_by("pk"))


def cancel_mails(visits: Iterable[Appointment]) -> dict[int, OutgoingEmail]:
    """The mail about its cancellation, by the visit's number; one query. Who has no address has none."""
    refs = {visit.ref: visit.pk for visit in visits}
    mails = OutgoingEmail.objects.filter(subject_ref__in=refs, kind=CANCELLED)
    return {refs[mail.subject_ref]: mail for mail in mails}


def _time_off_ref(time_off: BusyBlock) -> str:
    return f"time-off:{time_off.pk}"


def _reminder(appointment: Appointment, *, now: datetime) -> list[OutgoingEmail]:
    """One reminder, a day before; a visit booked later than that needs none."""
    due_at, useful_until = appointment.start - REMIND_BEFORE, appointment.start - USEFUL_UNTIL
    if due_at <= now:
        return []
    return [_mail(appointment, REMINDER, due_at=due_at, now=now, useful_until=useful_until)]


def _promise(*rows: OutgoingEmail) -> None:
    """Where there is an address: a client may have none."""
    outbox.queue_all([row for row in rows if row.to])


def _mail(
    appointment: Appointment,
    kind: str,
    *,
    due_at: datetime,
    now: datetime,
    useful_until: datetime,
    urgent: bool = False,
    which: str = "",
) -> OutgoingEmail:
    return OutgoingEmail(
        key=f"{appointment.ref}:{kind}:v{appointment.version}{which}",
        kind=kind,
        subject_ref=appointment.ref,
        to=appointment.contact_email,
        facts={"appointment": appointment.pk, "version": appointment.version},
        trainer_ref=appointment.trainer_id,
        promised_at=now,
        due_at=due_at,
        useful_until=useful_until,
        urgent=urgent,
    )


def _retire(appointment: Appointment, *, reason: str, now: datetime) -> None:
    outbox.retire(subject_ref=appointment.ref, reason=reason, now=now)


@mail_kind(BOOKED, label=pgettext_lazy("mail", "Booked"))
def booked(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    appointment = _as_promised(row)
    if isinstance(appointment, Skip):
        return appointment
    return _about(
        appointment,
        now,
        subject=_("Booked: %(what)s, %(when)s"),
        paragraphs=(_("Your visit is booked. The invitation is attached for your calendar."),),
    )


@mail_kind(CONFIRMATION, label=pgettext_lazy("mail", "Please confirm"))
def confirmation(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    appointment = _find(row)
    if appointment is None or not appointment.awaits_confirmation:
        return Skip("It is confirmed, or given back.")
    return Letter(
        subject=_one_line(_("Please confirm: %(what)s, %(when)s"), appointment),
        paragraphs=(
            _("We keep this hour for you for half an hour. Open the page below and confirm it there."),
            _("You didn't book this? Then do nothing: the hour is given back by itself."),
        ),
        details=_details(appointment),
        button=Button(_("Confirm the visit"), manage_url(appointment)),
        sender_name=appointment.trainer.name,
        reply_to=appointment.trainer.user.email,
    )


@mail_kind(GIVEN_BACK, label=pgettext_lazy("mail", "Given back"))
def given_back(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    service = Service.objects.select_related("trainer__user").filter(pk=row.facts["service"]).first()
    start = parse_instant(row.facts["start"])
    if service is None or start is None:
        return Skip("The service is gone.")
    trainer = service.trainer
    when = date_format(start.astimezone(zone_or_utc(row.facts["zone"])), "D j M, H:i")
    return Letter(
        subject=_("Not booked: %(what)s, %(when)s") % {"what": one_line(service.name), "when": when},
        paragraphs=(
            _("We are sorry: %(trainer)s can't be there at this hour, so it is not booked.")
            % {"trainer": trainer.name},
            _("You had not confirmed it yet, so there is nothing to cancel."),
            _("You are welcome to book another time."),
        ),
        button=Button(_("Book another time"), settings.SITE_URL + service.get_absolute_url()),
        sender_name=trainer.name,
        reply_to=trainer.user.email,
    )


@mail_kind(NEW_LINK, label=pgettext_lazy("mail", "New link"))
def new_link(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    appointment = _as_promised(row)
    if isinstance(appointment, Skip):
        return appointment
    return _about(
        appointment,
        now,
        subject=_("A new link to your visit: %(what)s, %(when)s"),
        paragraphs=(_("This link replaces the one you had; the old one no longer opens the visit."),),
    )


@mail_kind(MOVED, label=pgettext_lazy("mail", "Moved"))
def moved(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    appointment = _as_promised(row)
    if isinstance(appointment, Skip):
        return appointment
    return _about(
        appointment,
        now,
        subject=_("Moved: %(what)s, now %(when)s"),
        paragraphs=(_("Your visit has a new time. The attached invitation updates your calendar."),),
    )


@mail_kind(REMINDER, label=pgettext_lazy("mail", "Reminder"))
def reminder(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    appointment = _as_promised(row)
    if isinstance(appointment, Skip):
        return appointment
    if appointment.start <= now:
        return Skip("The visit has begun.")
    return _about(
        appointment,
        now,
        subject=_("See you soon: %(what)s, %(when)s"),
        paragraphs=(
            _("A short reminder of your visit. Wear something you can move in."),
            _("If you haven't filled in your intake yet, please sign in and do it before you come."),
        ),
        invited=False,
    )


@mail_kind(CANCELLED, label=pgettext_lazy("mail", "Cancelled"))
def cancelled(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    appointment = _find(row)
    if appointment is None or appointment.status != Appointment.Status.CANCELLED:
        return Skip("The visit stands again.")
    return Letter(
        subject=_one_line(_("Cancelled: %(what)s, %(when)s"), appointment),
        paragraphs=(_cancelled_words(appointment), _("You are welcome to book another time.")),
        details=_details(appointment),
        button=Button(_("Book another time"), settings.SITE_URL + appointment.service.get_absolute_url()),
        sender_name=appointment.trainer.name,
        reply_to=appointment.trainer.user.email,
        attachments=(invitation_part(appointment, method="CANCEL", now=now),),
    )


def _cancelled_words(appointment: Appointment) -> str:
    if appointment.cancelled_by == Appointment.By.TRAINER:
        return _("We are sorry: %(trainer)s had to cancel your visit.") % {
            "trainer": appointment.trainer.name
        }
    return _("Your visit was cancelled.")


def _find(row: OutgoingEmail) -> Appointment | None:
    return (
        Appointment.objects.select_related("service__trainer", "trainer__user")
        .filter(pk=row.facts["appointment"])
        .first()
    )


def _as_promised(row: OutgoingEmail) -> Appointment | Skip:
    """The appointment, if the promise about it is still true."""
    appointment = _find(row)
    if appointment is None:
        return Skip("The visit is gone.")
    if appointment.status == Appointment.Status.CANCELLED:
        return Skip("The visit was cancelled.")
    if appointment.version != row.facts["version"]:
        return Skip("The visit was moved.")
    return appointment


def _about(
    appointment: Appointment,
    now: datetime,
    *,
    subject: str,
    paragraphs: tuple[str, ...],
    invited: bool = True,
) -> Letter:
    return Letter(
        subject=_one_line(subject, appointment),
        paragraphs=paragraphs,
        details=_details(appointment),
        button=Button(_("See, move or cancel the visit"), manage_url(appointment)),
        small_print=_("Whoever has this link can move or cancel the visit, so keep it to yourself."),
        sender_name=appointment.trainer.name,
        reply_to=appointment.trainer.user.email,
        attachments=(invitation_part(appointment, method="REQUEST", now=now),) if invited else (),
    )


def _one_line(subject: str, appointment: Appointment) -> str:
    when = date_format(appointment.start.astimezone(zone_or_utc(appointment.contact_zone)), "D j M, H:i")
    return subject % {"what": title(appointment), "when": when}


def _details(appointment: Appointment) -> tuple[tuple[str, str], ...]:
    when = [(_("When"), _in_zone(appointment, appointment.contact_zone))]
    if appointment.trainer.zone != appointment.contact_zone:
        when.append((_("At the studio"), _in_zone(appointment, appointment.trainer.zone)))
    trainer, service = appointment.trainer, appointment.service
    known = (
        (_("Where"), appointment.where),
        (_("Map"), "" if service.is_online else trainer.map_url),
        (_("How to find us"), "" if service.is_online else one_line(trainer.venue_directions)),
        (_("What to wear"), one_line(service.what_to_wear)),
        (_("Price"), service.price),
    )
    return (
        (_("What"), service.name),
        (_("With"), trainer.name),
        *when,
        *((name, value) for name, value in known if value),
    )


def _in_zone(appointment: Appointment, zone: str) -> str:
    tz = zone_or_utc(zone)
    start, end = appointment.start.astimezone(tz), appointment.end.astimezone(tz)
    return f"{date_format(start, 'l j F Y, H:i')}–{date_format(end, 'H:i')} ({tz.key.replace('_', ' ')})"

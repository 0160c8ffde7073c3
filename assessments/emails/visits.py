"""Letters to the client about one visit: booked, please confirm, new link, moved, cancelled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.emails import names, samples
from assessments.emails.truth import Visits, address_changed, visit_mail
from assessments.emails.wording import page, to_client, which_visit, zone_of
from assessments.links import booking_path
from assessments.models import Appointment
from hipcoach.common.text import one_line
from hipcoach.mail.kinds import Button, Letter, Skip
from hipcoach.mail.models import OutgoingEmail

Write: TypeAlias = Callable[[Appointment, datetime], Letter]


def about_visit(kind: str, *, label: str | Promise, place: int) -> Callable[[Write], Write]:
    """Register a letter that needs nothing but a visit that stands as promised."""

    def register(write: Write) -> Write:
        @visit_mail(kind, label=label)
        def compose(row: OutgoingEmail, now: datetime, visits: Visits) -> Letter | Skip:
            visit = visits.still_for_its_client(row)
            return visit if isinstance(visit, Skip) else write(visit, now)

        with_sample(kind, write, place=place)
        return write

    return register


def with_sample(kind: str, write: Write, *, place: int) -> None:
    samples.register(kind, lambda trainer, now: write(samples.sample_visit(trainer, now), now), place=place)


@about_visit(names.BOOKED, label=pgettext_lazy("mail", "Booked"), place=20)
def booked(visit: Appointment, now: datetime) -> Letter:
    return to_client(
        visit,
        now=now,
        subject=_("Booked: %(when)s, %(what)s"),
        heading=_("Your visit is booked"),
        paragraphs=(
            _("We look forward to seeing you. The invitation is attached for your calendar."),
            _("If your intake is still open, please fill it in before you come; it takes four minutes."),
        ),
        links=(Button(_("Fill in the intake"), page("my_intake")),),
        invitation="REQUEST",
    )


@about_visit(names.MOVED, label=pgettext_lazy("mail", "Moved"), place=30)
def moved(visit: Appointment, now: datetime) -> Letter:
    return to_client(
        visit,
        now=now,
        subject=_("Moved to %(when)s: %(what)s"),
        heading=_("Your visit has a new time"),
        paragraphs=(_("The attached invitation puts it right in your calendar."),),
        invitation="REQUEST",
    )


@about_visit(names.TAKEN_OVER, label=pgettext_lazy("mail", "Another trainer"), place=35)
def taken_over(visit: Appointment, now: datetime) -> Letter:
    trainer = one_line(visit.trainer.name)
    return to_client(
        visit,
        now=now,
        subject=_("New trainer: %(when)s, %(what)s"),
        heading=_("Your visit has a new trainer"),
        paragraphs=(
            _("Your hour stays as it is: %(trainer)s looks after you from now on.") % {"trainer": trainer},
            _("What you told us comes along, so you need not tell it twice. Please look where you meet."),
        ),
        invitation="REQUEST",
    )


@about_visit(names.NEW_LINK, label=pgettext_lazy("mail", "New link"), place=60)
def new_link(visit: Appointment, now: datetime) -> Letter:
    return to_client(
        visit,
        now=now,
        subject=_("Your new link: %(when)s, %(what)s"),
        heading=_("A new link to your visit"),
        paragraphs=(_("This link replaces the one you had; the old one no longer opens the visit."),),
        invitation="REQUEST",
    )


@visit_mail(names.CONFIRMATION, label=pgettext_lazy("mail", "Please confirm"))
def confirmation(row: OutgoingEmail, now: datetime, visits: Visits) -> Letter | Skip:
    visit = visits.of(row)
    if visit is None or not visit.awaits_confirmation:
        return Skip(_("It is confirmed, or given back."))
    return please_confirm(visit, now)


def please_confirm(visit: Appointment, now: datetime) -> Letter:
    until = (visit.hold_until or visit.start).astimezone(zone_of(visit.contact_zone))
    letter = to_client(
        visit,
        now=now,
        subject=_("Please confirm: %(when)s, %(what)s"),
        heading=_("Please confirm your visit"),
        paragraphs=(
            _("We keep this hour for you until %(until)s. Open the page below and confirm it there.")
            % {"until": f"{until:%H:%M}"},
            _("You didn't book this? Then do nothing: the hour is given back by itself."),
        ),
    )
    button = Button(_("Confirm the visit"), letter.button.url if letter.button else "")
    # Nothing but the question, to an address that nobody has confirmed yet.
    return replace(letter, button=button, links=(), small_print="", own_line="")


with_sample(names.CONFIRMATION, please_confirm, place=10)


@visit_mail(names.CANCELLED, label=pgettext_lazy("mail", "Cancelled"))
def cancelled(row: OutgoingEmail, now: datetime, visits: Visits) -> Letter | Skip:
    visit = visits.of(row)
    if visit is None:
        return Skip(_("The visit is gone."))
    if visit.status != Appointment.Status.CANCELLED:
        return Skip(_("The visit stands again."))
    return address_changed(row, visit.contact_email) or its_cancelled(visit, now)


def its_cancelled(visit: Appointment, now: datetime) -> Letter:
    letter = to_client(
        visit,
        now=now,
        subject=_("Cancelled: %(when)s, %(what)s"),
        heading=_("Your visit is cancelled"),
        paragraphs=(_cancelled_words(visit), _("You are welcome to book another time.")),
        button=Button(_("Book another time"), _again(visit)),
        invitation="CANCEL",
    )
    return replace(letter, details=which_visit(visit), links=(), own_line="", small_print="")


with_sample(names.CANCELLED, its_cancelled, place=40)


def _again(visit: Appointment) -> str:
    path = booking_path(visit)
    return settings.SITE_URL + path if path else page("trainers")


def _cancelled_words(visit: Appointment) -> str:
    if visit.cancelled_by == Appointment.By.TRAINER:
        return _("We are sorry: %(trainer)s had to cancel your visit.") % {
            "trainer": one_line(visit.trainer.name)
        }
    return _("As you wished, the hour is given back.")

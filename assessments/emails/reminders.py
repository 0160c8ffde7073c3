"""Letters ahead of a visit: the reminders, and the request for an intake that is still missing."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments import reminding
from assessments.emails import names
from assessments.emails.truth import Visits, visit_mail
from assessments.emails.visits import with_sample
from assessments.emails.wording import manage_link, page, to_client
from assessments.models import Appointment
from assessments.questions import Asked
from assessments.screens import CHECKED_WITHIN, Screens
from hipcoach.common.text import one_line
from hipcoach.mail.kinds import Button, Letter, Skip
from hipcoach.mail.models import OutgoingEmail

ANY_MINUTE = timedelta(hours=1)


@visit_mail(names.REMINDER, label=pgettext_lazy("mail", "Reminder"))
def reminder(row: OutgoingEmail, now: datetime, visits: Visits) -> Letter | Skip:
    visit = _to_come(row, now, visits)
    if isinstance(visit, Skip):
        return visit
    if row.facts["before"] not in visit.reminders:
        return Skip(_("It is no longer wanted."))
    if _is_overtaken(row, visit, now, visits):
        return Skip(_("The next reminder says it."))
    return see_you_soon(visit, now, asks=_asks(visit, now, visits.screens))


def see_you_soon(visit: Appointment, now: datetime, *, asks: Asked | None = None) -> Letter:
    """With an intake or the short check still open, that is the thing to do."""
    words = [_("A short reminder of your visit. We look forward to seeing you.")]
    if asks is Asked.WHOLE:
        words.append(_("Your intake is still open: please fill it in before you come."))
    if asks is Asked.CHECK:
        words.append(_("Before you come, please tell us how you are today; it takes a minute."))
    return to_client(
        visit,
        now=now,
        subject=_("See you soon: %(when)s, %(what)s"),
        heading=_("See you soon"),
        paragraphs=words,
        button=_button(asks) if asks else None,
        links=(
            *((manage_link(visit),) if asks else ()),
            Button(_("Choose which reminders you get"), page("my_mail")),
        ),
    )


@visit_mail(names.INTAKE_MISSING, label=pgettext_lazy("mail", "Intake, if missing"))
def intake_missing(row: OutgoingEmail, now: datetime, visits: Visits) -> Letter | Skip:
    visit = _to_come(row, now, visits)
    if isinstance(visit, Skip):
        return visit
    asks = _asks(visit, now, visits.screens)
    if asks is None:
        return Skip(_("The intake is there."))
    if _reminder_says_it(visit, now):
        return Skip(_("A reminder says it too."))
    return please_fill_in(visit, now) if asks is Asked.WHOLE else please_check(visit, now)


def please_fill_in(visit: Appointment, now: datetime) -> Letter:
    trainer = one_line(visit.trainer.name)
    return to_client(
        visit,
        now=now,
        subject=_("Before your visit of %(when)s: the intake"),
        heading=_("Before your visit: the intake"),
        paragraphs=(
            _("Before you come, %(trainer)s would like to know a little about you.") % {"trainer": trainer},
            _("It takes about four minutes, and you can pause and come back. Sign in with this address."),
        ),
        button=Button(_("Fill in the intake"), page("my_intake")),
        links=(manage_link(visit),),
    )


def please_check(visit: Appointment, now: datetime) -> Letter:
    return to_client(
        visit,
        now=now,
        subject=_("Before your visit of %(when)s: how are you?"),
        heading=_("Before your visit: how are you today?"),
        paragraphs=(
            _("A few short questions about how you are and what has changed. They take about a minute."),
            _("We ask them before every visit, so that it suits you on the day. Sign in with this address."),
        ),
        button=_button(Asked.CHECK),
        links=(manage_link(visit),),
    )


with_sample(names.INTAKE_MISSING, please_fill_in, place=50)
with_sample(names.REMINDER, see_you_soon, place=55)


def _to_come(row: OutgoingEmail, now: datetime, visits: Visits) -> Appointment | Skip:
    visit = visits.still_for_its_client(row)
    if isinstance(visit, Appointment):
        if visit.start <= now:
            return Skip(_("The visit has begun."))
        if not visit.is_confirmed:
            return Skip(_("It is on record how the visit went."))
    return visit


def _is_overtaken(row: OutgoingEmail, visit: Appointment, now: datetime, visits: Visits) -> bool:
    """By a reminder that is promised, or sent: one that a changed rule asks for too late says nothing."""
    before, offsets = row.facts["before"], set(visit.reminders)
    if not reminding.is_overtaken(before, start=visit.start, offsets=offsets, now=now):
        return False
    told = offsets & visits.reminders_of(row)
    return reminding.is_overtaken(before, start=visit.start, offsets=told, now=now)


def _asks(visit: Appointment, now: datetime, screens: Screens) -> Asked | None:
    """The intake, if it will be missing or too old when the visit begins; on the last day the short check."""
    if visit.client is None:
        return None
    current = screens.of(visit.client, now=visit.start)
    if current.needs_intake:
        return Asked.WHOLE
    is_time = visit.start - now <= CHECKED_WITHIN
    return Asked.CHECK if is_time and not current.is_fresh_for(visit.start, now=visit.start) else None


def _button(asks: Asked) -> Button:
    whole = _("Fill in the intake")
    return Button(whole if asks is Asked.WHOLE else _("Answer the short check"), page("my_intake"))


def _reminder_says_it(visit: Appointment, now: datetime) -> bool:
    """After a standstill a late reminder may go out in the same minute."""
    state = OutgoingEmail.State
    reminders = OutgoingEmail.objects.about(visit.ref).filter(kind=names.REMINDER, due_at__lte=now)
    return (
        reminders.filter(state__in=(state.PROMISED, state.SENDING), useful_until__gte=now).exists()
        or reminders.filter(state=state.SENT, settled_at__gt=now - ANY_MINUTE).exists()
    )

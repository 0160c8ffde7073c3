"""Letters ahead of a visit: the reminders, and the request for an intake that is still missing."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments import reminding
from assessments.emails import names
from assessments.emails.truth import still_for_its_client
from assessments.emails.visits import with_sample
from assessments.emails.wording import manage_link, page, to_client
from assessments.models import Appointment
from assessments.screens import latest_screen
from hipcoach.common.text import one_line
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail

ANY_MINUTE = timedelta(hours=1)


@mail_kind(names.REMINDER, label=pgettext_lazy("mail", "Reminder"))
def reminder(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    visit = _to_come(row, now)
    if isinstance(visit, Skip):
        return visit
    before, offsets = row.facts["before"], visit.reminders
    if before not in offsets:
        return Skip(_("It is no longer wanted."))
    if reminding.is_overtaken(before, start=visit.start, offsets=offsets, now=now):
        return Skip(_("The next reminder says it."))
    return see_you_soon(visit, now, needs_intake=_needs_intake(visit))


def see_you_soon(visit: Appointment, now: datetime, *, needs_intake: bool = False) -> Letter:
    """With an intake still open, that is the thing to do."""
    intake = Button(_("Fill in the intake"), page("my_intake"))
    words = [_("A short reminder of your visit. We look forward to seeing you.")]
    if needs_intake:
        words.append(_("Your intake is still open: please fill it in before you come."))
    return to_client(
        visit,
        now=now,
        subject=_("See you soon: %(when)s, %(what)s"),
        heading=_("See you soon"),
        paragraphs=words,
        button=intake if needs_intake else None,
        links=(
            *((manage_link(visit),) if needs_intake else ()),
            Button(_("Choose which reminders you get"), page("my_mail")),
        ),
    )


@mail_kind(names.INTAKE_MISSING, label=pgettext_lazy("mail", "Intake, if missing"))
def intake_missing(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    visit = _to_come(row, now)
    if isinstance(visit, Skip):
        return visit
    if not _needs_intake(visit):
        return Skip(_("The intake is there."))
    if _reminder_says_it(visit, now):
        return Skip(_("A reminder says it too."))
    return please_fill_in(visit, now)


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


with_sample(names.INTAKE_MISSING, please_fill_in, place=50)
with_sample(names.REMINDER, see_you_soon, place=55)


def _to_come(row: OutgoingEmail, now: datetime) -> Appointment | Skip:
    visit = still_for_its_client(row)
    if isinstance(visit, Appointment):
        if visit.start <= now:
            return Skip(_("The visit has begun."))
        if not visit.is_confirmed:
            return Skip(_("It is on record how the visit went."))
    return visit


def _needs_intake(visit: Appointment) -> bool:
    """Whether the intake will be missing, or too old, when the visit begins."""
    return visit.client is not None and latest_screen(client=visit.client, now=visit.start).needs_intake


def _reminder_says_it(visit: Appointment, now: datetime) -> bool:
    """After a standstill a late reminder may go out in the same minute."""
    state = OutgoingEmail.State
    reminders = OutgoingEmail.objects.about(visit.ref).filter(kind=names.REMINDER, due_at__lte=now)
    return (
        reminders.filter(state__in=(state.PROMISED, state.SENDING), useful_until__gte=now).exists()
        or reminders.filter(state=state.SENT, settled_at__gt=now - ANY_MINUTE).exists()
    )

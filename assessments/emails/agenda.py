"""The trainer's day, at half past six in the morning: names and times, nothing else."""

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from assessments.emails import names, samples
from assessments.emails.truth import address_changed
from assessments.emails.wording import page
from assessments.models import Appointment, Trainer
from hipcoach.common.text import one_line
from hipcoach.common.zones import day_bounds
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail

AT, UNTIL = time(6, 30), time(12)


def row_for(*, trainer_id: int, zone: tzinfo, to: str, day: date, now: datetime) -> OutgoingEmail:
    """The promise of one day's agenda; of use until noon."""
    return OutgoingEmail(
        key=f"trainer:{trainer_id}:{names.AGENDA}:{day.isoformat()}",
        kind=names.AGENDA,
        subject_ref=f"trainer:{trainer_id}",
        to=to,
        facts={"trainer": trainer_id, "day": day.isoformat()},
        trainer_ref=trainer_id,
        promised_at=now,
        due_at=datetime.combine(day, AT, tzinfo=zone),
        useful_until=datetime.combine(day, UNTIL, tzinfo=zone),
    )


@mail_kind(names.AGENDA, label=pgettext_lazy("mail", "Your day"))
def agenda(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    trainer = Trainer.objects.select_related("user").filter(pk=row.facts["trainer"]).first()
    if trainer is None:
        return Skip(_("The trainer is gone."))
    if not trainer.mails_agenda:
        return Skip(_("It is no longer wanted."))
    if changed := address_changed(row, trainer.user.email):
        return changed
    day = date.fromisoformat(row.facts["day"])
    begins, ends = day_bounds(day, trainer.tz)
    own = trainer.appointments.of_own_clients().confirmed()
    visits = list(own.starting_between(begins, ends).select_related("service"))
    return your_day(trainer, day, visits) if visits else Skip(_("No visit is left on that day."))


def your_day(trainer: Trainer, day: date, visits: Sequence[Appointment]) -> Letter:
    count = len(visits)
    return Letter(
        subject=ngettext("%(day)s: %(count)s visit", "%(day)s: %(count)s visits", count)
        % {"day": date_format(day, "l j F"), "count": count},
        paragraphs=(
            _("Good morning! Here is your day, in the time of %(zone)s.")
            % {"zone": trainer.zone.replace("_", " ")},
        ),
        details=tuple(_line(visit, trainer) for visit in visits),
        button=Button(_("Open the day"), f"{page('schedule')}?day={day.isoformat()}"),
        links=(Button(_("Choose which mails you get"), page("mail_texts")),),
    )


def _line(visit: Appointment, trainer: Trainer) -> tuple[str, str]:
    start, end = visit.start.astimezone(trainer.tz), visit.end.astimezone(trainer.tz)
    hours = f"{date_format(start, 'H:i')}–{date_format(end, 'H:i')}"
    return hours, f"{one_line(visit.who)}, {one_line(visit.service.name)}"


def _sample(trainer: Trainer, now: datetime) -> Letter:
    visit = samples.sample_visit(trainer, now)
    return your_day(trainer, visit.start.astimezone(trainer.tz).date(), [visit])


samples.register(names.AGENDA, _sample, place=samples.TO_TRAINER + 3)

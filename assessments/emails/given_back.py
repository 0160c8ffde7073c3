"""The mail to somebody whose unconfirmed hour the trainer closed; the row is gone, so facts speak for it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.emails import names
from assessments.emails.wording import page, zone_of
from assessments.models import Appointment, BusyBlock, Service
from hipcoach.common.http import parse_instant, utc_text
from hipcoach.common.text import one_line
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail


def promise_given_back(appointment: Appointment, *, because: str, now: datetime) -> None:
    """Take back the question whether it is confirmed, and say that it can't be had.

    `because` is what took the hour, as mail rows name it.
    """
    outbox.retire(subject_ref=appointment.ref, reason=_("The hour was given back."), now=now)
    outbox.queue(
        key=f"{appointment.ref}:{names.GIVEN_BACK}",
        kind=names.GIVEN_BACK,
        subject_ref=because,
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
    return list(OutgoingEmail.objects.about(time_off_ref(time_off)).order_by("pk"))


def time_off_ref(time_off: BusyBlock) -> str:
    return f"time-off:{time_off.pk}"


def cancel_mails(visits: Iterable[Appointment]) -> dict[int, OutgoingEmail]:
    """The mail about its cancellation, by the visit's number; one query. Who has no address has none."""
    refs = {visit.ref: visit.pk for visit in visits}
    mails = OutgoingEmail.objects.filter(subject_ref__in=refs, kind=names.CANCELLED)
    return {refs[mail.subject_ref]: mail for mail in mails}


@mail_kind(names.GIVEN_BACK, label=pgettext_lazy("mail", "Given back"))
def given_back(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    service = Service.objects.select_related("trainer__user").filter(pk=row.facts["service"]).first()
    start = parse_instant(row.facts["start"])
    if service is None or start is None:
        return Skip(_("The service is gone."))
    trainer = service.trainer
    when = date_format(start.astimezone(zone_of(row.facts["zone"])), "D j M, H:i")
    return Letter(
        subject=_("Not booked: %(when)s, %(what)s") % {"what": one_line(service.name), "when": when},
        heading=_("Not booked"),
        paragraphs=(
            _("We are sorry: %(trainer)s can't be there on %(when)s, so it is not booked.")
            % {"trainer": one_line(trainer.name), "when": when},
            _("You had not confirmed it yet, so there is nothing to cancel."),
        ),
        button=Button(
            _("Book another time"),
            settings.SITE_URL + service.get_absolute_url() if trainer.is_listed else page("trainers"),
        ),
        sender_name=trainer.name,
        reply_to=trainer.user.email,
    )

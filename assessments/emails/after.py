"""Letters after a visit: its summary is ready, and, weeks later, that it is time for another."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.emails import names, samples
from assessments.emails.truth import address_changed
from assessments.emails.wording import for_whom, page, trainer_page
from assessments.mail_links import nudges_off_url
from assessments.models import Appointment, Assessment, Client, Consent, Trainer
from assessments.screening import Outcome
from assessments.screens import latest_screen
from hipcoach.common.http import with_query
from hipcoach.common.text import one_line
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail

RESULTS_USEFUL = timedelta(days=14)
RETEST_AT = time(10)
RETEST_USEFUL = timedelta(days=7)


def promise_results(assessment: Assessment, *, now: datetime) -> None:
    """Promise the mail; a client without an address hears it from the trainer."""
    client = assessment.client
    if client.email:
        row = _row(assessment.pk, assessment.appointment_id, client, names.RESULTS_READY, now=now)
        row.due_at, row.useful_until = now, now + RESULTS_USEFUL
        outbox.queue_all([row])


def retest_row(assessment: Assessment, day: date, *, now: datetime) -> OutgoingEmail:
    """On the day that is suggested, at ten in the client's morning; another day is another promise."""
    client = assessment.client
    row = _row(assessment.pk, assessment.appointment_id, client, names.RETEST_DUE, now=now)
    row.key += f":{day}"
    row.facts |= {"day": day.toordinal()}
    row.due_at = datetime.combine(day, RETEST_AT, tzinfo=client.tz)
    row.useful_until = row.due_at + RETEST_USEFUL
    return row


@mail_kind(names.RESULTS_READY, label=pgettext_lazy("mail", "Visit summary ready"))
def results_ready(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    assessment = _find(row)
    if assessment is None:
        return Skip(_("The visit is gone."))
    if not (assessment.finished_at and assessment.shared_at):
        return Skip(_("It is not shared any more."))
    return address_changed(row, assessment.client.email) or summary_ready(
        assessment.client.trainer, assessment.client
    )


def summary_ready(trainer: Trainer, client: Client) -> Letter:
    return _letter(
        trainer,
        client,
        subject=_("The summary of your visit is ready"),
        paragraphs=(
            _("%(trainer)s has shared the summary of your visit with you.")
            % {"trainer": one_line(trainer.name)},
            _("Sign in with this address to read it. Questions? Just answer this mail."),
        ),
        button=Button(_("Read the summary"), page("my_results")),
    )


@mail_kind(names.RETEST_DUE, label=pgettext_lazy("mail", "Time for a retest"))
def retest_due(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    assessment = _find(row)
    if assessment is None:
        return Skip(_("The visit is gone."))
    client = assessment.client
    return (
        address_changed(row, client.email)
        or _not_wanted(client, now)
        or _another_day(row, client)
        or _no_retest(assessment, now)
        or time_to_look_again(client.trainer, client, url=hours_page(assessment, client))
    )


def hours_page(assessment: Assessment, client: Client) -> str:
    """The free hours round the suggested day, at the service of the last test; the trainer's page without."""
    service = assessment.appointment.service
    # Who was handed over comes to the new trainer.
    if not service.is_active or service.trainer_id != client.trainer_id:
        return trainer_page(client.trainer)
    day = client.retest_on
    asked = {"month": f"{day:%Y-%m}", "day": f"{day}"} if day else {}
    return with_query(settings.SITE_URL + service.get_absolute_url(), **asked)


def time_to_look_again(trainer: Trainer, client: Client, *, url: str) -> Letter:
    return _letter(
        trainer,
        client,
        subject=_("Time to see how far you have come"),
        paragraphs=(
            _("Some weeks have gone by since your last visit to %(trainer)s.")
            % {"trainer": one_line(trainer.name)},
            _("A second look shows what has changed, and what to do next. Pick an hour that suits you."),
        ),
        button=Button(_("Book a visit"), url),
        small_print=_("You get this because you asked for a friendly nudge now and then."),
        unsubscribe_url=nudges_off_url(client),
    )


samples.register(
    names.RESULTS_READY,
    lambda trainer, now: summary_ready(trainer, Client(pk=0, trainer=trainer)),
    place=70,
)
samples.register(
    names.RETEST_DUE,
    lambda trainer, now: time_to_look_again(
        trainer, Client(pk=0, trainer=trainer), url=trainer_page(trainer)
    ),
    place=90,
)


def wants_nudges(client: Client, now: datetime) -> bool:
    return Consent.objects.in_force(now).filter(client=client, kind=Consent.Kind.NUDGES).exists()


def nudges_wanted_since(clients: QuerySet[Any, Any], *, now: datetime) -> dict[int, datetime]:
    """Since when each of these clients wants nudges, by number; `clients` names them. One query."""
    standing = Consent.objects.in_force(now).filter(kind=Consent.Kind.NUDGES, client__in=clients)
    return dict(standing.values_list("client_id", "given_at"))


def _not_wanted(client: Client, now: datetime) -> Skip | None:
    return None if wants_nudges(client, now) else Skip(_("The client wants no nudges."))


def _another_day(row: OutgoingEmail, client: Client) -> Skip | None:
    """Rows from before days were kept name none."""
    day = row.facts.get("day")
    if day is None or (client.retest_on and client.retest_on.toordinal() == day):
        return None
    return Skip(_("Another day is suggested by now."))


def _no_retest(assessment: Assessment, now: datetime) -> Skip | None:
    client = assessment.client
    later = client.appointments.kept_or_to_come().filter(start__gt=assessment.started_at)
    newer = client.assessments.filter(started_at__gt=assessment.started_at)
    if later.exists() or newer.exists():
        return Skip(_("A later visit is booked, or was."))
    if not client.trainer.is_listed:
        return Skip(_("No visits can be booked online now."))
    screen = latest_screen(client=client, now=now)
    if screen.is_hidden:
        return Skip(_("The client has taken their consent back."))
    if screen.outcome == Outcome.STOP and not screen.may_test:
        return Skip(_("No test is open to the client now."))
    return None


def _find(row: OutgoingEmail) -> Assessment | None:
    return (
        Assessment.objects.select_related("client__trainer__user", "appointment__service__trainer")
        .filter(pk=row.facts["assessment"])
        .first()
    )


def _row(
    assessment_id: int, appointment_id: int, client: Client, kind: str, *, now: datetime
) -> OutgoingEmail:
    return OutgoingEmail(
        key=f"assessment:{assessment_id}:{kind}",
        kind=kind,
        subject_ref=Appointment(pk=appointment_id).ref,
        to=client.email,
        facts={"assessment": assessment_id},
        trainer_ref=client.trainer_id,
        promised_at=now,
    )


def _letter(
    trainer: Trainer,
    client: Client,
    *,
    subject: str,
    paragraphs: tuple[str, ...],
    button: Button,
    small_print: str = "",
    unsubscribe_url: str = "",
) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        details=for_whom(client),
        button=button,
        small_print=small_print,
        sender_name=trainer.name,
        reply_to=trainer.user.email,
        unsubscribe_url=unsubscribe_url,
    )

"""A letter to the trainer: a client's answers wait to be read. It doesn't say whose, what, or how bad."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.emails import names, samples
from assessments.emails.samples import TO_TRAINER
from assessments.emails.truth import address_changed
from assessments.models import Appointment, Client, Screen
from assessments.screens import latest_screen
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail

USEFUL = timedelta(days=14)


def promise_reading(screen: Screen, *, now: datetime) -> None:
    """For a stop and for a review alike, so that the mail doesn't tell which."""
    if not screen.matches:
        return
    trainer = screen.client.trainer
    row = OutgoingEmail(
        key=f"screen:{screen.pk}:{names.TRAINER_TO_READ}",
        kind=names.TRAINER_TO_READ,
        subject_ref=f"client:{screen.client_id}",
        to=trainer.user.email,
        facts={"screen": screen.pk},
        trainer_ref=trainer.pk,
        promised_at=now,
        due_at=now,
        useful_until=now + USEFUL,
    )
    outbox.queue_all([row])


@mail_kind(names.TRAINER_TO_READ, label=pgettext_lazy("mail", "Answers to read, to you"))
def to_read(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    screens = Screen.objects.select_related("client__trainer__user")
    screen = screens.filter(pk=row.facts["screen"]).first()
    if screen is None:
        return Skip(_("The answers are gone."))
    current = latest_screen(client=screen.client, now=now)
    if not current.may_read:
        return Skip(_("The client has taken their consent back."))
    if current.may_test:
        return Skip(_("They are read."))
    return address_changed(row, screen.client.trainer.user.email) or please_read(screen.client, now)


def please_read(client: Client, now: datetime) -> Letter:
    return Letter(
        subject=_("An intake needs your reading before the visit"),
        heading=_("An intake needs your reading"),
        paragraphs=(
            _("A client has answered the questions before a visit. Please read the answers before you meet."),
            _("Until you have, testing waits."),
        ),
        button=Button(_("Open it on the desk"), settings.SITE_URL + places_to_read([client], now)[client.pk]),
    )


def places_to_read(clients: Collection[Client], now: datetime) -> dict[int, str]:
    """By client, the visit that is next, or was last: where answers are read and released. One query."""
    visits: dict[int | None, Appointment] = {}
    for visit in Appointment.objects.booked().filter(client__in=clients).order_by("start"):
        if visit.client_id not in visits or visits[visit.client_id].end <= now:
            visits[visit.client_id] = visit
    return {client.pk: visits.get(client.pk, client).get_absolute_url() for client in clients}


samples.register(
    names.TRAINER_TO_READ,
    lambda trainer, now: please_read(Client(pk=0, trainer=trainer), now),
    place=TO_TRAINER + 4,
)

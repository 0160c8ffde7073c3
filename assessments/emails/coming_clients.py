"""The mail to a trainer whom clients were handed over to. How many, never who."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from assessments.emails import names, samples
from assessments.emails.truth import address_changed
from assessments.emails.wording import page
from assessments.models import Trainer
from assessments.screens import latest_screens
from hipcoach.common.http import utc_text
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail


def promise_welcome_of_clients(
    trainer: Trainer, *, count: int, to_read: Collection[int], now: datetime
) -> None:
    """to_read: the numbers of those whose answers the trainer before has not read."""
    outbox.queue(
        key=f"{trainer.ref}:{names.CLIENTS_COME}:{utc_text(now)}",
        kind=names.CLIENTS_COME,
        subject_ref=trainer.ref,
        to=trainer.user.email,
        facts={"trainer": trainer.pk, "count": count, "to_read": sorted(to_read)},
        trainer_ref=trainer.pk,
        due_at=now,
        now=now,
    )


@mail_kind(names.CLIENTS_COME, label=pgettext_lazy("mail", "Clients come to you"))
def clients_come(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    trainer = Trainer.objects.working().select_related("user").filter(pk=row.facts["trainer"]).first()
    if trainer is None:
        return Skip(_("The trainer is gone."))
    clients = trainer.clients.filter(pk__in=row.facts.get("to_read", ()))
    screens = latest_screens(clients=clients, now=now).values()
    unread = sum(screen.waits_to_be_read for screen in screens)
    return address_changed(row, trainer.user.email) or they_are_yours(row.facts["count"], unread=unread)


def they_are_yours(count: int, *, unread: int) -> Letter:
    waiting = ngettext(
        "Answers of %(count)s client wait to be read. Please read them before you meet.",
        "Answers of %(count)s clients wait to be read. Please read them before you meet.",
        unread,
    )
    return Letter(
        subject=ngettext(
            "%(count)s client has been handed over to you",
            "%(count)s clients have been handed over to you",
            count,
        )
        % {"count": count},
        heading=_("Somebody new to look after"),
        paragraphs=(
            _("Everything on record came along, so that you can go on where they are."),
            *((waiting % {"count": unread},) if unread else ()),
            _("Visits that go on with you stand in your schedule, and those clients know."),
        ),
        button=Button(_("See your clients"), page("clients")),
    )


samples.register(
    names.CLIENTS_COME, lambda trainer, now: they_are_yours(2, unread=1), place=samples.TO_TRAINER + 5
)

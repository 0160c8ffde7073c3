"""The mail to a client without a visit ahead whom another trainer looks after from now on.

Who has one that goes on hears it in the mail about that visit.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.emails import names, samples
from assessments.emails.truth import address_changed
from assessments.emails.wording import for_whom, page
from assessments.models import Client, Trainer
from hipcoach.common.http import utc_text
from hipcoach.common.text import one_line
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail

USEFUL_FOR = timedelta(days=7)


def promise_new_trainer(clients: Iterable[Client], to: Trainer, *, now: datetime) -> None:
    """A client without an address hears it from the trainer."""
    rows = [_row(client, to, now=now) for client in clients if client.email]
    outbox.queue_all(rows)


@mail_kind(names.NEW_TRAINER, label=pgettext_lazy("mail", "A new trainer"))
def new_trainer(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    clients = Client.objects.select_related("trainer__user", "trainer__practice")
    client = clients.standing_for(row.facts["client"]).filter(trainer=row.facts["trainer"]).first()
    if client is None:
        return Skip(_("Somebody else looks after them by now."))
    return address_changed(row, client.email) or looks_after_you(client)


def looks_after_you(client: Client) -> Letter:
    said = {"trainer": one_line(client.trainer.name), "practice": one_line(client.trainer.practice.name)}
    return Letter(
        subject=_("%(trainer)s looks after you from now on") % said,
        heading=_("A new face at %(practice)s") % said,
        paragraphs=(
            _("From now on, %(trainer)s is your trainer at %(practice)s.") % said,
            _("Everything on record came along, so you go on where you are. You need not do anything."),
            _("Questions? Just answer this mail: it goes to %(trainer)s.") % said,
        ),
        details=for_whom(client),
        button=Button(_("See your pages"), page("me")),
        sender_name=client.trainer.name,
        reply_to=client.trainer.user.email,
    )


def _row(client: Client, to: Trainer, *, now: datetime) -> OutgoingEmail:
    return OutgoingEmail(
        key=f"client:{client.pk}:{names.NEW_TRAINER}:{to.pk}:{utc_text(now)}",
        kind=names.NEW_TRAINER,
        subject_ref=f"client:{client.pk}",
        to=client.email,
        facts={"client": client.pk, "trainer": to.pk},
        trainer_ref=to.pk,
        promised_at=now,
        due_at=now,
        useful_until=now + USEFUL_FOR,
    )


samples.register(
    names.NEW_TRAINER, lambda trainer, now: looks_after_you(Client(pk=0, trainer=trainer)), place=95
)

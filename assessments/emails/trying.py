"""A test mail to the trainer's own address: an example, marked as one."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.emails import names, samples
from assessments.emails.truth import address_changed
from assessments.emails.wording import page
from assessments.models import Trainer
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail


def promise_trial(*, kind: str, trainer: Trainer, now: datetime) -> None:
    """Raises KeyError for a kind without an example."""
    example(kind, trainer=trainer, now=now)
    outbox.queue_all(
        [
            OutgoingEmail(
                key=f"trainer:{trainer.pk}:{names.TRIAL}:{uuid.uuid4()}",
                kind=names.TRIAL,
                subject_ref=f"trainer:{trainer.pk}",
                to=trainer.user.email,
                facts={"trainer": trainer.pk, "kind": kind},
                trainer_ref=trainer.pk,
                promised_at=now,
                due_at=now,
                useful_until=now + timedelta(hours=1),
            )
        ]
    )


def example(kind: str, *, trainer: Trainer, now: datetime) -> Letter:
    """The example without what would act: no invitation to file, and links that lead to the desk only."""
    letter = samples.sample(kind, trainer=trainer, now=now)
    back = page("mail_texts")
    return replace(
        letter,
        button=replace(letter.button, url=back) if letter.button else None,
        links=tuple(Button(link.label, back) for link in letter.links),
        attachments=(),
        unsubscribe_url=back if letter.unsubscribe_url else "",
    )


@mail_kind(names.TRIAL, label=pgettext_lazy("mail", "Test mail"))
def trial(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    trainer = Trainer.objects.select_related("user").filter(pk=row.facts["trainer"]).first()
    if trainer is None:
        return Skip(_("The trainer is gone."))
    letter = example(row.facts["kind"], trainer=trainer, now=now)
    # Nothing here is real, so no mail program may offer to act on it.
    marked = replace(
        letter, subject=_("[Test] %(subject)s") % {"subject": letter.subject}, unsubscribe_url=""
    )
    return address_changed(row, trainer.user.email) or marked

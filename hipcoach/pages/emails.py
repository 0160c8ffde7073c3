"""The mails about a record itself: it will be erased, unless somebody says no; and: it stays."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.emails.truth import address_changed
from assessments.emails.whose import register_mail_refs
from assessments.emails.wording import page
from assessments.models import Client
from hipcoach.common.text import one_line
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.records import numbers_of, record_of, ref_of
from hipcoach.privacy.models import ErasureRequest

ASKED = "erasure-asked"
UNDONE = "erasure-undone"
USEFUL_FOR = timedelta(days=7)


@register_mail_refs(ASKED, UNDONE)
def refs_of(clients: Collection[int]) -> Iterable[str]:
    """Those of doubles that were merged into them too."""
    return map(ref_of, numbers_of(*(Client(pk=pk) for pk in clients)))


def promise_asked(erasure: ErasureRequest, client: Client, *, now: datetime) -> None:
    _promise(ASKED, erasure, client, useful_until=erasure.due_at, now=now)


def promise_undone(erasure: ErasureRequest, client: Client, *, now: datetime) -> None:
    outbox.retire(subject_ref=ref_of(client.pk), kinds=(ASKED,), reason=_("It was taken back."), now=now)
    _promise(UNDONE, erasure, client, useful_until=now + USEFUL_FOR, now=now)


@mail_kind(ASKED, label=gettext_lazy("Erasing asked for"))
def asked(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    erasure = ErasureRequest.objects.open().filter(pk=row.facts["request"]).first()
    if erasure is None:
        return Skip(_("It was taken back, or done."))
    client = _client_of(row, erasure)
    return client if isinstance(client, Skip) else will_be_erased(erasure, client)


@mail_kind(UNDONE, label=gettext_lazy("Erasing taken back"))
def undone(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    erasure = ErasureRequest.objects.filter(pk=row.facts["request"], done_at=None).first()
    if erasure is None:
        return Skip(_("It was done."))
    client = _client_of(row, erasure)
    return client if isinstance(client, Skip) else stays(client)


def will_be_erased(erasure: ErasureRequest, client: Client) -> Letter:
    day = date_format(erasure.due_at.astimezone(client.tz), "l j F, H:i")
    return _letter(
        client,
        subject=_("Your record will be erased"),
        paragraphs=(
            _first_words(erasure, client),
            _("It happens on %(day)s. Visits still to come are cancelled then.") % {"day": day},
            _("You changed your mind, or it wasn't you? Sign in before then: one press keeps it all."),
            _("This is the last mail about it: afterwards we no longer know your address."),
        ),
        button=Button(_("See it, or keep everything"), page("my_data")),
    )


def stays(client: Client) -> Letter:
    return _letter(
        client,
        subject=_("Your record stays"),
        paragraphs=(_("The erasing was taken back. Everything is as it was, and nothing was lost."),),
        button=Button(_("See your data"), page("my_data")),
    )


def _first_words(erasure: ErasureRequest, client: Client) -> str:
    words = {
        ErasureRequest.Reason.CLIENT: _(
            "As you asked, we will erase what we keep about you with %(trainer)s."
        ),
        ErasureRequest.Reason.TRAINER: _(
            "%(trainer)s tells us that you asked for it, so we will erase what we keep about you there."
        ),
        ErasureRequest.Reason.QUIET: _(
            "You have not trained with %(trainer)s for a long time, so we will erase what we keep about you."
        ),
    }
    return words[ErasureRequest.Reason(erasure.reason)] % {"trainer": one_line(client.trainer.name)}


def _client_of(row: OutgoingEmail, erasure: ErasureRequest) -> Client | Skip:
    client = record_of(erasure.client_ref)
    if client is None:
        return Skip(_("The record is gone."))
    return address_changed(row, client.email) or client


def _promise(
    kind: str, erasure: ErasureRequest, client: Client, *, useful_until: datetime, now: datetime
) -> None:
    """A client without an address hears it from the trainer."""
    if client.email:
        outbox.queue(
            key=f"erasure:{erasure.pk}:{kind}",
            kind=kind,
            subject_ref=ref_of(client.pk),
            to=client.email,
            facts={"request": erasure.pk},
            trainer_ref=client.trainer_id,
            due_at=now,
            useful_until=useful_until,
            now=now,
        )


def _letter(client: Client, *, subject: str, paragraphs: tuple[str, ...], button: Button) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        button=button,
        sender_name=client.trainer.name,
        reply_to=client.trainer.user.email,
    )

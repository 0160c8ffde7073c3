"""Take a merge back: every row goes where it was, or nothing does and it is said why not."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import contacts, emails
from assessments.diary import diary_of
from assessments.models import Appointment, Assessment, Client, Consent, Intake, Merge, Screen, Trainer
from assessments.screening import Outcome
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.merging import CONTACT, hanging, hold, move, note, remind_anew, retest_of
from hipcoach.privacy.models import ErasureRequest
from programs.models import Plan


class Kept(StrEnum):
    """Why a merge can't be taken back."""

    TOO_LATE = "too_late"
    MERGED_ON = "merged_on"
    CONTACT = "contact"
    ADDRESS = "address"
    STOP = "stop"
    ERASURE = "erasure"
    GONE_ON = "gone_on"


WORDS: dict[Kept, Promise] = {
    Kept.TOO_LATE: _("This merge is more than 30 days old, so it stays as it is."),
    Kept.MERGED_ON: _("Another record was merged with this one since. Please take that back first."),
    Kept.CONTACT: _("The contact was changed since, so it is no longer clear what belongs to whom."),
    Kept.ADDRESS: _("Another client has the address of the merged record by now. Please change that first."),
    Kept.STOP: _("A stop was answered since, and nobody can say whose it is. It stays in force here."),
    Kept.ERASURE: _("This record is to be erased. Keep it first, if that is what is wanted."),
    Kept.GONE_ON: _("Tests, plans or consents went on since from what was merged. It can't be taken apart."),
}


class CannotUndo(Exception):
    """The merge stays; `str()` says why, kindly."""

    def __init__(self, reason: Kept) -> None:
        self.reason = reason
        super().__init__(str(WORDS[reason]))


def can_be_undone(merge: Merge, *, now: datetime) -> bool:
    """As far as time is concerned; what happened since is looked at when it is tried."""
    return merge.undone_at is None and merge.record is not None and now < merge.undo_until


def undo(*, merge: Merge, trainer: Trainer, now: datetime) -> Client:
    """Put both records back as they were, and return the one that comes back; twice is harmless.

    What was answered, booked or logged since stays with the record that was kept. Raises CannotUndo.
    """
    try:
        with diary_of(trainer.pk) as locked:
            row = Merge.objects.select_for_update(no_key=True).get(pk=merge.pk, kept__trainer=locked)
            if row.undone_at:
                return Client.objects.get(pk=row.gone_ref)
            return _undo(row, _locked(locked, row), trainer=locked, now=now)
    except IntegrityError as error:
        raise CannotUndo(Kept.GONE_ON) from error


def _undo(merge: Merge, kept: Client, *, trainer: Trainer, now: datetime) -> Client:
    _demand_undoable(merge, kept, now=now)
    record: dict[str, Any] = merge.record
    visits = [
        visit
        for visit in contacts.visits_to_come(kept, with_address=kept.email, now=now)
        if str(visit.pk) in record["written_to"]
    ]
    current_user = kept.user_id
    for name in CONTACT:
        setattr(kept, name, record["before"][name])
    if record["after"]["user_id"] != current_user:
        # Proven since: the address is as it was, so the proof is.
        kept.user_id = current_user
    kept.formerly = _formerly(kept, record)
    _put_retest_back(kept, record)
    kept.save(update_fields=[*CONTACT, "formerly", "retest_on", "retest_is_chosen"])
    gone: Client = _put_back(Client, {**record["gone"], "trainer_id": kept.trainer_id})
    move(record["moved"], to=gone.pk)
    _restore(record, merge, now=now)
    contacts.mark_sharing(trainer, [kept.email, gone.email])
    for visit in visits:
        visit.client = gone if visit.pk in record["moved"][Appointment._meta.label] else kept
        contacts.write_to([visit], record["written_to"][str(visit.pk)], now=now)
    if any(client.reminders_off != record["after"]["reminders_off"] for client in (kept, gone)):
        remind_anew([kept, gone], but=visits, now=now)
    merge.undone_at, merge.record = now, None
    merge.save(update_fields=["undone_at", "record"])
    # By now each is known by its own number alone.
    for client in (kept, gone):
        emails.send_on(client, was=record["after"]["email"], now=now)
    for pk in (kept.pk, gone.pk):
        note(trainer.user, pk, f"client {gone.pk}", "merge undone", now=now)
    return gone


def _formerly(kept: Client, record: dict[str, Any]) -> list[str]:
    """Without what came from the other record."""
    theirs = set(record["gone"].get("formerly", ())) - set(record.get("formerly", ()))
    return [word for word in kept.formerly if word not in theirs]


def _put_retest_back(kept: Client, record: dict[str, Any]) -> None:
    """Unless it was set otherwise since. Older merges kept nothing of it."""
    retest = record.get("retest")
    if retest and retest_of(kept) == retest["after"]:
        day, kept.retest_is_chosen = retest["before"]
        kept.retest_on = day and date.fromisoformat(day)


def _restore(record: dict[str, Any], merge: Merge, *, now: datetime) -> None:
    """What the merge had set aside so that nothing stood twice, and what it had marked."""
    Screen.objects.filter(pk__in=record["screens"]).update(merged_from=None, merged_at=None)
    Consent.objects.filter(pk__in=record["consents"]).update(withdrawn_at=None)
    for draft in record["drafts"]:
        _put_back(Intake, draft)
    if record["plan"]:
        Plan.objects.filter(pk=record["plan"]).update(archived_at=None)
    OutgoingEmail.objects.filter(
        pk__in=record["mails"], state=OutgoingEmail.State.SKIPPED, useful_until__gt=now
    ).update(state=OutgoingEmail.State.PROMISED, reason="", settled_at=None)


def _demand_undoable(merge: Merge, kept: Client, *, now: datetime) -> None:
    if not can_be_undone(merge, now=now):
        raise CannotUndo(Kept.TOO_LATE)
    if ErasureRequest.objects.open().about(kept.pk).exists():
        raise CannotUndo(Kept.ERASURE)
    record: dict[str, Any] = merge.record
    if record["kept"] != kept.pk or kept.merges.standing().filter(merged_at__gt=merge.merged_at).exists():
        raise CannotUndo(Kept.MERGED_ON)
    if any(getattr(kept, name) != record["after"][name] for name in ("email", "phone", "reminders_off")):
        raise CannotUndo(Kept.CONTACT)
    gone = record["gone"]
    for side in (record["before"], gone):
        others = kept.trainer.clients.with_email(side["email"]).exclude(pk=kept.pk)
        if others.exists() and not side["shares_email"]:
            raise CannotUndo(Kept.ADDRESS)
    if kept.screens.filter(made_at__gt=merge.merged_at, outcome=Outcome.STOP).exists():
        raise CannotUndo(Kept.STOP)
    if not _all_there(record, merge, kept) or _went_on(record):
        raise CannotUndo(Kept.GONE_ON)


def _all_there(record: dict[str, Any], merge: Merge, kept: Client) -> bool:
    """Whether all that moved is still there, and what was ended is as the merge left it."""
    moved = all(
        model._base_manager.filter(
            **{column: kept.pk}, pk__in=record["moved"].get(model._meta.label, ())
        ).count()
        == len(record["moved"].get(model._meta.label, ()))
        for model, column in hanging()
    )
    consents = Consent.objects.in_bulk(map(int, record["consents"]))
    as_ended = all(
        int(pk) in consents and consents[int(pk)].withdrawn_at == datetime.fromisoformat(ended_at)
        for pk, ended_at in record["consents"].items()
    )
    plan = Plan.objects.filter(pk=record["plan"], archived_at=merge.merged_at).count()
    return moved and as_ended and plan == bool(record["plan"])


def _went_on(record: dict[str, Any]) -> bool:
    """Whether something of a client that came since hangs on what moved: a plan's next version, its logs."""
    owned = {model for model, _column in hanging()}
    for label, pks in record["moved"].items():
        for relation in apps.get_model(label)._meta.related_objects:
            later = relation.related_model
            if later in owned and pks:
                known = record["moved"].get(later._meta.label, ())
                rows = later._base_manager.filter(**{f"{relation.field.name}__in": pks})
                if rows.exclude(pk__in=known).exists():
                    return True
    return False


def _put_back(model: type[models.Model], values: dict[str, Any]) -> Any:
    """The row as it was, under its own number, with the moments it had."""
    row = model(
        **{
            each.attname: _moment(values[each.attname], each)
            for each in model._meta.concrete_fields
            if each.attname in values
        }
    )
    row.save_base(raw=True, force_insert=True)
    return row


def _moment(value: Any, column: "models.Field[Any, Any]") -> Any:
    is_moment = isinstance(value, str) and isinstance(column, models.DateField)
    return column.to_python(value) if is_moment else value


def _locked(trainer: Trainer, merge: Merge) -> Client:
    """The record that was kept, after what others lock before they come to it; see merging."""
    hold(Assessment.objects.filter(client=merge.kept_id))
    hold(Appointment.objects.filter(client=merge.kept_id))
    hold(trainer.clients.filter(pk=merge.kept_id))
    return trainer.clients.select_related("trainer").get(pk=merge.kept_id)

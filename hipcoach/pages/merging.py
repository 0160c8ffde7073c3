"""Make two records of one person one: look first, then do it in one transaction that can be undone.

What hangs on a client is moved row by row to the record that is kept; the other's row goes. A sealed record
of it all stays for as long as `unmerging` can still put it back. Nothing a screen says is loosened, see
assessments.doubles and assessments.screens.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from assessments import contacts, doubles, emails
from assessments.diary import diary_of
from assessments.doubles import Given, LivePlan, NotMergeable, Obstacle, Outcome, Side
from assessments.models import Appointment, Assessment, Client, Consent, Intake, Merge, Screen, Trainer
from assessments.screens import CurrentScreen, latest_screens, stop_signs
from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry, ErasureRequest
from programs import emails as plan_emails
from programs.models import Plan

CONTACT = ("email", "phone", "reminders_off", "user_id", "shares_email")


class Changed(Exception):
    """What was looked at is no longer so; nothing was merged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One of the two records as the preview shows it: what hangs on it, by model label, and its screen."""

    client: Client
    side: Side
    rows: dict[str, list[int]]
    screen: CurrentScreen

    def count(self, model: type[models.Model]) -> int:
        return len(self.rows[model._meta.label])


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """`is_leaving`: somebody has asked that one of the two be erased."""

    kept: Half
    gone: Half
    is_leaving: bool
    at: datetime

    @property
    def seen(self) -> str:
        """Names just this state: a merge that was agreed to must find it again."""
        halves = (self.kept, self.gone)
        state = [(half.side, sorted(half.rows.items()), half.screen.outcome.value) for half in halves]
        return hashlib.sha256(repr(state).encode()).hexdigest()[:32]

    @property
    def clients(self) -> list[Client]:
        return [self.kept.client, self.gone.client]

    @property
    def must_choose(self) -> bool:
        return doubles.differ(self.kept.side, self.gone.side)

    def outcome(self, address_of: int | None = None) -> Outcome:
        """Raises NotMergeable."""
        if self.is_leaving:
            raise NotMergeable(Obstacle.ERASURE)
        return doubles.merged(self.kept.side, self.gone.side, address_of=address_of, now=self.at)


def hanging() -> list[tuple[type[models.Model], str]]:
    """(model, column) of everything that belongs to a client."""
    return [
        (relation.related_model, relation.field.attname)
        for relation in Client._meta.related_objects
        if isinstance(relation.related_model, type)
    ]


def survey(*, kept: Client, gone: Client, now: datetime) -> Survey:
    """Both records as they stand."""
    screens = latest_screens(clients=[kept, gone], now=now)
    return Survey(
        kept=_half(kept, screens[kept.pk], now=now),
        gone=_half(gone, screens[gone.pk], now=now),
        is_leaving=ErasureRequest.objects.open().about(kept.pk, gone.pk).exists(),
        at=now,
    )


def merge(
    *, kept: Client, gone: Client, address_of: int | None, seen: str, trainer: Trainer, now: datetime
) -> Merge:
    """Make `gone` part of `kept`; both are the trainer's. Sent twice, it is merged once.

    address_of: the client whose address stays, where they differ. seen: of the survey that was agreed to.
    Raises Changed, NotMergeable, and DoesNotExist for a client of somebody else.
    """
    with diary_of(trainer.pk) as locked:
        if done := Merge.objects.standing().filter(kept=kept, gone_ref=gone.pk).first():
            return done
        kept, gone = _locked(locked, kept.pk, gone.pk)
        found = survey(kept=kept, gone=gone, now=now)
        if found.seen != seen:
            raise Changed
        return _merge(found, found.outcome(address_of), trainer=locked, now=now)


def _merge(found: Survey, outcome: Outcome, *, trainer: Trainer, now: datetime) -> Merge:
    kept, gone = found.kept.client, found.gone.client
    record: dict[str, Any] = {
        "kept": kept.pk,
        "before": {name: getattr(kept, name) for name in CONTACT},
        "gone": as_values(gone),
        "formerly": kept.formerly,
        **_set_aside(outcome, now=now),
    }
    aside = {Intake._meta.label: outcome.drafts_aside}
    record["moved"] = {
        label: [pk for pk in pks if pk not in aside.get(label, ())] for label, pks in found.gone.rows.items()
    }
    record["screens"] = list(
        Screen.objects.filter(pk__in=record["moved"][Screen._meta.label], merged_from=None).values_list(
            "pk", flat=True
        )
    )
    Screen.objects.filter(pk__in=record["screens"]).update(merged_from=gone.pk, merged_at=now)
    letters = {kept.email.casefold(), gone.email.casefold()} - {outcome.email.casefold()}
    visits = [
        visit
        for client in (kept, gone)
        for address in letters & {client.email.casefold()}
        for visit in contacts.visits_to_come(client, with_address=address, now=now)
    ]
    record["written_to"] = {str(visit.pk): visit.contact_email for visit in visits}
    retest = _tested_last(kept, gone)
    record["retest"] = {"before": retest_of(kept), "after": retest_of(retest)}
    move(record["moved"], to=kept.pk)
    gone.delete()
    for visit in visits:
        visit.client = kept
    kept.email, kept.phone, kept.user_id = outcome.email, outcome.phone, outcome.user
    kept.reminders_off = list(outcome.reminders_off)
    kept.retest_on, kept.retest_is_chosen = retest.retest_on, retest.retest_is_chosen
    kept.remember(*gone.formerly)
    columns = ["email", "phone", "user", "reminders_off", "formerly", "retest_on", "retest_is_chosen"]
    kept.save(update_fields=columns)
    contacts.mark_sharing(trainer, [record["before"]["email"], record["gone"]["email"]])
    contacts.write_to(visits, outcome.email, now=now)
    if any(record[side]["reminders_off"] != kept.reminders_off for side in ("before", "gone")):
        remind_anew([kept], but=visits, now=now)
    kept.refresh_from_db()
    record["after"] = {name: getattr(kept, name) for name in CONTACT}
    for pk in (kept.pk, record["gone"]["id"]):
        note(trainer.user, pk, f"client {kept.pk}", "merged", now=now)
    merge = Merge(kept=kept, gone_ref=record["gone"]["id"], merged_by=trainer.user, merged_at=now)
    merge.record = record
    merge.save()
    # By now mails about the record that is gone are known to be the kept one's.
    for side in ("before", "gone"):
        emails.send_on(kept, was=record[side]["email"], now=now)
    return merge


def _tested_last(kept: Client, gone: Client) -> Client:
    """Whose retest stays: it counts from the last test. Without any, whose day is set."""
    tests = Assessment.objects.finished().filter(client__in=(kept, gone)).order_by("-started_at", "-pk")
    if last := tests.values_list("client", flat=True).first():
        return kept if last == kept.pk else gone
    return kept if kept.retest_on or kept.retest_is_chosen else gone


def retest_of(client: Client) -> list[Any]:
    """As a record keeps it."""
    return [client.retest_on and client.retest_on.isoformat(), client.retest_is_chosen]


def _set_aside(outcome: Outcome, *, now: datetime) -> dict[str, Any]:
    """End what would stand twice; returns what undoing needs of it."""
    drafts = Intake.objects.filter(pk__in=outcome.drafts_aside)
    values = [as_values(draft) for draft in drafts]
    drafts.delete()
    for pk, ended_at in outcome.consents_ended.items():
        Consent.objects.filter(pk=pk).update(withdrawn_at=ended_at)
    mails: list[int] = []
    ended = Plan.objects.select_related("client").filter(pk__in=filter(None, [outcome.plan_ended]))
    if plan := ended.first():
        mails = list(OutgoingEmail.objects.about(plan.ref).unsettled().values_list("pk", flat=True))
        plan.archived_at = now
        plan.save(update_fields=["archived_at"])
        plan_emails.retire_promises(plan, now=now)
    return {
        "drafts": values,
        "plan": outcome.plan_ended,
        "mails": mails,
        "consents": {str(pk): ended_at.isoformat() for pk, ended_at in outcome.consents_ended.items()},
    }


def move(rows: dict[str, list[int]], *, to: int) -> None:
    """Hang these rows on the client of this number, as they are; what they say does not change."""
    for model, column in hanging():
        if pks := rows.get(model._meta.label):
            model._base_manager.filter(pk__in=pks).update(**{column: to})


def remind_anew(clients: Collection[Client], *, but: Iterable[Appointment], now: datetime) -> None:
    """Of their visits ahead, after a changed choice; but for those that are just promised anew as a whole."""
    visits = Appointment.objects.confirmed().filter(client__in=clients, start__gt=now)
    rest = visits.exclude(pk__in=[visit.pk for visit in but])
    emails.promise_reminders_anew(list(rest.select_related("service", "trainer", "client")), now=now)


def as_values(row: models.Model) -> dict[str, Any]:
    """A row's columns, as JSON keeps them to the microsecond."""
    values = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def note(user: User, client_id: int, subject: str, what: str, *, now: datetime) -> None:
    audit.record(
        actor=user,
        client_id=client_id,
        act=AuditEntry.Act.CHANGE,
        subject=subject,
        fields=[what],
        now=now,
    )


def _locked(trainer: Trainer, kept: int, gone: int) -> tuple[Client, Client]:
    """Both rows, after what others lock before they come to a client: a test, then its visit."""
    hold(Assessment.objects.filter(client__in=(kept, gone)))
    hold(Appointment.objects.filter(client__in=(kept, gone)))
    hold(trainer.clients.filter(pk__in=(kept, gone)))
    rows = trainer.clients.select_related("user")
    return rows.get(pk=kept), rows.exclude(pk=kept).get(pk=gone)


def hold(rows: "models.QuerySet[Any]") -> None:
    list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def _half(client: Client, screen: CurrentScreen, *, now: datetime) -> Half:
    rows = {
        model._meta.label: list(
            model._base_manager.filter(**{column: client.pk}).order_by("pk").values_list("pk", flat=True)
        )
        for model, column in hanging()
    }
    return Half(client=client, side=_side(client, now=now), rows=rows, screen=screen)


def _side(client: Client, *, now: datetime) -> Side:
    intakes = list(client.intakes.all())
    whole = client.intakes.submitted().whole().first()
    plan = client.plans.current().first()
    return Side(
        key=client.pk,
        email=client.email,
        phone=client.phone,
        user=client.user_id,
        reminders_off=tuple(client.reminders_off),
        consents=tuple(
            Given(key=each.pk, kind=each.kind, given_at=each.given_at, withdrawn_at=each.withdrawn_at)
            for each in client.consents.order_by("pk")
        ),
        refused={kind: _refused(intakes, kind) for kind in Consent.Kind.values},
        drafts=tuple(_draft(each, whole, client, now=now) for each in intakes if each.submitted_at is None),
        plan=LivePlan(key=plan.pk, assigned_at=plan.assigned_at) if plan else None,
    )


def _draft(draft: Intake, whole: Intake | None, client: Client, *, now: datetime) -> doubles.Draft:
    return doubles.Draft(
        key=draft.pk,
        kind=draft.kind,
        begun_at=draft.started_at,
        warns=bool(stop_signs(draft, whole=whole, client=client, now=now)),
    )


def _refused(intakes: Iterable[Intake], kind: str) -> list[datetime]:
    """When the box of this kind was left open in an intake that asked for it."""
    return [
        each.submitted_at
        for each in intakes
        if each.submitted_at and kind in each.answers and each.answers[kind] is not True
    ]

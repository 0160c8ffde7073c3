"""Revise a plan: a new numbered version takes the place of the one before, which is archived unchanged.

The client's row lock comes first; what the client must not do is read behind it, never from a form. The
number of a line, and that of the series, go on, so that sessions logged before count on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Client, Trainer
from assessments.screens import latest_screen
from hipcoach.common.cautions import CAUTION_LABELS, Caution
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs import emails
from programs.models import Exercise, Plan, PlanItem
from programs.models.dose import MOST_LINES
from programs.refusals import Refused
from programs.standing import why_screen_closed
from programs.suggesting import circumstances

# What a line asks for; see also models.dose.Dose. `order` follows from the place in the draft.
LINE_FIELDS = (
    *("block", "sets", "reps_low", "reps_high", "hold_low", "hold_high", "rest", "load_kg", "tempo"),
    *("from_week", "to_week", "grows_in", "grows_by", "grows_every", "note"),
)


class Outdated(Refused):
    """The version that was revised is no longer the current one; `current` is, if there is any."""

    def __init__(self, message: str, *, current: Plan | None) -> None:
        super().__init__(message)
        self.current = current


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A line as it shall be: `line` of the version before, or None for a new one."""

    exercise: Exercise
    asks: Mapping[str, Any]
    line: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    starts_on: date
    weeks: int
    sessions_per_week: int
    note: str = ""
    lines: tuple[DraftLine, ...] = field(default_factory=tuple)


def draft_of(plan: Plan) -> Draft:
    """The plan as it is."""
    return Draft(
        starts_on=plan.starts_on,
        weeks=plan.weeks,
        sessions_per_week=plan.sessions_per_week,
        note=plan.note,
        lines=tuple(
            DraftLine(
                line=item.line,
                exercise=item.exercise,
                asks={name: getattr(item, name) for name in LINE_FIELDS},
            )
            for item in plan.items.select_related("exercise")
        ),
    )


def revise(*, plan: Plan, trainer: Trainer, draft: Draft, now: datetime) -> Plan:
    """Make the draft the client's plan. Saving what is already so makes no version.

    Raises Outdated where another version has come since, Refused where the screen is closed, a line goes past
    a limit, or the draft holds nothing, too much or what isn't the trainer's, DoesNotExist for another
    trainer's client.
    """
    with transaction.atomic():
        client = lock(trainer, plan)
        current = current_or_refuse(client, plan)
        if draft == draft_of(current):
            return current
        screen = latest_screen(client=client, now=now)
        if reason := why_screen_closed(screen):
            raise Refused(reason)
        limits = circumstances(screens={client.pk: screen})[client.pk].cautions
        _refuse_lines(current, draft, trainer=trainer, limits=limits)
        return write(current, draft, trainer=trainer, actor=trainer.user, fields=["revised"], now=now)


def lines_of_series(plan: Plan) -> list[UUID]:
    """The numbers of all lines that any version of this plan has held: what was left out may come back."""
    items = PlanItem.objects.filter(plan__client=plan.client_id, plan__series=plan.series)
    return list(items.order_by().values_list("line", flat=True).distinct())


def lock(trainer: Trainer, plan: Plan) -> Client:
    return trainer.clients.select_for_update(no_key=True).get(pk=plan.client_id)


def current_or_refuse(client: Client, plan: Plan) -> Plan:
    """The plan, read behind the lock."""
    current = client.plans.current().first()
    if current is None:
        raise Outdated(_("This plan was archived in the meantime, so nothing was changed."), current=None)
    if current.pk != plan.pk:
        raise Outdated(
            _("Version %(number)s came in the meantime, so nothing was changed.")
            % {"number": current.version},
            current=current,
        )
    current.client = client
    return current


def write(
    current: Plan,
    draft: Draft,
    *,
    trainer: Trainer,
    actor: AbstractBaseUser | None,
    fields: list[str],
    now: datetime,
) -> Plan:
    """The next version, behind the client's lock; nobody is the `actor` of a step that went by itself."""
    before = {item.line: item for item in current.items.all()}
    current.archived_at = now
    current.save(update_fields=["archived_at"])
    emails.retire_promises(current, now=now, is_revised=True)
    plan = Plan.objects.create(
        client=current.client,
        assessment_id=current.assessment_id,
        template_id=current.template_id,
        previous=current,
        version=current.version + 1,
        series=current.series,
        small_steps=current.small_steps,
        name=current.name,
        summary=current.summary,
        starts_on=draft.starts_on,
        sessions_per_week=draft.sessions_per_week,
        weeks=draft.weeks,
        reasons=current.reasons,
        rule_version=current.rule_version,
        inputs=current.inputs,
        note=draft.note,
        assigned_by=trainer.user,
        assigned_at=now,
    )
    PlanItem.objects.bulk_create(_items(plan, draft, before))
    audit.record(
        actor=actor,
        client_id=plan.client_id,
        act=AuditEntry.Act.CHANGE,
        subject=f"plan {plan.pk}",
        fields=fields,
        now=now,
    )
    emails.promise_assigned(plan, now=now)
    return plan


def _items(plan: Plan, draft: Draft, before: Mapping[UUID, PlanItem]) -> Iterator[PlanItem]:
    """A line that goes on with its exercise keeps the name it was assigned under."""
    for order, line in enumerate(draft.lines, start=1):
        was = before.get(line.line) if line.line else None
        same = was if was and was.exercise_id == line.exercise.pk else line.exercise
        yield PlanItem(
            plan=plan,
            order=order,
            line=line.line or uuid4(),
            exercise=line.exercise,
            name=same.name,
            per_side=same.per_side,
            **line.asks,
        )


def _refuse_lines(current: Plan, draft: Draft, *, trainer: Trainer, limits: frozenset[str]) -> None:
    if not draft.lines:
        raise Refused(_("A plan needs at least one exercise. To end it, archive it instead."))
    if len(draft.lines) > MOST_LINES:
        raise Refused(
            _("That is more than %(most)s exercises. Please leave some out.") % {"most": MOST_LINES}
        )
    held = set(current.items.values_list("line", "exercise_id"))
    open_ = set(Exercise.objects.open_to(trainer).values_list("pk", flat=True))
    lines = [line.line for line in draft.lines if line.line]
    known = len(lines) == len(set(lines)) and set(lines) <= set(lines_of_series(current))
    if not known or any(
        line.exercise.pk not in open_ and (line.line, line.exercise.pk) not in held for line in draft.lines
    ):
        raise Refused(_("One of these exercises isn't in this plan or your library. Please start again."))
    for line in draft.lines:
        if past := limits.intersection(line.exercise.cautions):
            raise Refused(
                _("%(name)s goes past a limit agreed for this client (%(limits)s). Please leave it out.")
                % {
                    "name": line.exercise.name,
                    "limits": ", ".join(str(CAUTION_LABELS[Caution(tag)]) for tag in sorted(past)).lower(),
                }
            )

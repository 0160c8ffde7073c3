"""Verbs of progression: take or decline a suggested step, and let small ones go by themselves.

Each takes the client's lock first and derives the steps anew behind it, so that a page left open, a second
tap or a second worker never takes one that no longer stands.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Client, Trainer
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs import progression, revising
from programs.models import Decision, Plan, SessionLog
from programs.models.plans import PlanQuerySet
from programs.progress import LOOKS_BACK, Ready, ready
from programs.progression import Kind, Step
from programs.refusals import Refused
from programs.revising import DraftLine, draft_of
from programs.second_looks import STEPPED

GONE = gettext_lazy("This suggestion no longer stands; there is newer news.")


def take(*, plan: Plan, trainer: Trainer, steps: Mapping[int, str], now: datetime) -> Plan:
    """Take these steps, kinds by the number of the plan's line, in one revision; a second tap gives the same.

    Raises Refused where one of them no longer stands, DoesNotExist for another trainer's client.
    """
    with transaction.atomic():
        client = revising.lock(trainer, plan)
        if done := _already(plan, steps):
            return done
        current = revising.current_or_refuse(client, plan)
        found = [each for each in _ready(current, now=now) if steps.get(each.item.pk) == each.step.kind]
        if not found or len(found) < len(steps):
            raise Refused(str(GONE))
        return _take(current, found, trainer=trainer, actor=trainer.user, now=now)


def decline(*, plan: Plan, trainer: Trainer, item: int, kind: str, now: datetime) -> None:
    """What it rests on is not counted again. Declining twice, or what no longer stands, is harmless."""
    with transaction.atomic():
        client = revising.lock(trainer, plan)
        current = revising.current_or_refuse(client, plan)
        for each in _ready(current, now=now):
            if (each.item.pk, each.step.kind) == (item, kind):
                _decide([each], outcome=Decision.Outcome.DECLINED, actor=trainer.user, now=now)
                _note(current, actor=trainer.user, fields=["step declined"], now=now)


def look_again(*, plan: Plan, trainer: Trainer, decision: int, now: datetime) -> None:
    """The trainer has looked at a step whose sessions were put right since. Twice is harmless."""
    with transaction.atomic():
        revising.lock(trainer, plan)
        steps = Decision.objects.filter(
            pk=decision,
            plan_item__plan__client=plan.client_id,
            outcome__in=STEPPED,
            reopened_at__isnull=False,
        )
        if steps.update(reopened_at=None):
            _note(plan, actor=trainer.user, fields=["step looked at again"], now=now)


def let_small_steps(*, plan: Plan, trainer: Trainer, by_themselves: bool, now: datetime) -> Plan:
    """Whether small steps of this client's plan, and of the versions to come, go without asking."""
    with transaction.atomic():
        client = revising.lock(trainer, plan)
        current = revising.current_or_refuse(client, plan)
        if current.small_steps != by_themselves:
            current.small_steps = by_themselves
            current.save(update_fields=["small_steps"])
            _note(current, actor=trainer.user, fields=["small steps"], now=now)
        return current


def take_small_steps(now: datetime) -> int:
    """Take every small step that is due where the trainer has chosen so; return how many plans moved on.

    Asks what is due, so that a job lost or doubled changes nothing.
    """
    # Numbers first: the few are then looked up, where a join would read every client.
    numbers = list(_automatic(now).order_by().values_list("pk", flat=True))
    due = ready(list(_along(Plan.objects.filter(pk__in=numbers))), now=now)
    return sum(
        _take_small(plan_id, now=now)
        for plan_id, found in sorted(due.items())
        if any(each.step.is_small for each in found)
    )


def _take_small(plan_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        # Who has been erased meanwhile is not locked, and has no plan left.
        of_plan = Plan.objects.filter(pk=plan_id).values("client_id")
        Client.objects.select_for_update(no_key=True).filter(pk__in=of_plan).first()
        plan = _along(_automatic(now).filter(pk=plan_id)).first()
        found = [each for each in _ready(plan, now=now) if each.step.is_small] if plan else []
        if plan and found:
            _take(plan, found, trainer=plan.client.trainer, actor=None, now=now)
        return bool(found)


def _automatic(now: datetime) -> PlanQuerySet:
    """Plans whose small steps go by themselves, and whose clients have trained lately."""
    lately = now.date() - LOOKS_BACK - timedelta(days=1)
    trained = SessionLog.objects.filter(client=OuterRef("client"), day__gte=lately)
    return Plan.objects.current().filter(Exists(trained.order_by()), small_steps=True)


def _along(plans: PlanQuerySet) -> PlanQuerySet:
    return plans.select_related("client__trainer__user").defer("reasons", "inputs")


def _ready(plan: Plan, *, now: datetime) -> tuple[Ready, ...]:
    return ready([plan], now=now).get(plan.pk, ())


def _already(plan: Plan, steps: Mapping[int, str]) -> Plan | None:
    """The version that just these steps have led to already."""
    taken = Decision.objects.filter(
        plan_item__plan=plan, plan_item__in=steps, outcome=Decision.Outcome.TAKEN
    ).select_related("revision")
    kinds = {each.plan_item_id: each.kind for each in taken}
    return taken[0].revision if kinds and kinds == dict(steps) else None


def _take(
    plan: Plan, found: Collection[Ready], *, trainer: Trainer, actor: AbstractBaseUser | None, now: datetime
) -> Plan:
    taken = {each.item.line: each for each in found}
    draft = draft_of(plan)
    lines = tuple(_moved(line, taken[line.line]) if line.line in taken else line for line in draft.lines)
    fields = ["steps taken"] if actor else ["small steps by themselves"]
    new = revising.write(
        plan, replace(draft, lines=lines), trainer=trainer, actor=actor, fields=fields, now=now
    )
    outcome = Decision.Outcome.TAKEN if actor else Decision.Outcome.AUTOMATIC
    _decide(found, outcome=outcome, actor=actor, revision=new, now=now)
    return new


def _moved(line: DraftLine, ready_: Ready) -> DraftLine:
    """The line after the step; another exercise leaves the load, the tempo and the growth behind."""
    work = ready_.step.work
    asks = dict(line.asks) | {
        "sets": work.sets,
        "reps_low": work.reps[0],
        "reps_high": work.reps[1],
        "hold_low": work.hold[0],
        "hold_high": work.hold[1],
        "load_kg": work.load,
    }
    if ready_.step.kind == Kind.SUPPORT:
        asks["note"] = f"{asks['note']} {_('Keep a hand on a wall or rail.')}".strip()
    if ready_.exercise:
        asks |= {"tempo": "", "note": "", "grows_in": "", "grows_by": 0, "grows_every": 1}
    return replace(line, exercise=ready_.exercise or line.exercise, asks=asks)


def _decide(
    found: Iterable[Ready],
    *,
    outcome: Decision.Outcome,
    actor: AbstractBaseUser | None,
    revision: Plan | None = None,
    now: datetime,
) -> None:
    Decision.objects.bulk_create(
        Decision(
            plan_item=each.item,
            kind=each.step.kind,
            cause=each.step.cause,
            outcome=outcome,
            seen=each.seen,
            rule_version=progression.RULE_VERSION,
            inputs=_inputs(each.step),
            revision=revision,
            decided_by_id=actor.pk if actor else None,
            decided_at=now,
        )
        for each in found
    )


def _inputs(step: Step) -> Any:
    """What the rule saw and said, as JSON gives it back."""
    return {"sessions": list(step.sessions), "reason": str(step.reason), "variant": step.variant}


def _note(plan: Plan, *, actor: AbstractBaseUser | None, fields: list[str], now: datetime) -> None:
    audit.record(
        actor=actor,
        client_id=plan.client_id,
        act=AuditEntry.Act.CHANGE,
        subject=f"plan {plan.pk}",
        fields=fields,
        now=now,
    )

"""What changed in a client's plan, in words, since the version they last trained by. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from programs import changes
from programs.changes import Row, Version
from programs.models import Plan, PlanItem


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatChanged:
    """`plan` against `since`, both versions of one plan."""

    plan: Plan
    since: Plan
    changes: tuple[str, ...]


def what_changed(plan: Plan) -> WhatChanged | None:
    """Several revisions in a row are told as one; None where nothing was revised."""
    since = _since(plan)
    if since is None:
        return None
    items = PlanItem.objects.filter(plan__in=[plan, since])
    rows = list(items)
    told = changes.between(_version(since, rows), _version(plan, rows))
    return WhatChanged(plan=plan, since=since, changes=told) if told else None


def _since(plan: Plan) -> Plan | None:
    """The earlier version with the newest session, else the one just before."""
    earlier = Plan.objects.filter(client=plan.client_id, series=plan.series, version__lt=plan.version).defer(
        "reasons", "inputs"
    )
    trained = earlier.filter(session_logs__isnull=False).order_by("-version").first()
    return trained or earlier.order_by("-version").first()


def _version(plan: Plan, items: Iterable[PlanItem]) -> Version:
    return Version(
        starts_on=plan.starts_on,
        weeks=plan.weeks,
        sessions_per_week=plan.sessions_per_week,
        note=plan.note,
        rows=tuple(_row(item, weeks=plan.weeks) for item in items if item.plan_id == plan.pk),
    )


def _row(item: PlanItem, *, weeks: int) -> Row:
    return Row(
        key=str(item.line),
        exercise=item.exercise_id,
        name=item.name,
        work=item.work,
        weeks=(item.from_week, item.to_week if item.to_week < weeks else 0),
        growth=(item.grows_in, item.grows_by, item.grows_every),
        rest=item.rest,
        tempo=item.tempo,
        note=item.note,
        block=item.block,
    )

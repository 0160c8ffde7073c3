"""Sessions of a plan, logged as the client's page does, with what each line tells."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from programs.models import ItemLog, Plan, SessionLog


def train(
    plan: Plan, *, at: datetime, lines: Mapping[str, Mapping[str, Any]] | None = None, **told: Any
) -> SessionLog:
    """Everything of the week done in full, easy and without pain, but for what is told, perhaps by line."""
    log = SessionLog.objects.create(
        client=plan.client,
        plan=plan,
        key=uuid4(),
        day=at.date(),
        logged_at=at,
        **({"effort": "easy", "pain": 0} | told),
    )
    for item in plan.items.of_week(plan.week_of(log.day)).select_related("exercise"):
        asked = item.in_week(plan.week_of(log.day))
        top = asked.reps[1] if asked.reps[0] else asked.hold[1]
        differing = (lines or {}).get(item.exercise.slug, {})
        ItemLog.objects.create(
            session=log, plan_item=item, **({"sets_done": asked.sets, "amount": top} | differing)
        )
    return log


def train_twice(plan: Plan, *, now: datetime, **told: Any) -> None:
    """Two days ago and yesterday."""
    for days in (2, 1):
        train(plan, at=now - timedelta(days=days), **told)

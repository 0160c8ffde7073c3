"""How the plans of a trainer's clients go, at a glance: sessions done, pain told, standstill. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q

from programs.following import local_day
from programs.models import ItemLog, Plan, SessionLog

# The window of what is told; a trainer's habit, not a norm.
LATELY = timedelta(days=14)
STANDS_STILL_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One current plan. `done` of `planned` are sessions since it began, `planned` only of days gone by.

    `worst_pain` is the worst told within two weeks, None where nobody told any; `idle_days` since the last
    session, or since the start.
    """

    plan: Plan
    done: int
    planned: int
    worst_pain: int | None
    pain_on: date | None
    idle_days: int
    pain_limit: int
    is_running: bool
    not_begun: bool

    @property
    def hurts(self) -> bool:
        return self.worst_pain is not None and self.worst_pain >= self.pain_limit

    @property
    def stands_still(self) -> bool:
        return self.is_running and self.idle_days > STANDS_STILL_AFTER.days

    @property
    def needs_a_look(self) -> bool:
        return self.hurts or self.stands_still


def glances(plans: Collection[Plan], *, now: datetime) -> dict[int, Glance]:
    """By plan id; come with client and trainer loaded. One query, for many plans as for few."""
    sessions: dict[UUID, list[_Session]] = defaultdict(list)
    for series, day, *pains, skipped in _sessions(plans):
        told = [pain for pain in pains if pain is not None]
        sessions[series].append(_Session(day=day, pain=max(told, default=None), hurt=bool(skipped)))
    return {plan.pk: _glance(plan, sessions[plan.series], now=now) for plan in plans}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    day: date
    pain: int | None
    hurt: bool


def _glance(plan: Plan, sessions: Sequence[_Session], *, now: datetime) -> Glance:
    today = local_day(plan.client, now)
    limit = plan.client.trainer.pain_limit
    # An exercise left out because it hurt counts as pain at the limit, where no number was told.
    lately = [
        (max(session.pain or 0, limit if session.hurt else 0), session.day)
        for session in sessions
        if session.day > today - LATELY and (session.hurt or session.pain is not None)
    ]
    worst, worst_on = max(lately, default=(None, None))
    last = max((session.day for session in sessions), default=plan.starts_on)
    return Glance(
        plan=plan,
        done=len(sessions),
        planned=_planned(plan, today),
        worst_pain=worst,
        pain_on=worst_on,
        idle_days=max((today - max(last, plan.starts_on)).days, 0),
        pain_limit=limit,
        is_running=plan.starts_on <= today <= plan.ends_on,
        not_begun=today < plan.starts_on,
    )


def _planned(plan: Plan, today: date) -> int:
    """Sessions of whole weeks gone by and of the days of this one: nobody is behind on a Monday."""
    days = min(max((today - plan.starts_on).days, 0), plan.weeks * 7)
    return plan.sessions_per_week * days // 7


def _sessions(plans: Collection[Plan]) -> Iterable[tuple[UUID, date, int | None, int | None, int | None]]:
    logs = SessionLog.objects.filter(plan__series__in={plan.series for plan in plans}).order_by()
    return logs.annotate(
        worst=Max("items__pain"), hurt=Count("items", filter=Q(items__skipped=ItemLog.Skipped.PAIN))
    ).values_list("plan__series", "day", "pain", "worst", "hurt")

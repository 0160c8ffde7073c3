"""The plans of a trainer's clients on one page: who needs a look, and which steps wait. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from assessments.models import Trainer
from assessments.screens import latest_screens
from programs import second_looks
from programs.asking import Waiting, waiting
from programs.following import is_suspended
from programs.glance import LATELY, Glance, glances
from programs.models import Plan, Question
from programs.progress import Ready, ready

SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A client's current plan. A paused one stands still by itself and waits for no step.

    `again` says whether something that it rests on was put right since.
    """

    plan: Plan
    glance: Glance
    steps: tuple[Ready, ...]
    is_paused: bool
    again: bool

    @property
    def first_steps(self) -> tuple[Ready, ...]:
        """As many as the desk has room for."""
        return self.steps[:SHOWN]

    @property
    def needs_a_look(self) -> bool:
        return self.glance.hurts or self.again or (self.glance.stands_still and not self.is_paused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    rows: tuple[Row, ...]
    asked: tuple[Waiting, ...] = ()

    @property
    def to_look_at(self) -> list[Row]:
        """Pain first, the worst of it, then who has not trained for longest."""
        found = [row for row in self.rows if row.needs_a_look]
        return sorted(
            found,
            key=lambda row: (not row.glance.hurts, -(row.glance.worst_pain or 0), -row.glance.idle_days),
        )

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.steps]

    @property
    def shown(self) -> list[int]:
        """The clients of whom it tells."""
        asked = {each.client.pk for each in self.asked}
        return sorted(asked.union(row.plan.client_id for row in (*self.to_look_at, *self.waiting)))


def overview(trainer: Trainer, *, now: datetime) -> Overview:
    """As many queries for many clients as for few; who took consent back is left out."""
    plans = Plan.objects.current().filter(client__trainer=trainer).select_related("client__trainer")
    rows = of_plans(
        list(plans.defer("reasons", "inputs", "note").order_by("client__name", "pk")), now=now
    ).rows
    return Overview(rows=rows, asked=_asked(trainer, now=now))


def of_plans(plans: Collection[Plan], *, now: datetime) -> Overview:
    screens = latest_screens(clients=[plan.client for plan in plans], now=now)
    readable = [plan for plan in plans if screens[plan.client_id].may_read]
    seen, steps = glances(readable, now=now), ready(readable, now=now, known=screens)
    again = second_looks.reopened(readable).keys() | second_looks.corrected_tests(
        readable, since=now - LATELY
    )
    return Overview(
        rows=tuple(
            Row(
                plan=plan,
                glance=seen[plan.pk],
                steps=steps.get(plan.pk, ()),
                is_paused=is_suspended(screens[plan.client_id]),
                again=plan.pk in again,
            )
            for plan in readable
        )
    )


def _asked(trainer: Trainer, *, now: datetime) -> tuple[Waiting, ...]:
    """Whoever asked, also without a plan now."""
    clients = list(trainer.clients.filter(pk__in=Question.objects.waiting().order_by().values("client")))
    screens = latest_screens(clients=clients, now=now) if clients else {}
    return waiting([client for client in clients if screens[client.pk].may_read])

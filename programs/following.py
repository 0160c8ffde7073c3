"""A client's plan as it stands on a day: live or suspended, which week, what is done. Reads only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessments.models import Client
from assessments.screening import Outcome
from assessments.screens import CurrentScreen, latest_screen
from programs.models import Plan, PlanItem, SessionLog
from programs.models.logs import SessionLogQuerySet
from programs.models.plans import PlanItemQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """The current plan on `day`, a date of the client's zone.

    `week` counts from 1. `items` are the lines of that week, empty while the plan is suspended;
    `sessions` are what was logged in it, the newest first.
    """

    plan: Plan
    screen: CurrentScreen
    day: date
    week: int
    items: tuple[PlanItem, ...]
    sessions: tuple[SessionLog, ...]

    @property
    def suspended(self) -> bool:
        return is_suspended(self.screen)

    @property
    def done_today(self) -> bool:
        return any(session.day == self.day for session in self.sessions)

    @property
    def not_begun(self) -> bool:
        return self.day < self.plan.starts_on

    @property
    def is_over(self) -> bool:
        return self.day > self.plan.ends_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    number: int
    starts_on: date
    done: int


def is_suspended(screen: CurrentScreen) -> bool:
    """Whether this screen suspends a live plan: a stop or a lock does, a review to come does not.

    Derived whenever a plan is read, so that a stop counts from the moment it is answered (DOMAIN, "Intake
    and the screen").
    """
    return not screen.may_test and screen.outcome != Outcome.REVIEW


def local_day(client: Client, now: datetime) -> date:
    return now.astimezone(client.tz).date()


def following(*, client: Client, day: date, now: datetime) -> Following | None:
    """The client's current plan on `day`, or None without one. As many queries for many lines as for few."""
    plan = client.plans.current().select_related("client__trainer").first()
    if plan is None:
        return None
    screen = latest_screen(client=client, now=now)
    week = plan.week_of(day)
    items = plan.items.none() if is_suspended(screen) else lines_of(plan, week)
    return Following(
        plan=plan,
        screen=screen,
        day=day,
        week=week,
        items=tuple(items),
        sessions=sessions_of_week(plan, week),
    )


def lines_of(plan: Plan, week: int) -> PlanItemQuerySet:
    """A week's lines with all that a page shows of them; three queries."""
    lines = plan.items.of_week(week).select_related("exercise")
    return lines.prefetch_related("exercise__work__muscle")


def sessions_of(plan: Plan) -> SessionLogQuerySet:
    """What its client logged, in any version of it; notes stay sealed."""
    return SessionLog.objects.of_series(plan).defer("note")


def sessions_of_week(plan: Plan, week: int) -> tuple[SessionLog, ...]:
    """What was logged in a week of the plan, in any version, the newest first."""
    return tuple(log for log in sessions_of(plan) if plan.week_of(log.day) == week)


def weeks_of(plan: Plan, sessions: Iterable[SessionLog]) -> tuple[Week, ...]:
    """Each week of the plan with the sessions that were logged in it."""
    done = Counter(plan.week_of(session.day) for session in sessions)
    return tuple(
        Week(number=number, starts_on=plan.starts_on + timedelta(weeks=number - 1), done=done[number])
        for number in range(1, plan.weeks + 1)
    )

"""A client's plan as it stands on a day: live or suspended, which week, what is done. Reads only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessments.models import Client
from assessments.screening import Outcome
from assessments.screens import CurrentScreen, latest_screen
from programs.models import Plan, PlanItem, SessionLog


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
    items = plan.items.none() if is_suspended(screen) else plan.items.of_week(week)
    return Following(
        plan=plan,
        screen=screen,
        day=day,
        week=week,
        items=tuple(items.select_related("exercise").prefetch_related("exercise__work__muscle")),
        sessions=sessions_of_week(plan, week),
    )


def sessions_of_week(plan: Plan, week: int) -> tuple[SessionLog, ...]:
    """What was logged in a week of the plan, the newest first; notes are left sealed."""
    return tuple(log for log in plan.session_logs.defer("note") if plan.week_of(log.day) == week)


def weeks_of(plan: Plan, sessions: Iterable[SessionLog]) -> tuple[Week, ...]:
    """Each week of the plan with the sessions that were logged in it."""
    done = Counter(plan.week_of(session.day) for session in sessions)
    return tuple(
        Week(number=number, starts_on=plan.starts_on + timedelta(weeks=number - 1), done=done[number])
        for number in range(1, plan.weeks + 1)
    )

"""Why a plan may not be given to a client now, or move on: the screen, and a pain stop. Reads only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.findings import Grade
from assessments.models import Client, Finding
from assessments.screening import Outcome
from assessments.screens import CurrentScreen, latest_screens
from programs.matching import Profile
from programs.suggesting import circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is in force for one client. `closed` says why no plan may be assigned, or nothing."""

    screen: CurrentScreen
    closed: str
    profile: Profile


def why_closed(*, client: Client, screen: CurrentScreen) -> str:
    """Why no plan may be assigned to this client now, or nothing."""
    return why_screen_closed(screen) or _why_stopped(last_grades([client.pk]).get(client.pk, ""))


def why_screen_closed(screen: CurrentScreen) -> str:
    if screen.may_test:
        return ""
    if screen.outcome == Outcome.REVIEW:
        return _("The intake waits for your decision. Please read it and record what you decide first.")
    return _("The screen is closed, so no plan can be assigned now.")


def standings(
    clients: Collection[Client], *, now: datetime, known: Mapping[int, CurrentScreen] | None = None
) -> dict[int, Standing]:
    """By client id, in as many queries for many clients as for one; `known` are screens just read."""
    pks = {client.pk for client in clients}
    read = latest_screens(clients=clients, now=now) if known is None else known
    screens = {pk: screen for pk, screen in read.items() if pk in pks}
    grades = last_grades(screens)
    profiles = circumstances(screens=screens)
    return {
        pk: Standing(
            screen=screen,
            closed=why_screen_closed(screen) or _why_stopped(grades.get(pk, "")),
            profile=profiles[pk],
        )
        for pk, screen in screens.items()
    }


def last_grades(clients: Collection[int]) -> dict[int, str]:
    """The overall grade of each client's last finished test."""
    findings = Finding.objects.filter(
        assessment__client__in=clients, assessment__finished_at__isnull=False
    ).order_by("assessment__finished_at", "pk")
    return dict(findings.values_list("assessment__client_id", "overall"))


def _why_stopped(grade: str) -> str:
    if grade != Grade.PAIN_STOP:
        return ""
    return _("The last test ended with a pain stop. A plan waits until a new test goes without one.")

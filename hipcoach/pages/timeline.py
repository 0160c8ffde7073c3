"""One timeline of a client: visits, intakes, findings, plans, logged sessions and mails, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.findings import GRADE_WORDS, Grade
from assessments.models import Client
from hipcoach.mail.models import OutgoingEmail

MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    at: datetime
    title: str
    text: str = ""
    url: str = ""
    status: str = ""
    status_label: str = ""
    # The plan of a logged session; and when the first of several began.
    session_of: int | None = None
    since: datetime | None = None


def timeline(client: Client, *, with_health: bool) -> list[Moment]:
    """At most MOST moments, in a constant number of queries; sessions in a row are one moment.

    Without `with_health` (no consent to use health data) it tells of the visits only.
    """
    moments = list(_visits(client))
    if with_health:
        moments += [*_intakes(client), *_findings(client), *_plans(client), *_sessions(client)]
    moments.sort(key=lambda moment: moment.at, reverse=True)
    return [_together(list(run)) for _key, run in groupby(moments, key=_session_or_itself)][:MOST]


def mails_of(client: Client) -> list[OutgoingEmail]:
    """The mails promised about this client's visits and plans, the latest first."""
    refs = [
        f"appointment:{pk}"
        for pk in client.appointments.order_by("-start").values_list("pk", flat=True)[:MOST]
    ]
    refs += [f"plan:{pk}" for pk in client.plans.values_list("pk", flat=True)[:MOST]]
    return list(OutgoingEmail.objects.filter(subject_ref__in=refs).order_by("-due_at", "-pk")[:MOST])


def _session_or_itself(moment: Moment) -> object:
    return moment.session_of or id(moment)


def _together(run: list[Moment]) -> Moment:
    """One moment for sessions of one plan that nothing else came between."""
    if len(run) == 1:
        return run[0]
    return replace(run[0], title=_("%(number)s sessions done") % {"number": len(run)}, since=run[-1].at)


def _visits(client: Client) -> Iterator[Moment]:
    for visit in client.appointments.booked().select_related("service").order_by("-start")[:MOST]:
        yield Moment(
            at=visit.start,
            title=visit.service.name,
            url=visit.get_absolute_url(),
            status=visit.status,
            status_label=visit.get_status_display(),
        )


def _intakes(client: Client) -> Iterator[Moment]:
    for intake in client.intakes.submitted().select_related("screen").defer("answers")[:MOST]:
        if intake.submitted_at:
            yield Moment(
                at=intake.submitted_at,
                title=_("Intake filled in"),
                status=intake.screen.outcome,
                status_label=intake.screen.get_outcome_display(),
            )


def _findings(client: Client) -> Iterator[Moment]:
    for assessment in client.assessments.finished().select_related("finding")[:MOST]:
        grade = assessment.finding.overall
        if assessment.finished_at:
            yield Moment(
                at=assessment.finished_at,
                title=_("Hip flexor strength test"),
                url=reverse("appointment", args=[assessment.appointment_id]),
                status=grade or "ungraded_none",
                status_label=str(GRADE_WORDS[Grade(grade)]) if grade else _("no overall finding"),
            )


def _plans(client: Client) -> Iterator[Moment]:
    for plan in client.plans.order_by("-assigned_at")[:MOST]:
        yield Moment(
            at=plan.assigned_at,
            title=_("Plan assigned"),
            text=plan.name,
            url=plan.get_absolute_url(),
            status="archived" if plan.archived_at else "live",
            status_label=_("archived") if plan.archived_at else _("live"),
        )


def _sessions(client: Client) -> Iterator[Moment]:
    for log in client.session_logs.select_related("plan").order_by("-logged_at")[:MOST]:
        yield Moment(at=log.logged_at, title=_("Session done"), text=log.plan.name, session_of=log.plan_id)

"""One timeline of a client: visits, intakes, findings, plans, logged sessions and mails, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

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


def timeline(client: Client) -> list[Moment]:
    """At most MOST moments, in a constant number of queries."""
    moments = [*_visits(client), *_intakes(client), *_findings(client), *_plans(client), *_sessions(client)]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:MOST]


def mails_of(client: Client) -> list[OutgoingEmail]:
    """The mails promised about this client's visits and plans, the latest first."""
    refs = [
        f"appointment:{pk}"
        for pk in client.appointments.order_by("-start").values_list("pk", flat=True)[:MOST]
    ]
    refs += [f"plan:{pk}" for pk in client.plans.values_list("pk", flat=True)[:MOST]]
    return list(OutgoingEmail.objects.filter(subject_ref__in=refs).order_by("-due_at", "-pk")[:MOST])


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
            status_label=_("earlier") if plan.archived_at else _("current"),
        )


def _sessions(client: Client) -> Iterator[Moment]:
    for log in client.session_logs.select_related("plan").order_by("-logged_at")[:MOST]:
        yield Moment(at=log.logged_at, title=_("Session done"), text=log.plan.name)

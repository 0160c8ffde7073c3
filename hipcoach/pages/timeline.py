"""One timeline of a client: visits, intakes, findings, plans, logged sessions and mails, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.findings import GRADE_WORDS, Grade
from assessments.models import Client
from hipcoach.mail.models import OutgoingEmail

MOST = 60
MAILS = "mails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    at: datetime
    title: str
    text: str = ""
    url: str = ""
    status: str = ""
    status_label: str = ""
    is_quiet: bool = False
    # What it is one of, where many come in a row and are told as one; and when the first of them was.
    one_of: str = ""
    since: datetime | None = None


def timeline(client: Client, *, with_health: bool, mails: Iterable[OutgoingEmail] = ()) -> list[Moment]:
    """At most MOST moments, in a constant number of queries; sessions or mails in a row are one moment.

    Without `with_health` (no consent to use health data) it tells of the visits only.
    """
    moments = list(_visits(client))
    if with_health:
        moments += [*_intakes(client), *_findings(client), *_plans(client), *_sessions(client)]
        moments += _mails(mails)
    moments.sort(key=lambda moment: moment.at, reverse=True)
    return [_together(list(run)) for _key, run in groupby(moments, key=_one_or_itself)][:MOST]


def mails_of(client: Client) -> list[OutgoingEmail]:
    """The mails promised about this client's visits and plans, the latest first."""
    refs = [
        f"appointment:{pk}"
        for pk in client.appointments.order_by("-start").values_list("pk", flat=True)[:MOST]
    ]
    refs += [f"plan:{pk}" for pk in client.plans.values_list("pk", flat=True)[:MOST]]
    return list(OutgoingEmail.objects.filter(subject_ref__in=refs).order_by("-due_at", "-pk")[:MOST])


def _one_or_itself(moment: Moment) -> object:
    return moment.one_of or id(moment)


def _together(run: list[Moment]) -> Moment:
    """One moment for sessions of one plan, or for mails, that nothing else came between."""
    last = run[0]
    if len(run) == 1:
        return last
    if last.one_of == MAILS:
        kinds = " · ".join(dict.fromkeys(moment.text for moment in reversed(run)))
        return replace(last, title=_("%(number)s mails") % {"number": len(run)}, text=kinds, since=run[-1].at)
    return replace(last, title=_("%(number)s sessions done") % {"number": len(run)}, since=run[-1].at)


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
                title=_("Short check answered") if intake.is_check else _("Intake filled in"),
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
        yield Moment(
            at=log.logged_at, title=_("Session done"), text=log.plan.name, one_of=f"plan {log.plan_id}"
        )


def _mails(mails: Iterable[OutgoingEmail]) -> Iterator[Moment]:
    """Those that are over: what is still to come stands in their own list."""
    for mail in mails:
        if mail.settled_at and mail.state == OutgoingEmail.State.SENT:
            yield Moment(
                at=mail.settled_at, title=_("Mail"), text=mail.kind_name, is_quiet=True, one_of=MAILS
            )
        elif mail.settled_at and mail.state != OutgoingEmail.State.SKIPPED:
            yield Moment(
                at=mail.settled_at,
                title=_("Mail"),
                text=mail.kind_name,
                is_quiet=True,
                status=mail.status,
                status_label=mail.get_state_display(),
            )

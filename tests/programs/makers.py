"""A client who is ready for a plan, through the real verbs and rules."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from assessments import findings
from assessments.findings import EndedBy, KneeLevel, Passive, Setup, Side, SideTest, Thresholds, TrialKind
from assessments.models import Assessment, Client, Finding, Service
from assessments.questions import EQUIPMENT
from programs.assigning import assign
from programs.following import local_day
from programs.logbook import Session, log_session
from programs.models import Exercise, Plan, SessionLog, Template, TemplateItem
from tests.assessments.standing import send_intake
from tests.makers import make_appointment

WHOLE_KIT = {"equipment": [kit for kit, _label in EQUIPMENT]}


def make_assessment(
    *, client: Client, service: Service, at: datetime, left: float = 6, right: float = 6, pain: int = 0
) -> Assessment:
    """A finished test with one counted hold a side, in seconds, the knee above the hip."""
    appointment = make_appointment(client=client, service=service, start=at, status="attended")
    assessment = Assessment.objects.create(
        appointment=appointment,
        client=client,
        tester=service.trainer,
        started_at=at,
        finished_at=at,
        surface_height_cm=45,
    )
    sides = (side_test(Side.LEFT, left, pain), side_test(Side.RIGHT, right, 0))
    conditions = {"setup": Setup(surface_height_cm=45.0), "thresholds": Thresholds()}
    reading = findings.read(*sides, **conditions)
    Finding.objects.create(
        assessment=assessment,
        rule_version=reading.rule_version,
        overall=reading.overall or "",
        left=reading.left.grade,
        right=reading.right.grade,
        inputs=findings.inputs(*sides, **conditions),
        made_at=at,
    )
    return assessment


def side_test(side: Side, hold: float, pain: int) -> SideTest:
    trial = findings.Trial(
        side=side,
        kind=TrialKind.COUNTED,
        number=1,
        cleared=True,
        hold=hold,
        capped=False,
        knee=KneeLevel.ABOVE,
        ended_by=EndedBy.DROP,
        pain=pain,
    )
    return SideTest(passive=Passive(level=KneeLevel.ABOVE), trials=(trial,))


def make_ready(client: Client, *, now: datetime, **answers: Any) -> None:
    """An unremarkable intake, sent a week ago, with every piece of equipment unless `answers` differ."""
    send_intake(client, {**WHOLE_KIT, **answers}, now=now - timedelta(days=7))


def shared_template(slug: str = "above-the-hip") -> Template:
    return Template.objects.get(owner=None, slug=slug)


def make_template(*, exercises: Iterable[str], slug: str = "made", **fields: Any) -> Template:
    """A shared template of these exercises, 2 x 10 each over its 4 weeks, covering nothing in particular."""
    template = Template.objects.create(
        slug=slug,
        **({"name": slug.title(), "for_grades": [], "sessions_per_week": 3, "weeks": 4} | fields),
    )
    TemplateItem.objects.bulk_create(
        TemplateItem(
            template=template,
            exercise=Exercise.objects.get(owner=None, slug=exercise),
            block="strength",
            order=order,
            sets=2,
            reps_low=10,
            reps_high=10,
            to_week=4,
        )
        for order, exercise in enumerate(exercises, start=1)
    )
    return template


def assigned_plan(
    client: Client, *, now: datetime, template: Template | None = None, starts_on: date | None = None
) -> Plan:
    return assign(
        client=client,
        template=template or shared_template(),
        trainer=client.trainer,
        starts_on=starts_on or local_day(client, now),
        now=now,
    )


def make_session(plan: Plan, *, now: datetime, sets: int = 1, **told: Any) -> SessionLog:
    """A session of the plan's client, logged right away: so many sets of its first line."""
    line = plan.items.all()[0]
    session = Session(**({"sets": {line.pk: sets}} | told))
    day = local_day(plan.client, now)
    return log_session(client=plan.client, plan=plan, key=uuid4(), day=day, session=session, now=now)

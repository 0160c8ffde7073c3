"""One page tells a client's whole story, and reading it leaves a trace."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.emails import names
from assessments.models import Client, Service
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.timeline import mails_of, timeline
from hipcoach.privacy.models import AuditEntry
from programs.logbook import Session, log_session
from programs.models import Plan
from tests.mail.promises import promise
from tests.makers import make_appointment
from tests.programs.makers import assigned_plan, make_assessment, make_ready

State = OutgoingEmail.State


def train(plan: Plan, *, at: datetime) -> None:
    item = plan.items.all()[0]
    log_session(
        client=plan.client, plan=plan, key=uuid4(), day=at.date(), session=Session(sets={item.pk: 1}), now=at
    )


def test_everything_is_there_newest_first(
    ada: Client, service: Service, shelves: None, now: datetime
) -> None:
    make_ready(ada, now=now)
    make_assessment(client=ada, service=service, at=now - timedelta(days=2))
    train(assigned_plan(ada, now=now), at=now + timedelta(days=1))
    make_appointment(client=ada, service=service, start=now + timedelta(days=30))
    titles = [moment.title for moment in timeline(ada, with_health=True)]
    assert titles == [
        "Movement assessment",
        "Session done",
        "Plan assigned",
        "Movement assessment",
        "Hip flexor strength test",
        "Intake filled in",
    ]


def test_mails_in_a_row_are_one_moment_and_one_that_failed_stands_alone(
    ada: Client, service: Service, shelves: None, now: datetime
) -> None:
    make_ready(ada, now=now)
    visit = make_appointment(client=ada, service=service, start=now + timedelta(days=30))
    for hours, (kind, state) in enumerate(
        [
            (names.BOOKED, State.SENT),
            (names.REMINDER, State.SENT),
            (names.MOVED, State.FAILED),
            ("x", State.SKIPPED),
        ],
        start=1,
    ):
        row = promise(now=now, kind=kind, subject_ref=visit.ref)
        OutgoingEmail.objects.filter(pk=row.pk).update(state=state, settled_at=now + timedelta(hours=hours))
    told = [
        (moment.title, moment.text, moment.status)
        for moment in timeline(ada, with_health=True, mails=mails_of(ada))
        if moment.is_quiet
    ]
    assert told == [("Mail", "Moved", "failed"), ("2 mails", "Booked · Reminder", "")]


def test_sessions_in_a_row_are_one_moment(ada: Client, shelves: None, now: datetime) -> None:
    make_ready(ada, now=now)
    plan = assigned_plan(ada, now=now)
    for days in (1, 3, 5):
        train(plan, at=now + timedelta(days=days))
    first = timeline(ada, with_health=True)[0]
    assert (first.title, first.since, first.at) == (
        "3 sessions done",
        now + timedelta(days=1),
        now + timedelta(days=5),
    )


def test_without_consent_it_tells_of_the_visits_only(
    desk: Browser, ada: Client, service: Service, shelves: None, now: datetime
) -> None:
    make_ready(ada, now=now)
    make_assessment(client=ada, service=service, at=now - timedelta(days=2))
    assigned_plan(ada, now=now)
    ada.consents.filter(kind="health_data").update(withdrawn_at=now)
    page = desk.get(ada.get_absolute_url())
    assert [moment.title for moment in page.context["moments"]] == ["Movement assessment"]
    assert "Above the hip" not in page.content.decode()
    assert "Limited" not in page.content.decode()


def test_reading_it_is_noted_without_values(desk: Browser, ada: Client, now: datetime) -> None:
    desk.get(ada.get_absolute_url())
    assert not AuditEntry.objects.exists()  # There was nothing to read.
    make_ready(ada, now=now)
    desk.get(ada.get_absolute_url())
    entry = AuditEntry.objects.get(subject="timeline")
    assert (entry.actor, entry.client_ref, entry.act, entry.at) == (ada.trainer.user, ada.pk, "read", now)


def test_a_long_story_costs_as_few_queries_as_a_short_one(
    desk: Browser, ada: Client, service: Service, shelves: None, now: datetime
) -> None:
    make_ready(ada, now=now)
    plan = assigned_plan(ada, now=now)
    counts = []
    for days in ((1,), range(2, 12)):
        for day in days:
            train(plan, at=now + timedelta(days=day))
            make_assessment(client=ada, service=service, at=now - timedelta(days=day))
        with CaptureQueriesContext(connection) as queries:
            desk.get(ada.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]

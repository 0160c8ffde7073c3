"""The trainer's desk: today's visits in the trainer's day, and only their own."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments import consents, screens
from assessments.models import Appointment, CalendarSource, Clearance, Client, Consent, Service, Trainer
from hipcoach.privacy.models import AuditEntry
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.sources import make_source
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.assessments.under_way import make_started
from tests.makers import make_appointment, make_client, make_service, make_trainer


def page(desk: Browser) -> str:
    return desk.get("/desk/").content.decode()


def test_an_empty_day_says_what_to_do(desk: Browser) -> None:
    assert "Nothing booked today" in page(desk)


@pytest.mark.parametrize(
    ("start", "listed"),
    [
        (datetime(2026, 11, 29, 23, 0, tzinfo=UTC), True),  # Midnight in Berlin, where the day begins.
        (datetime(2026, 11, 29, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), False),
    ],
)
def test_today_is_the_trainers_day(
    desk: Browser, ada: Client, service: Service, start: datetime, *, listed: bool
) -> None:
    visit = make_appointment(client=ada, service=service, start=start)
    assert (visit in [row[0] for row in desk.get("/desk/").context["visits"]]) is listed


def test_a_visit_carries_its_screen(desk: Browser, ada: Client, service: Service, now: datetime) -> None:
    make_appointment(client=ada, service=service, start=now + timedelta(hours=1))
    assert 'data-status="locked"' in page(desk)
    send_intake(ada, CHEST_PAIN, now=now)
    assert 'data-status="stop"' in page(desk)


def test_a_test_under_way_waits_to_be_finished(
    desk: Browser, ada: Client, service: Service, now: datetime
) -> None:
    started = make_started(client=ada, service=service, now=now)
    assert f"/desk/appointments/{started.appointment_id}/assess/" in page(desk)


def test_a_test_of_somebody_who_took_their_consent_back_is_not_named(
    desk: Browser, ada: Client, service: Service, now: datetime
) -> None:
    make_started(client=ada, service=service, now=now)
    assert ada.name in page(desk)
    # Nothing of today, where the visit itself names them.
    earlier = now - timedelta(days=2)
    visit = Appointment.objects.select_related("service").get()
    visit.set_time(earlier)
    visit.save()
    reads = AuditEntry.objects.filter(act=AuditEntry.Act.READ).count()
    consents.withdraw(client=ada, kind=Consent.Kind.HEALTH_DATA, now=now)
    assert ada.name not in page(desk)
    assert AuditEntry.objects.filter(act=AuditEntry.Act.READ).count() == reads, "Nothing was shown."


def test_a_calendar_that_could_not_be_read_is_told_of(desk: Browser, trainer: Trainer) -> None:
    make_source(trainer=trainer, name="Works")
    assert "could not be read" not in page(desk)
    make_source(trainer=make_trainer(), name="Elsewhere")
    make_source(trainer=trainer, name="Private <b>")
    CalendarSource.objects.exclude(name="Works").update(problem="The server is away.")
    text = page(desk)
    assert "“Private &lt;b&gt;” could not be read" in text
    assert not {"Works", "Elsewhere"} & set(text.replace("“", " ").replace("”", " ").split())


def test_another_trainers_visits_are_not_shown(desk: Browser, now: datetime) -> None:
    other = make_trainer()
    visit = make_appointment(
        client=make_client(trainer=other, name="Someone Else"), service=make_service(trainer=other), start=now
    )
    assert visit.contact_name not in page(desk)


def test_a_full_day_costs_as_few_queries_as_a_quiet_one(
    desk: Browser, trainer: Trainer, service: Service, now: datetime
) -> None:
    counts = []
    for hours in ((0,), (1, 2, 3, 4, 5, 6, 7)):
        for hour in hours:
            client = make_client(trainer=trainer)
            make_appointment(client=client, service=service, start=now + timedelta(hours=hour))
            send_intake(client, now=now)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(desk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_test_that_is_under_way_comes_first(
    desk: Browser, ada: Client, service: Service, now: datetime
) -> None:
    make_appointment(client=ada, service=service, start=now + timedelta(hours=2))
    started = make_started(client=ada, service=service, now=now)
    shown = page(desk)
    assert shown.index("Go on with the test") < shown.index('id="visits"')
    assert f'btn-lg" href="/desk/appointments/{started.appointment_id}/assess/"' in shown


def test_then_todays_next_visit(desk: Browser, ada: Client, service: Service, now: datetime) -> None:
    for hours in (-3, 1, 2):
        make_appointment(client=ada, service=service, start=now + timedelta(hours=hours))
    nearest = ada.appointments.get(start=now + timedelta(hours=1))
    assert f'btn-lg" href="{nearest.get_absolute_url()}"' in page(desk)


def test_then_what_somebody_answered(desk: Browser, ada: Client, now: datetime) -> None:
    send_intake(ada, CHEST_PAIN, now=now)
    assert "Read what" in page(desk)
    assert "Answers to read" in page(desk)


def test_what_was_decided_upon_waits_no_longer(
    desk: Browser, ada: Client, trainer: Trainer, now: datetime
) -> None:
    send_intake(ada, DIZZY, now=now)
    assert "Answers to read" in page(desk)
    screens.clear(
        screen=ada.screens.get(),
        basis=Clearance.Basis.DECISION,
        trainer=trainer,
        now=now,
    )
    assert "Answers to read" not in page(desk)


def test_who_is_due_for_a_retest_and_has_no_hour_is_named(
    desk: Browser, ada: Client, service: Service, now: datetime
) -> None:
    send_intake(ada, UNREMARKABLE, now=now)
    Client.objects.filter(pk=ada.pk).update(retest_on=now.date())
    assert "Due for a retest" in page(desk)
    visit = make_appointment(client=ada, service=service, start=now - timedelta(hours=2))
    assert "Due for a retest" not in page(desk)
    Appointment.objects.filter(pk=visit.pk).update(status=Appointment.Status.CANCELLED)
    assert "Due for a retest" in page(desk)

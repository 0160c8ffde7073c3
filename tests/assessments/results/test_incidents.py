"""Something went wrong: one tap begins a record that is only ever added to."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import consents, incidents
from assessments.incidents import Told
from assessments.models import Appointment, Client, Consent, Incident, IncidentEntry, Service
from assessments.observed import WentWrong
from assessments.recording import Refused
from hipcoach.privacy.models import AppendOnly, AuditEntry
from tests.assessments.standing import send_intake
from tests.assessments.test_recording_race import at_once
from tests.makers import make_appointment, make_client, make_service, make_trainer


@pytest.fixture
def visit(service: Service, client_record: Client) -> Appointment:
    """Of a client who never sent an intake: an accident asks for no consent first."""
    return make_appointment(
        client=client_record, service=service, start=timezone.now() - timedelta(minutes=10)
    )


def tap(desk: Browser, visit: Appointment, key: object = None) -> str:
    answer = desk.post(reverse("incident_begin", args=[visit.pk]), {"key": str(key or uuid4())})
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_one_tap_notes_the_time_and_leads_to_the_words(desk: Browser, visit: Appointment) -> None:
    assert "Start an incident record" in desk.get(visit.get_absolute_url()).content.decode()
    page = desk.get(tap(desk, visit))
    incident = Incident.objects.get()
    assert incident.begun_by == visit.trainer.user
    assert "In an emergency" in page.content.decode()
    assert "<title>Incident" in page.content.decode()
    assert reverse("incident", args=[incident.pk]) in desk.get(visit.get_absolute_url()).content.decode()


def test_a_doubled_tap_is_one_incident(desk: Browser, visit: Appointment) -> None:
    key = uuid4()
    assert tap(desk, visit, key) == tap(desk, visit, key)
    assert Incident.objects.count() == 1


def test_a_key_of_another_visit_begins_nothing(
    desk: Browser, visit: Appointment, service: Service, client_record: Client, now: datetime
) -> None:
    key = uuid4()
    tap(desk, visit, key)
    other = make_appointment(client=client_record, service=service, start=now + timedelta(days=9))
    assert tap(desk, other, key) == other.get_absolute_url()
    assert Incident.objects.count() == 1


@pytest.mark.parametrize("key", ["", "no key", "\0", "1" * 5000])
def test_a_broken_key_begins_nothing(desk: Browser, visit: Appointment, key: str) -> None:
    answer = desk.post(reverse("incident_begin", args=[visit.pk]), {"key": key})
    assert (answer.status_code, Incident.objects.count()) == (302, 0)


def told(**fields: str) -> dict[str, str]:
    return {"key": str(uuid4()), "kind": "fall", "what": "Fell off the bench", "done": "Ice"} | fields


def test_what_is_written_stays_and_more_can_be_added(desk: Browser, visit: Appointment) -> None:
    address = tap(desk, visit)
    for fields in (told(happened_at="2026-01-05T10:30"), told(kind="", what="", done="", told="Her brother")):
        assert desk.post(address, fields).status_code == 302
    first, second = IncidentEntry.objects.all()
    assert (first.kind, first.what, second.kind, second.told) == (
        "fall",
        "Fell off the bench",
        "",
        "Her brother",
    )
    assert first.happened_at is not None
    assert timezone.localtime(first.happened_at, visit.trainer.tz).hour == 10
    text = desk.get(address).content.decode()
    assert "Fell off the bench" in text
    assert "Her brother" in text


def test_an_entry_sent_twice_is_one(desk: Browser, visit: Appointment) -> None:
    address, fields = tap(desk, visit), told()
    for _ in range(2):
        desk.post(address, fields)
    assert IncidentEntry.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": ""},
        {"kind": "dragon"},
        {"what": "x" * 5000},
        {"what": "nul\0"},
        {"happened_at": "2999-01-01T10:00"},
        {"happened_at": "yesterday"},
        {"key": "none"},
    ],
)
def test_what_cannot_be_is_asked_again(desk: Browser, visit: Appointment, fields: dict[str, str]) -> None:
    answer = desk.post(tap(desk, visit), told(**fields))
    assert (answer.status_code, IncidentEntry.objects.count()) == (422, 0)


def test_an_empty_addition_is_none(desk: Browser, visit: Appointment) -> None:
    address = tap(desk, visit)
    desk.post(address, told())
    assert desk.post(address, told(kind="", what="", done="")).status_code == 422


def test_another_trainer_finds_nothing(desk: Browser, visit: Appointment) -> None:
    address = tap(desk, visit)
    stranger = Browser()
    stranger.force_login(make_trainer().user)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, told()).status_code == 404
    assert not IncidentEntry.objects.exists()


def begun(visit: Appointment, now: datetime) -> Incident:
    return incidents.begin(appointment=visit, key=uuid4(), trainer=visit.trainer, now=now)


def test_nothing_of_it_can_be_changed_or_deleted(visit: Appointment, now: datetime) -> None:
    incident = begun(visit, now)
    entry = incidents.add(
        incident=incident, key=uuid4(), told=Told(kind=WentWrong.FAINT), trainer=visit.trainer, now=now
    )
    for act in (
        *(row.save for row in (incident, entry)),
        *(row.delete for row in (incident, entry)),
        Incident.objects.all().delete,
        IncidentEntry.objects.all().delete,
        lambda: Incident.objects.update(key=uuid4()),
        lambda: IncidentEntry.objects.update(done=""),
    ):
        with pytest.raises(AppendOnly):
            act()
    assert (Incident.objects.count(), IncidentEntry.objects.count()) == (1, 1)


def test_the_words_lie_sealed_and_each_step_is_audited(visit: Appointment, now: datetime) -> None:
    incident = begun(visit, now)
    said = Told(kind=WentWrong.PAIN, what="A cry", done="Rest", told="The doctor")
    incidents.add(incident=incident, key=uuid4(), told=said, trainer=visit.trainer, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, done, told FROM assessments_incidententry")
        stored = str(cursor.fetchall())
    for word in ("cry", "Rest", "doctor"):
        assert word not in stored
    subjects = [entry.subject for entry in AuditEntry.objects.filter(act="change")]
    assert subjects == [f"incident {incident.pk}"] * 2


def test_an_entry_of_another_incident_is_refused(visit: Appointment, now: datetime) -> None:
    key = uuid4()
    for number, incident in enumerate((begun(visit, now), begun(visit, now))):
        act = {"incident": incident, "key": key, "told": Told(what="x"), "trainer": visit.trainer, "now": now}
        if number:
            with pytest.raises(Refused):
                incidents.add(**act)
        else:
            incidents.add(**act)


def test_three_taps_at_once_are_one_incident(transactional_db: None, now: datetime) -> None:
    trainer = make_trainer(hours=False)
    visit = make_appointment(client=make_client(trainer=trainer), service=make_service(trainer=trainer))
    key = uuid4()

    def tapped() -> int:
        return incidents.begin(appointment=visit, key=key, trainer=trainer, now=now).pk

    assert len(set(at_once(tapped))) == 1
    assert Incident.objects.count() == 1


def test_consent_taken_back_closes_the_record(desk: Browser, visit: Appointment) -> None:
    page = tap(desk, visit)
    assert visit.client
    send_intake(visit.client, now=timezone.now())
    assert desk.get(page).status_code == 200
    consents.withdraw(client=visit.client, kind=Consent.Kind.HEALTH_DATA, now=timezone.now())
    text = desk.get(page).content.decode()
    assert "taken their consent back" in text
    assert "In an emergency" not in text
    assert page not in desk.get(visit.get_absolute_url()).content.decode()


def test_a_client_who_was_handed_over_takes_the_record_along(desk: Browser, visit: Appointment) -> None:
    page = tap(desk, visit)
    assert visit.client
    Client.objects.filter(pk=visit.client.pk).update(trainer=make_trainer())
    assert desk.get(page).status_code == 404

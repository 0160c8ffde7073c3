"""What is old goes by itself, and nothing that is not old: every period of the policy, both ways."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.conf import settings as current
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Model

from assessments import incidents, intake
from assessments.models import Appointment, Client, Consent, Incident, Intake, Invitation, Merge, Service
from hipcoach import settings as project
from hipcoach.accounts.models import DeviceSession
from hipcoach.celery import app
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import erasing, retention
from hipcoach.privacy.limits import LONGEST_WINDOW, Limit, allows
from hipcoach.privacy.models import ErasureRequest, RateCount
from hipcoach.privacy.policy import the_policy
from tests.assessments.standing import send_intake
from tests.mail.promises import promise
from tests.makers import make_appointment, make_client, make_service, make_trainer, make_user
from tests.pages.doubled import merged
from tests.pages.whole_life import logged_by_the_office

pytestmark = pytest.mark.django_db
PERIODS = the_policy().periods
A_BIT = timedelta(minutes=1)

# Makes what became old at this instant; returns whether it is still there.
Make: TypeAlias = Callable[[Service, datetime], Callable[[], bool]]


def exists(row: Model) -> Callable[[], bool]:
    return lambda: type(row)._base_manager.filter(pk=row.pk).exists()


def quiet_record(service: Service, at: datetime) -> Callable[[], bool]:
    client = make_client(trainer=service.trainer)
    Client.objects.filter(pk=client.pk).update(created_at=at - timedelta(days=9))
    make_appointment(client=client, service=service, start=at - timedelta(minutes=service.duration))
    return lambda: not ErasureRequest.objects.open().about(client.pk).exists()


def withdrawn(service: Service, at: datetime) -> Callable[[], bool]:
    client = make_client(trainer=service.trainer)
    send_intake(client, now=at - timedelta(days=9))
    client.consents.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=at)
    return client.intakes.exists


def draft(service: Service, at: datetime) -> Callable[[], bool]:
    return exists(intake.open_draft(client=make_client(trainer=service.trainer), now=at))


def booking_note(service: Service, at: datetime) -> Callable[[], bool]:
    client = make_client(trainer=service.trainer)
    start = at - timedelta(minutes=service.duration)
    visit = make_appointment(client=client, service=service, start=start, note="is there a lift?")
    return lambda: bool(Appointment.objects.get(pk=visit.pk).note)


def unconfirmed(service: Service, at: datetime) -> Callable[[], bool]:
    client = make_client(trainer=service.trainer)
    held = make_appointment(client=client, service=service, start=at, status="held", hold_until=at)
    return exists(held)


def invitation(service: Service, at: datetime) -> Callable[[], bool]:
    practice = service.trainer.practice
    return exists(
        Invitation.objects.create(
            practice=practice,
            email="asked@example.com",
            invited_by=practice.owner,
            sent_at=at - timedelta(days=7),
            expires_at=at,
            revoked_at=at,
        )
    )


def mail_address(service: Service, at: datetime) -> Callable[[], bool]:
    row = promise(now=at)
    OutgoingEmail.objects.filter(pk=row.pk).update(state="sent", settled_at=at)
    return lambda: bool(OutgoingEmail.objects.get(pk=row.pk).to)


def mail_file(service: Service, at: datetime) -> Callable[[], bool]:
    file = Path(current.MAIL_FOLDER) / f"{at.timestamp():.0f}.eml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("To: ada@example.com\n\nHello")
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file.exists


def ended_sign_in(service: Service, at: datetime) -> Callable[[], bool]:
    return exists(DeviceSession.objects.create(session_key=f"ended{at.timestamp():.0f}", expire_date=at))


def guard(service: Service, at: datetime) -> Callable[[], bool]:
    exact = Limit(scope="test", most=1, window=timedelta(seconds=1))
    allows((exact, str(at)), now=at)
    return exists(RateCount.objects.latest("pk"))


def office_log(service: Service, at: datetime) -> Callable[[], bool]:
    entry = logged_by_the_office(make_client(trainer=service.trainer), by=service.trainer.user)
    LogEntry.objects.filter(pk=entry.pk).update(action_time=at)
    return exists(entry)


def merge(service: Service, at: datetime) -> Callable[[], bool]:
    kept = make_client(trainer=service.trainer)
    row = merged(kept, make_client(trainer=service.trainer), now=at)
    return Merge.objects.filter(pk=row.pk, record__isnull=False).exists


MAKERS: dict[str, Make] = {
    "quiet-records": quiet_record,
    "withdrawn-health": withdrawn,
    "drafts": draft,
    "booking-notes": booking_note,
    "merges": merge,
    "unconfirmed": unconfirmed,
    "invitations": invitation,
    "mail-addresses": mail_address,
    "mail-files": mail_file,
    "sign-ins": ended_sign_in,
    "guards": guard,
    "office-log": office_log,
}


def test_every_period_of_the_policy_is_carried_out_and_tested() -> None:
    assert set(retention._carried) == set(PERIODS) == set(MAKERS)


@pytest.mark.parametrize("name", PERIODS)
def test_what_is_older_goes_and_what_is_younger_stays(name: str, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        ends = now - PERIODS[name].lasts
        is_old_there = MAKERS[name](make_service(trainer=make_trainer()), ends - A_BIT)
        is_young_there = MAKERS[name](make_service(trainer=make_trainer()), ends + A_BIT)
        assert is_old_there()
        assert retention.carry_out(now)[name] >= 1
        assert (is_old_there(), is_young_there()) == (False, True)


@pytest.mark.parametrize("name", PERIODS)
def test_a_second_time_there_is_nothing_to_do(name: str, service: Service, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        MAKERS[name](service, now - PERIODS[name].lasts - A_BIT)
        retention.carry_out(now)
        assert set(retention.carry_out(now).values()) == {0}


@pytest.mark.parametrize("name", sorted(set(PERIODS) - {"mail-files"}))
def test_more_than_one_batch_goes_in_one_night(
    name: str, service: Service, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    with time_machine.travel(now, tick=False):
        ends = now - PERIODS[name].lasts
        there = [MAKERS[name](service, ends - timedelta(hours=2 * number + 1)) for number in range(5)]
        retention.carry_out(now)
        assert [is_there() for is_there in there] == [False] * 5


def test_one_that_fails_stops_none_of_the_others(
    service: Service, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(before: datetime, at: datetime) -> int:
        raise RuntimeError

    is_there = office_log(service, now - timedelta(days=999))
    monkeypatch.setitem(retention._carried, "quiet-records", failing)
    assert "quiet-records" not in retention.carry_out(now)
    assert not is_there()
    assert "quiet-records was not carried out (RuntimeError)" in caplog.text


def test_what_still_counts_against_robots_is_not_forgotten() -> None:
    assert PERIODS["guards"].lasts >= LONGEST_WINDOW


def test_sign_ins_of_before_they_said_whose_they_are_go_too(now: datetime) -> None:
    Session.objects.create(session_key="old", expire_date=now - A_BIT)
    retention.carry_out(now)
    assert not Session.objects.exists()


def test_periods_with_a_setting_follow_it_and_say_its_default(settings: LazySettings) -> None:
    told = {name: period for name, period in PERIODS.items() if period.setting}
    assert {period.days for period in told.values()} == {project.MAIL_RETENTION_DAYS}
    settings.MAIL_RETENTION_DAYS = 30
    assert {period.lasts for period in told.values()} == {timedelta(days=30)}


def test_the_beat_asks_for_it_each_night() -> None:
    app.loader.import_default_modules()
    entry = project.CELERY_BEAT_SCHEDULE["carry-out-data-policy"]
    assert entry["task"] in app.tasks
    assert app.tasks[entry["task"]].run() >= 0
    assert app.tasks[project.CELERY_BEAT_SCHEDULE["erase-due"]["task"]].run() == 0


# -- records where nothing happens -----------------------------------------------------------------


@pytest.fixture
def quiet(service: Service, now: datetime) -> Client:
    quiet_record(service, now - PERIODS["quiet-records"].lasts - A_BIT)
    return Client.objects.get()


def asked_for(now: datetime) -> int:
    return retention.quiet_records(now - PERIODS["quiet-records"].lasts, now)


def test_any_sign_of_life_keeps_the_record(quiet: Client, service: Service, now: datetime) -> None:
    intake.open_draft(client=quiet, now=now - timedelta(days=900))
    assert asked_for(now) == 0


def test_who_signed_in_lately_is_not_quiet(quiet: Client, now: datetime) -> None:
    quiet.user = make_user(last_login=now - timedelta(days=30))
    quiet.save()
    assert asked_for(now) == 0


def test_a_quiet_client_hears_of_it_and_has_a_week(quiet: Client, now: datetime) -> None:
    assert asked_for(now) == 1
    request = ErasureRequest.objects.get()
    assert (request.reason, request.due_at) == ("quiet", now + timedelta(days=7))
    assert OutgoingEmail.objects.get(kind="erasure-asked").to == quiet.email


def test_who_said_keep_is_left_in_peace_for_as_long_again(quiet: Client, now: datetime) -> None:
    asked_for(now)
    erasing.undo(client=quiet, by=make_user(), now=now)
    assert asked_for(now + timedelta(days=1000)) == 0
    assert asked_for(now + timedelta(days=1096)) == 1


def test_a_consent_given_again_keeps_everything(service: Service, now: datetime) -> None:
    withdrawn(service, now - timedelta(days=40))
    client = Client.objects.get()
    Consent.objects.create(client=client, kind="health_data", wording_version=1, given_at=now)
    retention.carry_out(now)
    assert Intake.objects.exists()


def test_an_incident_alone_is_health_too(service: Service, now: datetime) -> None:
    client = make_client(trainer=service.trainer)
    Consent.objects.create(
        client=client,
        kind=Consent.Kind.HEALTH_DATA,
        wording_version=1,
        given_at=now - timedelta(days=99),
        withdrawn_at=now - timedelta(days=31),
    )
    visit = make_appointment(client=client, service=service, start=now - timedelta(days=40))
    incidents.begin(appointment=visit, key=uuid4(), trainer=service.trainer, now=now)
    retention.carry_out(now)
    assert not Incident.objects.exists()

"""The trainer books for a client: outside their own rules if they insist, over another booking never."""

import uuid
from datetime import datetime, timedelta

import pytest

from assessments.availability import Refusal
from assessments.contacts import AlreadyClient, Person
from assessments.models import Appointment, BusyBlock, Client, Service
from assessments.refusals import NotBookable
from assessments.scheduling import book_for, book_new, objection
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, booked
from tests.makers import make_appointment, make_client, make_service, make_trainer

pytestmark = pytest.mark.django_db
NIGHT = TUESDAY_TEN.replace(hour=2)


def test_the_client_is_told_as_if_they_had_booked(
    client_record: Client, service: Service, now: datetime
) -> None:
    visit = book_for(client=client_record, service=service, start=TUESDAY_TEN, now=now)
    assert (visit.client, visit.contact_email) == (client_record, client_record.email)
    assert {mail.kind for mail in OutgoingEmail.objects.all()} == {
        "appointment-booked",
        "appointment-reminder",
    }


def test_notice_and_horizon_do_not_bind_the_trainer(
    client_record: Client, service: Service, now: datetime
) -> None:
    soon, far = now + timedelta(hours=1), TUESDAY_TEN + timedelta(days=300)
    for start in (soon, far):
        assert book_for(client=client_record, service=service, start=start, now=now).is_confirmed


@pytest.mark.parametrize(
    ("start", "reason"),
    [(NIGHT, Refusal.CLOSED), (TUESDAY_TEN + timedelta(minutes=7), Refusal.OFF_GRID)],
)
def test_outside_the_rules_only_when_the_trainer_insists(
    client_record: Client, service: Service, now: datetime, start: datetime, reason: Refusal
) -> None:
    with pytest.raises(NotBookable) as refused:
        book_for(client=client_record, service=service, start=start, now=now)
    assert (refused.value.reason, refused.value.may_insist) == (reason, True)
    assert book_for(client=client_record, service=service, start=start, now=now, insist=True).start == start


def test_time_off_and_a_full_day_may_be_insisted_on(client_record: Client, now: datetime) -> None:
    service = make_service(trainer=client_record.trainer, daily_cap=1)
    book_for(client=client_record, service=service, start=TUESDAY_TEN, now=now)
    BusyBlock.objects.create(
        trainer=service.trainer,
        start=TUESDAY_TEN + timedelta(days=1),
        end=TUESDAY_TEN + timedelta(days=1, hours=1),
    )
    for start in (TUESDAY_TEN + timedelta(hours=2), TUESDAY_TEN + timedelta(days=1)):
        refused = objection(service=service, start=start, now=now)
        assert refused
        assert refused.may_insist
        book_for(client=client_record, service=service, start=start, now=now, insist=True)


@pytest.mark.parametrize("status", ["confirmed", "attended", "held"])
def test_over_another_booking_never(
    client_record: Client, service: Service, now: datetime, status: str
) -> None:
    held = {"hold_until": now + timedelta(minutes=5)} if status == "held" else {}
    make_appointment(client=client_record, service=service, start=TUESDAY_TEN, status=status, **held)
    start = TUESDAY_TEN + timedelta(minutes=30)
    with pytest.raises(NotBookable) as refused:
        book_for(client=client_record, service=service, start=start, now=now, insist=True)
    assert (refused.value.reason, refused.value.may_insist) == (Refusal.TAKEN, False)
    assert Appointment.objects.count() == 1


def test_a_walk_in_is_noted_until_the_day_after_and_nobody_is_mailed(
    client_record: Client, service: Service, now: datetime
) -> None:
    book_for(client=client_record, service=service, start=now - timedelta(hours=2), now=now, insist=True)
    assert not OutgoingEmail.objects.exists()
    for start in (now - timedelta(days=2), now + timedelta(days=3000)):
        with pytest.raises(NotBookable) as refused:
            book_for(client=client_record, service=service, start=start, now=now, insist=True)
        assert not refused.value.may_insist


def test_a_doubled_submit_is_one_visit_and_one_mail(
    client_record: Client, service: Service, now: datetime
) -> None:
    submission = uuid.uuid4()
    first, second = (
        book_for(client=client_record, service=service, start=TUESDAY_TEN, now=now, submission=submission)
        for _ in range(2)
    )
    assert first == second
    assert OutgoingEmail.objects.filter(kind="appointment-booked").count() == 1


def test_somebody_new_needs_no_address(service: Service, now: datetime) -> None:
    submission = uuid.uuid4()
    for _ in range(2):
        book_new(
            person=Person(name="Walk In", phone="030 1"),
            service=service,
            start=TUESDAY_TEN,
            now=now,
            submission=submission,
        )
    client = Client.objects.get()
    assert (client.name, client.email, client.phone) == ("Walk In", "", "030 1")
    assert client.time_zone == service.trainer.zone
    assert not OutgoingEmail.objects.exists()


def test_an_hour_that_is_refused_leaves_no_client_behind(service: Service, now: datetime) -> None:
    booked(service=service, now=now)
    with pytest.raises(NotBookable):
        book_new(person=Person(name="Late"), service=service, start=TUESDAY_TEN, now=now)
    assert not Client.objects.filter(name="Late").exists()


def test_the_address_of_a_client_is_said_and_shared_only_on_purpose(
    client_record: Client, service: Service, now: datetime
) -> None:
    email = client_record.email.upper()
    with pytest.raises(AlreadyClient) as found:
        book_new(person=Person(name="Ben", email=email), service=service, start=TUESDAY_TEN, now=now)
    assert found.value.client == client_record
    assert not Appointment.objects.exists()
    visit = book_new(
        person=Person(name="Ben", email=email, is_another=True),
        service=service,
        start=TUESDAY_TEN,
        now=now,
    )
    assert visit.client != client_record


def test_a_client_of_another_trainer_is_somebody_new_here(service: Service, now: datetime) -> None:
    elsewhere = make_client(trainer=make_trainer())
    visit = book_new(
        person=Person(name="Ada", email=elsewhere.email), service=service, start=TUESDAY_TEN, now=now
    )
    assert visit.client
    assert not visit.client.shares_email

"""A client's new sign-in address takes the visits ahead along; what was stays as it was written."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from assessments import recording
from assessments.changing import cancel
from assessments.links import find, token_of
from assessments.models import Appointment, Client, Service
from hipcoach.accounts.address import change_address
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.shared_results import make_result
from tests.assessments.standing import send_intake
from tests.assessments.visits import booked
from tests.makers import make_appointment, make_client, make_signed_in_client

pytestmark = pytest.mark.django_db
NEW = "new@example.org"


@pytest.fixture
def record(service: Service) -> Client:
    return make_signed_in_client(trainer=service.trainer)


def ahead(client: Client, service: Service, now: datetime, *, days: int = 9) -> Appointment:
    return make_appointment(client=client, service=service, start=now + timedelta(days=days))


def change(client: Client, now: datetime) -> None:
    assert client.user
    assert change_address(user=client.user, email=NEW, now=now)


def test_visits_to_come_are_written_about_to_the_new_address(
    record: Client, service: Service, now: datetime
) -> None:
    visit = ahead(record, service, now)
    link = token_of(visit)
    change(record, now)
    visit.refresh_from_db()
    assert visit.contact_email == NEW
    assert find(link, now=now) is None, "The link in the old mailbox opens nothing."
    told = OutgoingEmail.objects.about(visit.ref).unsettled()
    assert set(told.values_list("to", flat=True)) == {NEW}


def test_so_is_one_that_was_cancelled_while_the_mail_about_it_waits(
    record: Client, service: Service, now: datetime
) -> None:
    cancel(appointment=ahead(record, service, now), by=Appointment.By.TRAINER, now=now)
    change(record, now)
    sweep(now)
    assert [message.to for message in mail.outbox if "Cancelled" in message.subject] == [[NEW]]


def test_the_summary_that_waits_goes_to_the_new_address(
    record: Client, service: Service, now: datetime
) -> None:
    send_intake(record, now=now)
    result = make_result(client=record, service=service, at=now, left=12, right=20, shared=False)
    recording.share(assessment=result, trainer=service.trainer, now=now)
    change(record, now)
    sweep(now)
    assert [message.to for message in mail.outbox if "summary" in message.subject] == [[NEW]]


@pytest.mark.parametrize("state", ["promised", "failed"])
def test_what_a_trainer_has_not_heard_yet_goes_to_their_new_address(
    service: Service, now: datetime, state: str
) -> None:
    booked(service=service, now=now)
    rows = OutgoingEmail.objects.filter(kind="trainer-booked")
    rows.update(state=state)
    assert change_address(user=service.trainer.user, email=NEW, now=now)
    sweep(now)
    assert rows.values_list("to", "state").get() == (NEW, "sent")


def test_what_a_trainer_has_heard_stays_as_it_was(service: Service, now: datetime) -> None:
    old = service.trainer.user.email
    booked(service=service, now=now)
    sweep(now)
    assert change_address(user=service.trainer.user, email=NEW, now=now)
    assert OutgoingEmail.objects.filter(kind="trainer-booked").values_list("to", "state").get() == (
        old,
        "sent",
    )


def test_visits_that_were_stay_as_they_were(record: Client, service: Service, now: datetime) -> None:
    visit = ahead(record, service, now, days=-9)
    change(record, now)
    assert Appointment.objects.get(pk=visit.pk).contact_email == record.email


def test_a_partners_visit_stays_with_the_shared_address(
    record: Client, service: Service, now: datetime
) -> None:
    Client.objects.filter(pk=record.pk).update(shares_email=True)
    partner = make_client(trainer=service.trainer, email=record.email, shares_email=True, name="Partner")
    visit = ahead(partner, service, now)
    change(record, now)
    assert Appointment.objects.get(pk=visit.pk).contact_email == partner.email

"""A corrected contact: who had proven the old address loses access, and visits to come are written there."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from assessments import recording
from assessments.changing import cancel, reschedule
from assessments.contacts import AlreadyClient, Person, change
from assessments.links import find, token_of
from assessments.models import Appointment, Assessment, Client, Service, Trainer
from hipcoach.mail.delivery import sweep
from hipcoach.mail.line import claim, keep
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy.models import AuditEntry
from tests.assessments.shared_results import make_result
from tests.assessments.standing import DIZZY, send_intake
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_client, make_signed_in_client

pytestmark = pytest.mark.django_db
# Two days more than the earliest reminder.
START = TUESDAY_TEN + timedelta(days=5)


def changed(client: Client, now: datetime, **new: Any) -> Client:
    known = {"name": client.name, "email": client.email, "phone": client.phone, "zone": client.time_zone}
    person = Person(**(known | new))
    return change(client=client, person=person, trainer=client.trainer, now=now)


def waiting(visit: Appointment) -> set[str]:
    """To whom something is still promised, but for what the trainer gets."""
    rows = OutgoingEmail.objects.about(visit.ref).unsettled().exclude(to=visit.trainer.user.email)
    return set(rows.values_list("to", flat=True))


def test_another_address_cuts_the_user_off(trainer: Trainer, now: datetime) -> None:
    client = make_signed_in_client(trainer=trainer)
    assert changed(client, now, email="typo@x.org").user is None


def test_the_same_address_in_other_letters_does_not(trainer: Trainer, now: datetime) -> None:
    client = make_signed_in_client(trainer=trainer)
    assert changed(client, now, email=client.email.upper(), phone="030 12345").user == client.user


def test_no_address_cuts_the_user_off_too(trainer: Trainer, now: datetime) -> None:
    assert changed(make_signed_in_client(trainer=trainer), now, email="").user is None


def test_an_address_that_another_client_has_is_refused(trainer: Trainer, now: datetime) -> None:
    client, known = make_client(trainer=trainer), make_client(trainer=trainer)
    before = Client.objects.values().get(pk=client.pk)
    with pytest.raises(AlreadyClient) as found:
        changed(client, now, name="New Name", email=known.email)
    assert found.value.client == known
    assert Client.objects.values().get(pk=client.pk) == before


def test_sharing_it_marks_both_and_leaving_it_neither(trainer: Trainer, now: datetime) -> None:
    client, partner = make_client(trainer=trainer), make_client(trainer=trainer)
    changed(client, now, email=partner.email, is_another=True)
    assert set(Client.objects.values_list("shares_email", flat=True)) == {True}
    changed(client, now, email="own@x.org")
    assert set(Client.objects.values_list("shares_email", flat=True)) == {False}


def test_visits_to_come_are_written_about_to_the_new_address(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now, start=START, given=contact(email="tipo@x.org"))
    assert visit.client
    changed(visit.client, now, email="typo@x.org")
    visit.refresh_from_db()
    assert visit.contact_email == "typo@x.org"
    assert waiting(visit) == {"typo@x.org"}


def test_the_link_in_the_mail_to_the_old_address_opens_nothing(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now, start=START)
    assert visit.client
    old = token_of(visit)
    changed(visit.client, now, email="right@x.org")
    assert find(old, now=now) is None


@pytest.mark.parametrize("kind", ["trainer-booked", "trainer-moved"])
def test_the_trainer_still_hears_of_the_visit_as_it_is_now(
    service: Service, now: datetime, kind: str
) -> None:
    visit = booked(service=service, now=now, start=START)
    if kind == "trainer-moved":
        sweep(now)
        visit = reschedule(appointment=visit, start=START + timedelta(hours=1), now=now)
    assert visit.client
    mail.outbox.clear()
    changed(visit.client, now, email="right@x.org")
    sweep(now)
    told = [message for message in mail.outbox if message.to == [service.trainer.user.email]]
    assert len(told) == 1
    assert told[0].reply_to == ["right@x.org"]
    assert OutgoingEmail.objects.get(kind=kind, state="sent").facts["version"] == visit.version + 1


def test_who_knows_of_the_visit_is_not_told_again(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now, start=START)
    sweep(now)
    assert visit.client
    changed(visit.client, now, email="right@x.org")
    assert OutgoingEmail.objects.filter(kind__startswith="trainer-").count() == 1


def test_a_first_address_gets_the_visit_and_its_reminders(service: Service, now: datetime) -> None:
    client = make_client(trainer=service.trainer)
    Client.objects.update(email="")
    client.refresh_from_db()
    from_desk = Appointment(trainer=service.trainer, service=service, client=client, booked_at=now)
    from_desk.contact_name, from_desk.status = client.name, Appointment.Status.CONFIRMED
    from_desk.set_time(START)
    from_desk.save()
    changed(client, now, email="first@x.org")
    kinds = set(OutgoingEmail.objects.filter(to="first@x.org").values_list("kind", flat=True))
    assert kinds == {"appointment-booked", "appointment-reminder", "intake-missing"}


def test_an_address_taken_away_is_written_to_no_more(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now, start=START)
    assert visit.client
    changed(visit.client, now, email="")
    assert waiting(visit) == set()
    assert not OutgoingEmail.objects.filter(to="").exists()


@pytest.fixture
def shared(service: Service, now: datetime) -> Assessment:
    """Just shared with a client who gave a mistyped address."""
    client = make_client(trainer=service.trainer, email="Tipo@x.org")
    send_intake(client, now=now)
    result = make_result(client=client, service=service, at=now, left=12, right=20, shared=False)
    recording.share(assessment=result, trainer=service.trainer, now=now)
    return result


@pytest.mark.parametrize("state", ["promised", "sending", "failed"])
def test_what_did_not_reach_the_old_address_reaches_the_new_one(
    shared: Assessment, now: datetime, state: str
) -> None:
    (row,) = claim(now, urgent=False)
    OutgoingEmail.objects.update(
        state=state, reason="" if state == "sending" else "The mail server refused this mail (550)."
    )
    if state == "failed":
        OutgoingEmail.objects.update(settled_at=now, lease_until=None, attempts=6)
    changed(shared.client, now, email="typo@x.org")
    assert not keep(row, now), "Who holds it for the old address sends it no more."
    sweep(now)
    sent = OutgoingEmail.objects.get()
    assert (sent.state, sent.reason, [message.to for message in mail.outbox]) == (
        "sent",
        "",
        [["typo@x.org"]],
    )


@pytest.mark.parametrize("state", ["promised", "failed"])
def test_a_cancellation_that_did_not_reach_the_old_address_reaches_the_new_one(
    service: Service, now: datetime, state: str
) -> None:
    visit = booked(service=service, now=now, start=START, given=contact(email="tipo@x.org"))
    sweep(now)
    cancel(appointment=visit, by=Appointment.By.TRAINER, now=now)
    OutgoingEmail.objects.filter(kind="appointment-cancelled").update(state=state)
    mail.outbox.clear()
    assert visit.client
    changed(visit.client, now, email="typo@x.org")
    sweep(now)
    assert [message.to for message in mail.outbox] == [["typo@x.org"]]
    assert mail.outbox[0].subject.startswith("Cancelled")


def test_one_that_was_sent_is_not_sent_again_and_its_link_opens_nothing(
    service: Service, now: datetime
) -> None:
    visit = booked(service=service, now=now, start=START)
    visit = cancel(appointment=visit, by=Appointment.By.TRAINER, now=now)
    sweep(now)
    mail.outbox.clear()
    old = token_of(visit)
    assert visit.client
    changed(visit.client, now, email="right@x.org")
    sweep(now)
    assert (mail.outbox, find(old, now=now)) == ([], None)


def test_what_is_sent_or_too_late_stays_as_it_was(shared: Assessment, now: datetime) -> None:
    sweep(now)
    changed(shared.client, now, email="typo@x.org")
    OutgoingEmail.objects.update(state="failed", useful_until=now - timedelta(seconds=1))
    changed(shared.client, now, email="third@x.org")
    assert OutgoingEmail.objects.values_list("to", "state").get() == ("Tipo@x.org", "failed")


def test_a_partners_mail_stays_with_the_address_that_was_shared(shared: Assessment, now: datetime) -> None:
    partner = make_client(trainer=shared.client.trainer)
    changed(partner, now, email=shared.client.email, is_another=True)
    changed(partner, now, email="own@x.org")
    assert OutgoingEmail.objects.get().to == "Tipo@x.org"


def test_what_a_trainer_hears_about_a_client_goes_to_no_client(service: Service, now: datetime) -> None:
    """Not even where the trainer had written down their own address by mistake."""
    client = make_client(trainer=service.trainer, email=service.trainer.user.email)
    send_intake(client, DIZZY, now=now)
    changed(client, now, email="typo@x.org")
    assert OutgoingEmail.objects.get(kind="trainer-to-read").to == service.trainer.user.email


def test_what_was_typed_otherwise_for_one_visit_stays(service: Service, now: datetime) -> None:
    client = make_client(trainer=service.trainer, email="ada@x.org", name="Ada Client", phone="1")
    given = contact(name="Ada at work", email="ada@x.org", phone="99999")
    visit = booked(service=service, now=now, start=START, given=given)
    changed(client, now, name="Ada Lovelace", phone="12345")
    visit.refresh_from_db()
    assert (visit.contact_name, visit.contact_phone) == ("Ada at work", "99999")


def test_what_was_is_left_as_it_was(service: Service, now: datetime) -> None:
    visit = booked(service=service, now=now)
    assert visit.client
    changed(visit.client, visit.end + timedelta(days=1), email="new@x.org", name="New Name")
    visit.refresh_from_db()
    assert (visit.contact_email, visit.contact_name) == ("ada@example.com", "Ada Visitor")


def test_the_change_is_audited_by_field_never_by_value(trainer: Trainer, now: datetime) -> None:
    client = make_client(trainer=trainer)
    changed(client, now, email="new@x.org")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.client_ref, entry.subject) == (trainer.user, client.pk, f"client {client.pk}")
    assert "email" in entry.fields
    assert "new@x.org" not in str(entry.fields)

"""A client who changes trainers takes everything along; the old trainer opens nothing of it any more."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import incidents, recording
from assessments.changing import cancel
from assessments.handing_over import Agreed, CannotTakeOver, NeedsAgreement
from assessments.models import Appointment, Assessment, Client, Intake, Screen
from assessments.recording import Refused
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy.models import AuditEntry
from programs import asking, library
from programs.models import Plan
from tests.assessments.practice.people import Two
from tests.assessments.standing import send_intake
from tests.assessments.visits import booked, contact
from tests.makers import make_appointment, make_client, make_trainer
from tests.pages.addresses import browser_of
from tests.programs.makers import assigned_plan, make_assessment, make_ready


def test_every_record_is_readable_by_the_new_trainer_alone(two: Two, now: datetime) -> None:
    library.load(now=now)
    ada = two.ada()
    make_ready(ada, now=now)
    test = make_assessment(client=ada, service=two.hers, at=now - timedelta(days=3))
    plan = assigned_plan(ada, now=now)
    visit = test.appointment
    incident = incidents.begin(appointment=visit, key=uuid4(), trainer=two.mara, now=now)
    pages = [
        reverse("client", args=[ada.pk]),
        reverse("appointment", args=[test.appointment_id]),
        reverse("suggest", args=[test.pk]),
        reverse("plan", args=[plan.pk]),
        reverse("next_visit", args=[ada.pk]),
        reverse("client_results", args=[ada.pk]),
        reverse("incident", args=[incident.pk]),
        *(reverse(name, args=[test.appointment_id]) for name in ("observations", "amend_setup")),
    ]
    two.hand_over(ada, now=now)
    assert [browser_of(two.julian.user).get(page).status_code for page in pages] == [200] * len(pages)
    assert [browser_of(two.mara.user).get(page).status_code for page in pages] == [404] * len(pages)


def test_nothing_is_lost_or_made(two: Two, now: datetime) -> None:
    library.load(now=now)
    ada = two.ada()
    make_ready(ada, now=now)
    make_assessment(client=ada, service=two.hers, at=now - timedelta(days=3))
    assigned_plan(ada, now=now)
    kept = (Client, Intake, Screen, Assessment, Plan)
    before = [set(model.objects.values_list("pk", flat=True)) for model in kept]
    two.hand_over(ada, now=now)
    assert [set(model.objects.values_list("pk", flat=True)) for model in kept] == before


def test_a_visit_that_was_stays_in_the_diary_it_was_in_but_off_the_old_desk(two: Two, now: datetime) -> None:
    ada = two.ada()
    past = make_appointment(client=ada, service=two.hers, start=now - timedelta(hours=2))
    two.hand_over(ada, now=now)
    past.refresh_from_db()
    assert past.trainer == two.mara
    assert list(two.mara.appointments.of_own_clients()) == []


def test_it_is_on_the_audit_trail_with_who_decided(two: Two, now: datetime) -> None:
    ada = two.ada()
    two.hand_over(ada, now=now)
    entry = AuditEntry.objects.get(client_ref=ada.pk)
    assert (entry.actor, entry.act, entry.subject, entry.fields) == (
        two.mara.user,
        AuditEntry.Act.CHANGE,
        f"client {ada.pk}",
        ["trainer"],
    )


def test_the_ledger_follows_the_client(two: Two, now: datetime) -> None:
    library.load(now=now)
    ada, ben = two.ada(), two.ada()
    make_ready(ada, now=now)
    assigned_plan(ada, now=now)
    for client in (ada, ben):
        make_appointment(client=client, service=two.hers, start=now + timedelta(days=client.pk - ada.pk + 1))
    two.hand_over(ada, now=now)
    assert not OutgoingEmail.objects.filter(to=ada.email, trainer_ref=two.mara.pk).exists()
    assert OutgoingEmail.objects.filter(kind="plan-assigned", trainer_ref=two.julian.pk).exists()


def test_what_the_old_trainer_has_heard_stays_in_their_ledger(two: Two, now: datetime) -> None:
    ada = two.ada()
    visit = booked(service=two.hers, now=now, given=contact(name=ada.name, email=ada.email))
    sweep(now)
    cancel(appointment=visit, by=Appointment.By.CLIENT, now=now)
    two.hand_over(ada, now=now)
    sweep(now)
    rows = OutgoingEmail.objects.filter(subject_ref=visit.ref, kind__startswith="trainer-")
    assert (
        list(rows.values_list("to", "trainer_ref", "state"))
        == [(two.mara.user.email, two.mara.pk, "sent")] * 2
    )


@pytest.mark.parametrize("state", ["promised", "failed", "sent"])
def test_a_question_that_nobody_has_heard_of_goes_to_the_new_trainer(
    two: Two, now: datetime, state: str
) -> None:
    library.load(now=now)
    ada = two.ada()
    make_ready(ada, now=now)
    make_assessment(client=ada, service=two.hers, at=now - timedelta(days=3))
    item = assigned_plan(ada, now=now).items.all()[0]
    asking.ask(client=ada, item=item, key=uuid4(), text="Does it click?", now=now)
    row = OutgoingEmail.objects.get(kind="trainer-plan-question")
    OutgoingEmail.objects.filter(pk=row.pk).update(
        state=state, settled_at=None if state == "promised" else now
    )
    two.hand_over(ada, now=now)
    sweep(now)
    row.refresh_from_db()
    reader = two.mara if state == "sent" else two.julian
    assert (row.to, row.trainer_ref, row.state) == (reader.user.email, reader.pk, "sent")


def test_the_new_trainer_hears_how_many_and_nothing_else(two: Two, now: datetime) -> None:
    ada, ben = two.ada(), two.ada()
    two.hand_over(ada, ben, now=now)
    mail = OutgoingEmail.objects.get(kind="trainer-clients-come")
    facts = {"trainer": two.julian.pk, "count": 2, "to_read": []}
    assert (mail.to, mail.facts) == (two.julian.user.email, facts)


def test_twice_is_harmless(two: Two, now: datetime) -> None:
    ada = two.ada()
    for _time in range(2):
        two.hand_over(ada, now=now)
    assert (two.julian.clients.get(), AuditEntry.objects.count()) == (ada, 1)


def test_an_address_that_stands_there_already_is_never_merged_silently(two: Two, now: datetime) -> None:
    ada = two.ada(email="Ada@Example.com")
    theirs = make_client(trainer=two.julian, email="ada@example.com")
    with pytest.raises(NeedsAgreement) as asked:
        two.hand_over(ada, now=now)
    assert [(each.client, each.theirs) for each in asked.value.preview.doubled] == [(ada, theirs)]
    assert list(two.mara.clients.all()) == [ada]


def test_with_consent_both_records_stand_side_by_side(two: Two, now: datetime) -> None:
    ada = two.ada(email="ada@example.com")
    theirs = make_client(trainer=two.julian, email="ada@example.com")
    two.hand_over(ada, now=now, agreed=Agreed(apart=frozenset({ada.pk})))
    sharing = dict(two.julian.clients.values_list("pk", "shares_email"))
    assert sharing == {ada.pk: True, theirs.pk: True}


def test_a_couple_goes_over_together_or_stops_sharing(two: Two, now: datetime) -> None:
    ada, ben, eve = (two.ada(email="us@example.com", shares_email=True) for _each in range(3))
    two.hand_over(ada, ben, now=now)
    assert dict(Client.objects.values_list("pk", "shares_email")) == {
        ada.pk: True,
        ben.pk: True,
        eve.pk: False,
    }


def test_another_practice_gets_nobody(two: Two, now: datetime) -> None:
    theirs = make_client(trainer=make_trainer())
    with pytest.raises(CannotTakeOver):
        two.hand_over(theirs, now=now)


def test_a_trainer_who_has_left_gets_nobody(two: Two, now: datetime) -> None:
    two.julian.is_listed, two.julian.removed_at = False, now
    two.julian.save()
    with pytest.raises(CannotTakeOver):
        two.hand_over(two.ada(), now=now)


def test_who_handed_over_meanwhile_starts_no_test(two: Two, now: datetime) -> None:
    ada = two.ada()
    send_intake(ada, now=now)
    visit = make_appointment(client=ada, service=two.hers, start=now)
    two.hand_over(ada, now=now)
    with pytest.raises(Refused, match="handed over to another trainer"):
        recording.start(appointment=visit, trainer=two.mara, now=now)
    assert not Assessment.objects.exists()

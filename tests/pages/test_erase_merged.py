"""A record that was another's double is not forgotten when it comes to forgetting, nor to who saw it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from assessments import contacts
from assessments.contacts import Person
from assessments.handing_over import move_client
from assessments.models import Client, Merge, Service, Trainer
from assessments.models.clients import UNDO_FOR
from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import erasing, retention
from hipcoach.pages.erasing import Reason
from hipcoach.pages.records import mails_to
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry, ErasureDone, ErasureRequest
from tests.mail.promises import promise
from tests.makers import make_appointment, make_client, make_trainer, make_user
from tests.pages.doubled import merged as made_one

WEEK = timedelta(days=7)
GONE = 4711


@pytest.fixture
def merged(ada: Client, trainer: Trainer, now: datetime) -> Merge:
    return Merge.objects.create(kept=ada, gone_ref=GONE, merged_by=trainer.user, merged_at=now)


def asked_for_the_double(now: datetime) -> ErasureRequest:
    """Before the two became one."""
    return ErasureRequest.objects.create(
        client_ref=GONE, reason=Reason.CLIENT, asked_at=now, due_at=now + WEEK
    )


def test_what_was_asked_for_the_double_is_carried_out_on_the_one_they_became(
    merged: Merge, ada: Client, now: datetime
) -> None:
    asked_for_the_double(now)
    assert erasing.carry_out_due(now + WEEK) == 1
    assert not Client.objects.filter(pk=ada.pk).exists()


def test_the_client_sees_it_and_takes_it_back(
    merged: Merge, phone: Browser, ada: Client, now: datetime
) -> None:
    asked_for_the_double(now)
    assert "will be erased on" in phone.get("/me/data/").content.decode()
    phone.post(f"/me/data/keep/{ada.pk}/")
    assert erasing.carry_out_due(now + WEEK) == 0


def test_two_requests_of_what_became_one_are_one(merged: Merge, ada: Client, now: datetime) -> None:
    asked_for_the_double(now)
    ErasureRequest.objects.create(
        client_ref=ada.pk, reason=Reason.CLIENT, asked_at=now, due_at=now + 2 * WEEK
    )
    assert erasing.pending(ada)[ada.pk].client_ref == GONE, "The earlier one counts."
    erasing.carry_out_due(now + WEEK)
    assert not ErasureRequest.objects.open().exists()


def test_a_backup_of_before_the_merge_is_erased_again_too(merged: Merge, ada: Client, now: datetime) -> None:
    number = ada.pk
    erasing.ask(client=ada, by=ada.user, reason=Reason.CLIENT, now=now)
    erasing.carry_out_due(now + WEEK)
    assert set(ErasureDone.objects.values_list("client_ref", flat=True)) == {number, GONE}


def test_a_merge_that_was_undone_counts_no_more(merged: Merge, ada: Client, now: datetime) -> None:
    Merge.objects.update(undone_at=now)
    asked_for_the_double(now)
    assert erasing.pending(ada) == {}


def test_who_saw_the_double_is_told(merged: Merge, phone: Browser, trainer: Trainer, now: datetime) -> None:
    act = AuditEntry.Act.READ
    audit.record(actor=trainer.user, client_id=GONE, act=act, subject="timeline", fields=["screen"], now=now)
    assert [each.who for each in phone.get("/me/data/").context["seen"]] == [trainer.name]


def test_a_stranger_of_that_number_is_nobodys_double(phone: Browser, trainer: Trainer, now: datetime) -> None:
    stranger = make_client(trainer=trainer)
    act = AuditEntry.Act.READ
    audit.record(
        actor=trainer.user, client_id=stranger.pk, act=act, subject="list", fields=["screen"], now=now
    )
    assert phone.get("/me/data/").context["seen"] == []


# -- the address that a double had -----------------------------------------------------------------


@pytest.fixture
def two_addresses(ada: Client, trainer: Trainer, now: datetime) -> Merge:
    """The double had signed in with an address of its own; ada's stays."""
    double = make_client(trainer=trainer, user=make_user(email="tipo@x.org"), name="Ada Doubled")
    promise(now=now, to="tipo@x.org", kind="sign-in-code")
    promise(now=now, to="tipo@x.org", kind="trainer-note", subject_ref=f"client:{double.pk}")
    return made_one(ada, double, now=now)


def test_the_address_that_a_double_had_is_forgotten_with_the_one_they_became(
    two_addresses: Merge, ada: Client, now: datetime
) -> None:
    erasing.ask(client=ada, by=ada.user, reason=Reason.CLIENT, now=now)
    erasing.carry_out_due(now + WEEK)
    assert not User.objects.filter(email="tipo@x.org").exists()
    assert not OutgoingEmail.objects.filter(to="tipo@x.org").exists()


def test_an_address_that_somebody_else_has_by_now_is_theirs(
    two_addresses: Merge, ada: Client, now: datetime
) -> None:
    make_client(trainer=make_trainer(), email="tipo@x.org")
    erasing.ask(client=ada, by=ada.user, reason=Reason.CLIENT, now=now)
    erasing.carry_out_due(now + WEEK)
    assert User.objects.filter(email="tipo@x.org").exists()


def test_an_address_of_before_it_was_corrected_goes_too(ada: Client, service: Service, now: datetime) -> None:
    make_appointment(client=ada, service=service, start=now - WEEK)
    old = ada.user
    assert old
    contacts.change(
        client=ada, person=Person(name=ada.name, email="new@x.org"), trainer=service.trainer, now=now
    )
    erasing.ask(client=ada, by=None, reason=Reason.TRAINER, now=now)
    erasing.carry_out_due(now + WEEK)
    assert not User.objects.filter(pk=old.pk).exists()


def test_once_a_merge_cannot_be_undone_the_sign_in_that_opens_nothing_goes(
    two_addresses: Merge, ada: Client, now: datetime
) -> None:
    retention.carry_out(now + UNDO_FOR - timedelta(seconds=1))
    assert User.objects.filter(email="tipo@x.org").exists()
    retention.carry_out(now + UNDO_FOR)
    assert not User.objects.filter(email="tipo@x.org").exists()
    assert ada.user
    assert User.objects.filter(pk=ada.user.pk).exists()


def test_mails_to_the_trainer_about_a_client_stay_the_trainers(
    ada: Client, service: Service, now: datetime
) -> None:
    """Also of the one who has handed them over since."""
    visit = make_appointment(client=ada, service=service, start=now)
    address = service.trainer.user.email
    promise(now=now, to=address, kind="trainer-booked", subject_ref=visit.ref)
    julian = make_trainer(practice=service.trainer.practice)
    move_client(client=ada, to=julian, by=service.trainer.user, now=now)
    ada.refresh_from_db()
    assert address not in mails_to(ada).values_list("to", flat=True)

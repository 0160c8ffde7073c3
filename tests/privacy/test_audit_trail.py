"""The audit trail only grows: no code path of ours changes or deletes what it says."""

from datetime import datetime

import pytest

from hipcoach.accounts.models import User
from hipcoach.privacy.audit import record
from hipcoach.privacy.models import AppendOnly, AuditEntry
from tests.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    return make_user()


@pytest.fixture
def entry(actor: User, now: datetime) -> AuditEntry:
    record(
        actor=actor,
        client_id=41,
        act=AuditEntry.Act.READ,
        subject="intake 12",
        fields=["answers"],
        now=now,
    )
    return AuditEntry.objects.get()


def test_it_says_who_did_what_when_to_which_fields(entry: AuditEntry, actor: User, now: datetime) -> None:
    assert (entry.actor, entry.client_ref, entry.act, entry.at) == (actor, 41, "read", now)
    assert (entry.subject, entry.fields) == ("intake 12", ["answers"])


def test_an_entry_is_not_changed(entry: AuditEntry) -> None:
    entry.subject = "intake 13"
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.filter(pk=entry.pk).update(subject="intake 13")
    assert AuditEntry.objects.get().subject == "intake 12"


def test_an_entry_is_not_deleted(entry: AuditEntry, actor: User) -> None:
    with pytest.raises(AppendOnly):
        entry.delete()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.all().delete()
    with pytest.raises(AppendOnly):
        actor.audit_entries.all().delete()
    assert AuditEntry.objects.exists()


def test_an_entry_outlives_the_person_it_speaks_of(entry: AuditEntry, actor: User) -> None:
    actor.delete()
    entry.refresh_from_db()
    assert (entry.actor, entry.subject) == (None, "intake 12")

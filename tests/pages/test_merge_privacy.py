"""What a merge means for a client's rights: one trail, erasing reaches both, and nothing overtakes it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from assessments.doubles import NotMergeable, Obstacle
from assessments.models import Client, Consent, Merge, Service
from assessments.signin import claim_records
from hipcoach.pages import erasing, retention
from hipcoach.pages.records import numbers_of
from hipcoach.pages.trail import seen_page
from hipcoach.pages.unmerging import undo
from hipcoach.privacy.models import ErasureDone
from tests.assessments.standing import send_intake
from tests.makers import make_client, make_user
from tests.pages.doubled import Doubled, make_doubled, merged

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(service: Service, shelves: None, now: datetime) -> Doubled:
    return make_doubled(service, now=now)


@pytest.mark.parametrize("which", ["kept", "gone"])
def test_a_record_that_is_to_be_erased_is_not_merged(double: Doubled, now: datetime, which: str) -> None:
    erasing.ask(client=getattr(double, which), by=None, reason=erasing.Reason.CLIENT, now=now)
    with pytest.raises(NotMergeable) as refused:
        merged(double.kept, double.gone, now=now)
    assert refused.value.obstacle is Obstacle.ERASURE
    assert not Merge.objects.exists()


def test_who_saw_the_other_record_is_told_too(double: Doubled, now: datetime) -> None:
    merged(double.kept, double.gone, now=now)
    numbers = list(numbers_of(double.kept))
    assert numbers == [double.kept.pk, double.gone.pk]
    assert double.kept.user
    page, seen = seen_page(clients=numbers, user=double.kept.user.pk, tz=double.kept.tz, number=None)
    assert page.paginator.count
    assert sum(deed.times for each in seen for deed in each.deeds) > len(seen)


def test_taken_back_each_has_its_own_trail_again(double: Doubled, now: datetime) -> None:
    undo(merge=merged(double.kept, double.gone, now=now), trainer=double.kept.trainer, now=now)
    assert list(numbers_of(double.kept)) == [double.kept.pk]


def test_erased_both_are_and_a_backup_brings_back_neither(double: Doubled, now: datetime) -> None:
    merged(double.kept, double.gone, now=now)
    erasing.ask(client=double.kept, by=None, reason=erasing.Reason.CLIENT, now=now)
    assert erasing.carry_out_due(now + timedelta(days=8)) == 1
    assert not Client.objects.exists()
    assert not Merge.objects.exists()
    assert set(ErasureDone.objects.values_list("client_ref", flat=True)) == {double.kept.pk, double.gone.pk}


def test_an_old_withdrawal_deletes_nothing_while_the_merge_can_be_undone(
    double: Doubled, now: datetime
) -> None:
    """It counts from the merge, which may have been a slip."""
    health = Consent.objects.filter(kind=Consent.Kind.HEALTH_DATA)
    health.filter(client=double.kept).update(given_at=now - timedelta(days=90))
    health.filter(client=double.gone).update(withdrawn_at=now - timedelta(days=60))
    merged(double.kept, double.gone, now=now)
    assert not health.filter(withdrawn_at=None).exists()
    retention.carry_out(now + timedelta(days=1))
    assert double.kept.intakes.count() == 2


def test_of_two_who_share_an_address_each_has_their_own_data_alone(service: Service, now: datetime) -> None:
    ada, bo = (
        make_client(trainer=service.trainer, email="home@x.org", name=name, shares_email=True)
        for name in ("Ada Lovelace", "Bo Larsen")
    )
    send_intake(bo, now=now)
    user = make_user(email="home@x.org")
    claim_records(user)
    phone = Browser()
    phone.force_login(user)
    assert phone.get("/me/data/").status_code == 302
    phone.post("/me/who/", {"client": ada.pk})
    for page in ("/me/data/", "/me/data/erase/"):
        assert "Bo Larsen" not in phone.get(page, follow=True).content.decode()
    assert phone.post(f"/me/data/keep/{bo.pk}/").status_code == 404

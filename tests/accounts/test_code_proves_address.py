"""Typing the mailed code proves the address, and with it the records that carry it."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client as Browser

from assessments.models import Client
from tests.accounts.hands import ask_code, sign_in_by_code
from tests.makers import make_client, make_trainer

pytestmark = pytest.mark.django_db


def test_the_address_is_proven(client: Browser, client_record: Client) -> None:
    sign_in_by_code(client, client_record.email)
    assert EmailAddress.objects.get(email=client_record.email).verified


def test_every_trainers_record_of_the_address_becomes_theirs(client: Browser) -> None:
    records = [make_client(trainer=make_trainer(), email=email) for email in ("ada@x.org", "ADA@x.org")]
    sign_in_by_code(client, "Ada@x.org")
    assert [Client.objects.get(pk=record.pk).user_id for record in records] == [
        int(client.session["_auth_user_id"])
    ] * 2


def test_a_record_that_the_trainer_has_yet_to_place_is_left_alone(client: Browser) -> None:
    record = make_client(trainer=make_trainer(), shares_email=True, is_unsettled=True)
    sign_in_by_code(client, record.email)
    record.refresh_from_db()
    assert record.user is None


def test_a_record_of_another_address_stays_untouched(client: Browser, client_record: Client) -> None:
    other = make_client(trainer=client_record.trainer)
    sign_in_by_code(client, client_record.email)
    other.refresh_from_db()
    assert other.user is None


def test_asking_alone_proves_nothing(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    assert not EmailAddress.objects.get(email=client_record.email).verified

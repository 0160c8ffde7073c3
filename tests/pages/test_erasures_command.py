"""A backup that is brought back brings nobody back: the list of erasures, numbers only, is done again."""

import io
import json
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Client, Service
from hipcoach.pages import erasing
from hipcoach.pages.erasing import Reason
from tests.makers import make_client

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def listed() -> str:
    out = io.StringIO()
    call_command("erasures", stdout=out)
    return out.getvalue()


def replayed(text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    call_command("erasures", "--replay", stdout=out)
    return out.getvalue()


def brought_back(service: Service, number: int, *, since: datetime) -> Client:
    """As the backup has it: under its old number, and from before the erasure."""
    client = make_client(trainer=service.trainer)
    Client.objects.filter(pk=client.pk).update(id=number, created_at=since)
    return Client.objects.get(pk=number)


@pytest.fixture
def number(service: Service, now: datetime) -> int:
    client = make_client(trainer=service.trainer, name="Somebody Erased")
    pk = client.pk
    erasing.ask(client=client, by=None, reason=Reason.CLIENT, now=now)
    erasing.carry_out_due(now + WEEK)
    return pk


def test_the_list_holds_numbers_and_instants_only(number: int, now: datetime) -> None:
    assert json.loads(listed()) == {"client": number, "at": (now + WEEK).isoformat()}


def test_who_comes_back_with_a_backup_is_erased_again(
    number: int, service: Service, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = listed()
    brought_back(service, number, since=now - WEEK)
    assert "1 erased again" in replayed(text, monkeypatch)
    assert not Client.objects.exists()
    assert "0 erased again" in replayed(text, monkeypatch), "Twice is harmless."


def test_somebody_new_who_got_the_number_stays(
    number: int, service: Service, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restored database counts on from where the backup was."""
    text = listed()
    brought_back(service, number, since=now + 2 * WEEK)
    assert "0 erased again" in replayed(text, monkeypatch)
    assert Client.objects.filter(pk=number).exists()


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "{}",
        "[]",
        '{"client": "x", "at": "2026-01-01T00:00:00+00:00"}',
        '{"client": 1, "at": "2026-01-01"}',
    ],
)
def test_what_is_no_list_changes_nothing(
    number: int, service: Service, now: datetime, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    good = listed()
    brought_back(service, number, since=now - WEEK)
    with pytest.raises(CommandError, match="Nothing was changed"):
        replayed(good + text, monkeypatch)
    assert Client.objects.exists()

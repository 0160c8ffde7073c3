"""Links that begin a call or a message."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Service, Trainer
from assessments.reaching import first_words, ways_to_reach
from tests.makers import make_appointment, make_signed_in_client

VISIT = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+49 30 230000911", "+4930230000911"),
        ("+49 (0)30 / 23-00 00.911", "+4930230000911"),
        ("0049 30 230000911", "+4930230000911"),
        ("030 230000911", "030230000911"),
    ],
)
def test_a_number_is_called_however_it_was_typed(typed: str, number: str) -> None:
    ways = ways_to_reach(typed, words="Hello")
    assert ways
    assert ways.call == f"tel:{number}"
    assert ways.sms == f"sms:{number}?&body=Hello"
    assert ways.whatsapp == (f"https://wa.me/{number[1:]}?text=Hello" if number[0] == "+" else "")


@pytest.mark.parametrize("typed", ["", "ask my wife", "+", "12"])
def test_what_is_no_number_is_not_called(typed: str) -> None:
    assert ways_to_reach(typed, words="Hello") is None


@given(words=st.text())
def test_words_arrive_as_they_were_written(words: str) -> None:
    ways = ways_to_reach("+4930230000911", words=words)
    assert ways
    written = words.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    assert unquote(ways.sms.partition("&body=")[2]) == written
    assert parse_qs(urlsplit(ways.whatsapp).query, keep_blank_values=True)["text"] == [written]


def test_a_message_says_who_writes_and_when_the_visit_is_for_the_client() -> None:
    new_york = ZoneInfo("America/New_York")
    said = first_words(client="Noor Visser", trainer="Mara Lind", visit=VISIT, zone=new_york)
    assert said == "Hello Noor, this is Mara Lind, about your visit on Tue 1 Dec, 12:30."
    assert first_words(client="Noor", trainer="Mara Lind", visit=None, zone=new_york) == (
        "Hello Noor, this is Mara Lind."
    )


@pytest.mark.django_db
def test_the_client_and_the_visit_offer_them(trainer: Trainer, service: Service, client: Browser) -> None:
    noor = make_signed_in_client(trainer=trainer, phone="+49 30 230000911")
    visit = make_appointment(client=noor, service=service, start=timezone.now(), contact_phone=noor.phone)
    client.force_login(trainer.user)
    for path in (noor.get_absolute_url(), visit.get_absolute_url()):
        page = client.get(path).content.decode()
        assert 'href="tel:+4930230000911"' in page, path
        assert "https://wa.me/4930230000911?text=Hello" in page, path

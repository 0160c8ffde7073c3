"""Whatever people call themselves, a mail has one sender, one recipient and one subject, in UTF-8."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from hipcoach.mail.kinds import Letter
from hipcoach.mail.layout import as_message
from hipcoach.mail.models import OutgoingEmail

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
NASTY = [
    "Ada\r\nBcc: eve@example.com",
    "Ada\nSubject: no",
    "Ada\x0bB\x0cC\x1cD\x85E\u2028F\u2029G",
    'Ada" <eve@example.com>, "',
    "eve@example.com, Ada <x",
    "Zoë Ångström 李",
    "=?utf-8?b?QWRh?=",
    "x" * 300,
    "",
]
texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def parsed(*, subject: str = "Booked", sender_name: str = "", key: str = "test:1") -> EmailMessage:
    """The message as a mail program reads it."""
    row = OutgoingEmail(key=key, to="ada@example.com", due_at=NOW)
    letter = Letter(subject=subject, paragraphs=("Grüße, 李",), sender_name=sender_name)
    content = as_message(letter, row=row).message().as_bytes()
    return message_from_bytes(content, EmailMessage, policy=policy.default)


@given(name=texts, subject=texts)
def test_no_name_and_no_subject_adds_a_header_or_an_address(name: str, subject: str) -> None:
    mail = parsed(subject=subject, sender_name=name)
    plain = parsed()
    assert sorted(mail.keys()) == sorted(plain.keys())
    assert [address.addr_spec for address in mail["From"].addresses] == ["hello@hipcoach.example"]
    assert [address.addr_spec for address in mail["To"].addresses] == ["ada@example.com"]


@pytest.mark.parametrize("name", ["Mara Lind", "Zoë Ångström", "李 小龍"])
def test_names_and_subjects_arrive_as_they_were_written(name: str) -> None:
    mail = parsed(subject=f"Gebucht: {name} – 9 Uhr", sender_name=name)
    assert mail["From"].addresses[0].display_name == name
    assert mail["Subject"] == f"Gebucht: {name} – 9 Uhr"


def test_both_bodies_hold_the_same_words_in_utf_8() -> None:
    mail = parsed()
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert "Grüße, 李" in body.get_content()


def test_words_of_people_are_escaped_in_html() -> None:
    html = parsed(subject="<script>alert(1)</script>").get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


def test_the_message_id_names_the_promise(settings: LazySettings) -> None:
    settings.SITE_URL = "https://studio.example:8443"
    first, again, other = parsed(), parsed(), parsed(key="test:2")
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["Message-ID"].endswith("@studio.example>")


def test_answering_machines_are_asked_to_keep_still() -> None:
    assert parsed()["Auto-Submitted"] == "auto-generated"

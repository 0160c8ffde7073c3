"""On a computer without a mail server each mail is one whole file, in the order of sending."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.core.mail.message import BadHeaderError

from hipcoach.mail.backends import EmlFolderBackend


@pytest.fixture
def folder(settings: LazySettings) -> Path:
    return Path(settings.MAIL_FOLDER)


def message(subject: str) -> EmailMessage:
    return EmailMessage(subject, "Grüße", "hello@hipcoach.example", ["ada@example.com"])


def test_each_mail_is_one_file_that_a_mail_program_reads(folder: Path) -> None:
    assert EmlFolderBackend().send_messages([message("Größe 1"), message("Größe 2")]) == 2
    files = sorted(folder.iterdir())
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert [mail["Subject"] for mail in mails] == ["Größe 1", "Größe 2"]
    assert {file.suffix for file in files} == {".eml"}


def test_a_mail_that_cannot_be_written_whole_is_not_there_at_all(folder: Path) -> None:
    with pytest.raises(BadHeaderError):
        EmlFolderBackend().send_messages([message("One\nBcc: eve@example.com")])
    assert list(folder.iterdir()) == []

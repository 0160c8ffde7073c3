"""On your own computer, the mailbox shows what would have been sent, and no other file."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.test import Client as Browser

from hipcoach.mail.backends import EmlFolderBackend

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings: LazySettings) -> Path:
    settings.ROOT_URLCONF = "tests.pages.mailbox_urls"
    message = EmailMessage(
        "Booked: <b>a visit</b>", "See https://example.com/a/1-2/", "us@example.com", ["ada@example.com"]
    )
    EmlFolderBackend().send_messages([message])
    return Path(settings.MAIL_FOLDER)


def test_it_lists_and_opens_mails_as_text(mailbox: Path, client: Browser) -> None:
    (file,) = mailbox.glob("*.eml")
    listing = client.get("/mailbox/").content.decode()
    assert "Booked: &lt;b&gt;a visit&lt;/b&gt;" in listing
    opened = client.get(f"/mailbox/{file.name}/").content.decode()
    assert 'href="https://example.com/a/1-2/"' in opened


@pytest.mark.parametrize("name", ["0-0.eml", "..%2Fhipcoach.sqlite3", "x.txt", "%00.eml", ".0-0.eml"])
def test_other_names_are_not_found(mailbox: Path, client: Browser, name: str) -> None:
    (mailbox / "x.txt").write_text("secret")
    assert client.get(f"/mailbox/{name}/").status_code == 404


def test_outside_debug_there_is_no_mailbox(client: Browser) -> None:
    assert client.get("/mailbox/").status_code == 404

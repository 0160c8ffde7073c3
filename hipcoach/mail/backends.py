"""How mail leaves: by SMTP, or as files on a computer without a mail server."""

import smtplib
import uuid
from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from time import time_ns
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from hipcoach.mail import talk
from hipcoach.mail.mime import as_bytes


def is_address(text: str) -> bool:
    """Whether a mail server could make sense of it; letters beyond ASCII may stand on both sides of the @."""
    local, _at, domain = text.rpartition("@")
    try:
        validate_email(f"{local if local.isascii() else 'local'}@{domain}")
    except ValidationError:
        return False
    return local.isprintable() and (local.isascii() or not set(local) & set(' "@<>(),:;[\\]'))


class SmtpBackend(EmailBackend):
    """Django's, which would encode an address like jörg@example.com into one that belongs to nobody.

    `meanwhile` is called now and then while the server thinks about a mail.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: Callable[[], object] = lambda: None

    def open(self) -> bool | None:
        """Connect, and greet: a server that won't be greeted is as good as away. Anew if it hung up."""
        if self.connection is not None and self.connection.sock is None:
            self.connection = None
        is_new = super().open()
        if is_new and self.connection is not None:
            self.connection.ehlo_or_helo_if_needed()
        return is_new

    def _send(self, email_message: EmailMessage) -> bool:
        """Raises what smtplib raises, and SMTPNotSupportedError for an address the server has no letters for.

        Django's own reads each plain address, only to write what was there.
        """
        server = self.connection
        if server is None:
            raise smtplib.SMTPServerDisconnected
        recipients = email_message.recipients()
        options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
        answers = email_message.reply_to
        if not _is_plain(*recipients, *answers) and server.has_extn("smtputf8"):
            options, content = ["SMTPUTF8", *options], _as_utf_8(email_message)
        elif _is_plain(*recipients):
            # An answer to an address that can't be written here would reach nobody.
            email_message.reply_to = [each for each in answers if _is_plain(each)]
            recipients, content = [_envelope(each) for each in recipients], as_bytes(email_message)
        else:
            raise smtplib.SMTPNotSupportedError
        sender = _plain(_envelope(email_message.from_email))
        for recipient in recipients:
            talk.say(server, sender, recipient, content, options=options, meanwhile=self.meanwhile)
        return True


def _is_plain(*addresses: str) -> bool:
    """Whether every server has letters for what stands before the @."""
    return all(address.rpartition("@")[0].isascii() for address in addresses)


def _envelope(address: str) -> str:
    """The address with a domain that every server knows; smtplib leaves the name out."""
    return address if address.isascii() else sanitize_address(address, "utf-8")


@lru_cache(maxsize=256)
def _plain(sender: str) -> str:
    """Without the name."""
    return parseaddr(sender)[1]


def _as_utf_8(email_message: EmailMessage) -> bytes:
    message = message_from_bytes(email_message.message().as_bytes(), policy=policy.SMTPUTF8)
    message.replace_header("To", ", ".join(email_message.to))
    if email_message.reply_to:
        message.replace_header("Reply-To", ", ".join(email_message.reply_to))
    return message.as_bytes()


class EmlFolderBackend(BaseEmailBackend):
    """Write each message as one .eml file into settings.MAIL_FOLDER, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time_ns():020d}-{uuid.uuid4().hex[:8]}.eml"
            draft = folder / f".{name}"
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / name)
        return len(email_messages)
